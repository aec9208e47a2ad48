"""What the editor's forms of recordings take besides the fields of the page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from cms.models.stories import StoryForm
from shows import chapters, transcripts
from shows.errors import PastedTextError, TextTooLongError

MAX_FILE = 4 * transcripts.MAX_CHARACTERS
"""Bytes of a file of as many characters as are read, at four bytes each."""


class RecordedForm(StoryForm):
    """Reads what is pasted or imported, and says what is wrong where it stands.

    In the form and not in `Page.clean`, which also runs when a page is moved or published by the
    clock: an old transcript that cannot be read must hold up neither.
    """

    # Of django-modelcluster, said for the type checker.
    formsets: dict[str, Any]

    transcript_file = forms.FileField(
        label=_("Import a .vtt, .srt, .txt or .json file"),
        required=False,
        help_text=_("Its text takes the place of the transcript below."),
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt,.txt,.json,text/vtt,text/plain"}),
    )
    pasted_chapters = forms.CharField(
        label=_("Paste chapters"),
        required=False,
        strip=False,
        help_text=_(
            "The whole description of the video will do: lines that begin with a time, as “12:41 "
            "The title”, become chapters when you save, in place of those listed."
        ),
        widget=AdminAutoHeightTextInput(attrs={"rows": 3}),
    )

    def clean_transcript(self) -> str:
        text: str = self.cleaned_data["transcript"]
        if not self.files.get(self.add_prefix("transcript_file")):
            _read(transcripts.parse, text)
        return text

    def clean_transcript_file(self) -> str:
        """The text of the file, "" without one."""
        file = self.cleaned_data["transcript_file"]
        if not file:
            return ""
        if file.size > MAX_FILE:
            raise ValidationError(TextTooLongError(limit=transcripts.MAX_CHARACTERS).sentence)
        text: str = _read(transcripts.decode, file.read())
        _read(transcripts.parse, text)
        return text

    def clean_pasted_chapters(self) -> list[chapters.Chapter]:
        found: list[chapters.Chapter] = _read(chapters.parse, self.cleaned_data["pasted_chapters"])
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if text := cleaned.get("transcript_file"):
            cleaned["transcript"] = text
        if cleaned.get("pasted_chapters") and self._has_typed_chapters():
            message = _("Chapters are pasted here and added below as well: empty one of the two.")
            self.add_error("pasted_chapters", message)
        return cleaned

    def _has_typed_chapters(self) -> bool:
        """New rows: those that are stored already give way to what is pasted."""
        rows = self.formsets["chapters"].forms
        return any(row.has_changed() and not row.instance.pk for row in rows)

    def save(self, commit: bool = True) -> Any:
        pasted = self.cleaned_data.get("pasted_chapters")
        if not pasted:
            return super().save(commit=commit)
        self._replace_chapters(pasted)
        # Those of the form have given way.
        formsets = self.formsets
        self.formsets = {name: value for name, value in formsets.items() if name != "chapters"}
        try:
            return super().save(commit=commit)
        finally:
            self.formsets = formsets

    def _replace_chapters(self, pasted: list[chapters.Chapter]) -> None:
        """Keys are used again: a form that stays open, saved by itself, still names them."""
        manager = self.instance.chapters
        keys = [*(chapter.pk for chapter in manager.all()), *[None] * len(pasted)]
        manager.set(
            [
                manager.model(pk=key, sort_order=n, start_s=c.start_s, title=c.title, url=c.url)
                for n, (key, c) in enumerate(zip(keys, pasted, strict=False))
            ]
        )

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """A form that is saved by itself and stays open shows what was imported."""
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        if text := self.cleaned_data.get("transcript_file"):
            updates += [("transcript", text), ("transcript_file", "")]
        return updates


class EpisodeForm(RecordedForm):
    """Refuses a season and a number that another episode of the show has."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number = cleaned.get("number")
        # An API may send one of the two alone.
        season = cleaned.get("season", self.instance.season)
        others = self.instance.numbered_alike(self.parent_page, season, number)
        if number is not None and (other := others.first()):
            message = _("“%(title)s” has this season and this number: choose another number.")
            self.add_error("number", ValidationError(message, params={"title": other.title}))
        return cleaned


def _read(reader: Any, text: Any) -> Any:
    """What `reader` makes of a text; its named failures become errors of the field."""
    try:
        return reader(text)
    except PastedTextError as error:
        raise ValidationError(error.sentence, code=type(error).__name__) from error
