"""Reads what is said from plain text: who speaks before a colon, perhaps when. Pure."""

import re
from collections.abc import Iterator

from shows.cues import Cue, one_line
from shows.durations import parse_timecode
from shows.errors import NotATimeError, OutOfOrderError

NAME = 60
"""Characters of a speaker's name, as it stands before a colon."""

NAME_WORDS = 5

PARTICLES = frozenset(
    {
        *("de", "du", "des", "la", "le", "les", "et", "&", "y", "e", "da", "do", "dos", "di"),
        *("van", "von", "der", "den", "el", "al", "ben", "bin"),
    }
)

NOT_NAMES = frozenset(
    {
        *("attention", "bilan", "bref", "citation", "conclusion", "conséquence", "exemple"),
        *("mieux", "note", "pire", "preuve", "rappel", "remarque", "résultat", "résumé"),
        *("source", "sources", "total", "traduction", "à noter", "à retenir"),
    }
)
"""Words that begin a sentence with a colon, and are nobody."""

_ELISION = re.compile(r"[dlDL][’']")
_NAME_LETTERS = re.compile(r"[^\W_][\w.’'&-]*|&")
_LEADING_TIME = re.compile(
    r"(?:(?P<bracket>[\[(])(?P<held>-?[0-9]{1,3}(?::[0-9]{2}){1,2}(?:[.,][0-9]{1,3})?)[\])]"
    r"|(?P<bare>[0-9]{1,3}(?::[0-9]{2}){1,2}(?:[.,][0-9]{1,3})?)(?=[\s–—-]|$))"
    r"\s{0,9}[–—:-]?\s{0,9}"
)


def split_label(text: str) -> tuple[str, str]:
    """`Ada : Bonjour` → `("Ada", "Bonjour")`; `("", text)` when no name stands before a colon."""
    head, colon, rest = text[: NAME + 2].partition(":")
    name = one_line(head)
    if colon and "\n" not in head and is_name(name) and not rest.startswith("//"):
        return name, text[len(head) + 1 :].strip()
    return "", text


def is_name(text: str) -> bool:
    """A few words that begin with a capital (or a letter of a script that has none)."""
    words = text.split()
    if not 1 <= len(words) <= NAME_WORDS or len(text) > NAME or text.casefold() in NOT_NAMES:
        return False
    return not words[0][0].isdigit() and all(
        word in PARTICLES or _is_capitalised(word) for word in words
    )


def _is_capitalised(word: str) -> bool:
    bare = _ELISION.sub("", word, count=1) or word
    return bool(_NAME_LETTERS.fullmatch(bare)) and not bare[0].islower()


def read(lines: list[str]) -> Iterator[Cue]:
    """A cue for each paragraph, each time and each speaker. Who speaks goes on speaking until
    somebody else is named. Raises NotATimeError, OutOfOrderError."""
    before, start, speaker = 0.0, None, ""
    words: list[str] = []
    for number, line in enumerate(lines, start=1):
        time, text = _leading_time(number, line.strip())
        name, text = split_label(text)
        if words and (time is not None or name or not line.strip()):
            yield Cue(start, None, speaker, "\n".join(words))
            words, start = [], None
        if time is not None:
            if time < before:
                raise OutOfOrderError(number, line)
            before = start = time
        speaker = name or speaker
        words += [text] if text else []
    if words:
        yield Cue(start, None, speaker, "\n".join(words))


def _leading_time(number: int, text: str) -> tuple[float | None, str]:
    """What looks like a time between brackets, or has three parts, has to be one: two numbers and
    a colon may be words."""
    match = _LEADING_TIME.match(text)
    if match is None:
        return None, text
    time = match["held"] or match["bare"]
    try:
        return parse_timecode(time), text[match.end() :]
    except ValueError as error:
        if match["bracket"] or time.count(":") > 1:
            raise NotATimeError(number, time) from error
        return None, text
