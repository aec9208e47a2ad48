"""Named failures of what is pasted into a recording, each with the sentence for the editor."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

QUOTED = 80
"""Characters of an offending line that a sentence repeats."""


class PastedTextError(ValueError):
    """What was pasted cannot be read. `line` counts from 1 (0: no line in particular), `text` is
    what stands there."""

    wording: Promise

    def __init__(self, line: int = 0, text: str = "", **details: Any) -> None:
        text = " ".join(text.split())
        self.line = line
        self.text = f"{text[:QUOTED]}…" if len(text) > QUOTED else text
        self.details = details
        super().__init__(f"{type(self).__name__}: line {line}: {self.text!r}")

    @property
    def sentence(self) -> str:
        """In the language of whoever reads it."""
        return str(self.wording) % {"line": self.line, "text": self.text, **self.details}


class NotATimeError(PastedTextError):
    wording = _("Line %(line)d: “%(text)s” is not a time. Write it as 1:02:03 or 00:41.")


class EndBeforeStartError(PastedTextError):
    wording = _("Line %(line)d: “%(text)s” ends before it begins. Correct one of the two times.")


class OutOfOrderError(PastedTextError):
    wording = _(
        "Line %(line)d: “%(text)s” comes before the time above it. Put the lines in order, or "
        "correct the time."
    )


class SameTimeError(PastedTextError):
    wording = _("Line %(line)d: “%(text)s” begins when another chapter does. Keep one of the two.")


class TitleTooLongError(PastedTextError):
    wording = _("Line %(line)d: the title “%(text)s” has more than %(limit)d characters.")


class TextTooLongError(PastedTextError):
    wording = _("This text has more than %(limit)d characters: shorten it, or cut it in two.")


class TooManyError(PastedTextError):
    wording = _("There are more than %(limit)d times in this text: cut it in two.")


class BrokenJsonError(PastedTextError):
    wording = _(
        "This looks like JSON, but it cannot be read as such (line %(line)d). Export it again, or "
        "paste plain text."
    )


class NoChapterError(PastedTextError):
    wording = _(
        "No chapter was found: each begins with a time, as “12:41 The title”. Paste the whole "
        "description of the video."
    )


class NotTextError(PastedTextError):
    wording = _("This file is not text: choose a .vtt, .srt, .txt or .json file.")
