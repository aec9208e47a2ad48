"""What éditos and episodes share: a recording, what is said in it, and its chapters."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Orderable
from wagtail.search import index

from cms.blocks.films import film_poster, film_ref
from cms.blocks.media import (
    PEERTUBE_HELP,
    PEERTUBE_LABEL,
    validate_peertube_url,
    validate_video_url,
)
from cms.faces import Face, Facet
from cms.fields import editable, for_editors
from cms.models import HAS, Publication
from cms.models.stories import StoryPage
from cms.panels import InlinePanel
from cms.readiness import Finding
from cms.schemas import Card
from media_library.schemas import ImageSchema
from shows import chapters, transcripts
from shows.durations import format_duration
from shows.errors import PastedTextError
from shows.fields import DurationSecondsField
from shows.forms import RecordedForm
from shows.schemas import ChapterSchema, CueSchema, RecordedDetails
from shows.transcripts import Cue

VTT = "transcription.vtt"
CHAPTERS = "chapitres.json"
"""What a recording is exported as, below its own address."""


@lru_cache(maxsize=8)
def cues_of(transcript: str) -> tuple[Cue, ...]:
    """Cues of a stored transcript. One that cannot be read, as a script may write, is words alone.
    A save and a page each ask several times."""
    try:
        return tuple(transcripts.parse(transcript))
    except PastedTextError:
        return (Cue(None, None, "", transcript.replace("\0", "")),)


class RecordedPage(StoryPage):
    """A story one can watch or listen to."""

    base_form_class = RecordedForm
    details_schema: ClassVar[type[RecordedDetails]] = RecordedDetails
    face_prefetch: ClassVar[Sequence[str]] = (*StoryPage.face_prefetch, "chapters")

    video_url = models.URLField(
        _("video address"),
        max_length=1000,
        blank=True,
        validators=[validate_video_url],
        help_text=_("The page of the video, as you would send it to a friend."),
    )
    peertube_url = models.URLField(
        PEERTUBE_LABEL,
        max_length=1000,
        blank=True,
        validators=[validate_peertube_url],
        help_text=PEERTUBE_HELP,
    )
    duration_s = DurationSecondsField(
        _("duration"), null=True, blank=True, help_text=_("As 12:30 or 1:02:30.")
    )
    transcript = models.TextField(
        _("transcript"),
        blank=True,
        help_text=_(
            "All that is said, for those who cannot hear it and for the search: subtitles (WebVTT, "
            "SRT), or plain text, with “Name: …” where somebody begins to speak and, if you like, "
            "a time before it, as [12:41]."
        ),
    )

    recording_panels = [
        MultiFieldPanel(
            [FieldPanel("video_url"), FieldPanel("peertube_url"), FieldPanel("duration_s")],
            heading=_("Recording"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("pasted_chapters"),
                InlinePanel("chapters", label=_("chapter"), heading=_("One by one")),
            ],
            heading=_("Chapters"),
        ),
    ]
    transcript_panels = [
        MultiFieldPanel(
            [FieldPanel("transcript_file"), FieldPanel("transcript")], heading=_("Transcript")
        )
    ]
    search_fields = [*StoryPage.search_fields, index.SearchField("transcript_text")]
    api_fields = [
        *StoryPage.api_fields,
        *editable("video_url", "duration_s", "transcript", "chapters"),
        *for_editors("peertube_url"),
        APIField("transcript_cues"),
    ]
    stored_api_fields: ClassVar[Mapping[str, str]] = {
        **StoryPage.stored_api_fields,
        "media": "card.media",
        # Not the address that was pasted: that of a film which may not be shown is none of theirs.
        "video_url": "card.media.page_url",
        "transcript_cues": "details.transcript",
        "chapters": "details.chapters",
    }

    class Meta:
        abstract = True

    @property
    def cues(self) -> tuple[Cue, ...]:
        return cues_of(self.transcript)

    @property
    def transcript_text(self) -> str:
        """Words alone, without times and markup: what is searched."""
        return transcripts.to_text(self.cues)

    @property
    def transcript_cues(self) -> list[dict[str, Any]]:
        return [asdict(cue) for cue in self.cues]

    @property
    def chapter_list(self) -> list[ChapterSchema]:
        """In the order of the recording, whatever that of the form."""
        found = sorted(self.chapters.all(), key=lambda chapter: chapter.start_s)
        return [chapter.shape() for chapter in found]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        details, path = context["details"], context["card"]["url"]
        listed = details["chapters"]
        reading = reading_of(Cue(**cue) for cue in details["transcript"])
        return {
            **context,
            "chapters": [{**c, "clock": format_duration(c["start_s"])} for c in listed],
            "reading": with_moments(reading, (chapter["start_s"] for chapter in listed)),
            "is_timed": any(paragraph["anchor"] for paragraph in reading),
            "is_played": bool(context["card"]["media"]),
            # They answer neither for a draft nor for a page that only some may read.
            "exports": self._exports(path, listed) if context["is_public"] else {},
        }

    def face_at(self, path: str) -> Face:
        """Adds where the exports are, which only the public address tells."""
        found = super().face_at(path)
        if found.document is None:
            return found
        exports = self._exports(path, self.chapter_list)
        details = found.document.details.model_copy(update=exports)
        document = found.document.model_copy(update={"details": details})
        return replace(found, document=document)

    def _exports(self, path: str, listed: Sequence[Any]) -> dict[str, str]:
        """Addresses relative to the root, "" for what there is nothing of."""
        is_timed = any(cue.start_s is not None for cue in self.cues)
        return {
            "transcript_url": f"{path}{VTT}" if is_timed else "",
            "chapters_url": f"{path}{CHAPTERS}" if listed else "",
        }

    def face_card(self, path: str) -> Card:
        has_words = bool(self.transcript)
        media = film_ref(self.video_url, self.peertube_url, self.duration_s, has_words)
        return super().face_card(path).model_copy(update={"media": media})

    def image_shape(self) -> ImageSchema | None:
        """Without an image of its own, the one that a host shows of the video."""
        return super().image_shape() or film_poster(self.video_url, self.peertube_url)

    def face_details(self) -> dict[str, Any]:
        return {
            **super().face_details(),
            "transcript": [CueSchema(**cue) for cue in self.transcript_cues],
            "chapters": self.chapter_list,
        }

    def findings(self, user: AbstractUser) -> Iterator[Finding]:
        yield from super().findings(user)
        if (self.video_url or getattr(self, "audio_url", "")) and not self.transcript.strip():
            message = _("No transcript: who cannot hear it reads nothing, and no search finds it.")
            yield Finding("no_transcript", str(message), ("transcript",))

    def face_facets(self, card: Card) -> Iterable[Facet]:
        yield from super().face_facets(card)
        if card.media:
            yield "has", HAS[card.media.kind]
        if self.transcript:
            yield "has", HAS["transcript"]

    def face_text(self) -> str:
        titles = "\n".join(chapter.title for chapter in self.chapter_list)
        return "\n".join(filter(None, (super().face_text(), titles, self.transcript_text)))


class Chapter(Orderable):
    """Where a part of a recording begins."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="chapters")
    start_s = DurationSecondsField(_("start"), help_text=_("As 12:41 or 1:02:03."))
    title = models.CharField(_("title"), max_length=chapters.TITLE)
    url = models.URLField(_("address"), max_length=chapters.ADDRESS, blank=True)

    panels = [FieldRowPanel([FieldPanel("start_s"), FieldPanel("title")]), FieldPanel("url")]
    api_fields = editable("start_s", "title", "url")

    class Meta(Orderable.Meta):
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")

    def __str__(self) -> str:
        return self.title

    def shape(self) -> ChapterSchema:
        return ChapterSchema(start_s=self.start_s, title=self.title, url=self.url)


def reading_of(cues: Iterable[Cue]) -> list[dict[str, Any]]:
    """Paragraphs for a page: `speaker` where it changes, `clock` and `start_s` (whole seconds, None
    without a time), `anchor` for the first paragraph of a second, `moments` for `with_moments`."""
    found: list[dict[str, Any]] = []
    speaker, seen = "", set()
    for paragraph in transcripts.paragraphs(cues):
        start = None if paragraph.start_s is None else int(paragraph.start_s)
        found.append(
            {
                "speaker": paragraph.speaker if paragraph.speaker != speaker else "",
                "start_s": start,
                "clock": "" if start is None else format_duration(start),
                "anchor": start is not None and start not in seen,
                "moments": [],
                "text": paragraph.text,
            }
        )
        speaker = paragraph.speaker
        seen.add(start)
    return found


def with_moments(
    reading: list[dict[str, Any]], seconds: Iterable[int | None]
) -> list[dict[str, Any]]:
    """Each of the seconds that begins no paragraph, among the `moments` of that in which it falls:
    a link to it leads to the words without a script too."""
    timed = [paragraph for paragraph in reading if paragraph["anchor"]]
    starts = [paragraph["start_s"] for paragraph in timed]
    for second in sorted({second for second in seconds if second is not None}.difference(starts)):
        place = max(bisect_right(starts, second) - 1, 0)
        if timed and second not in timed[place]["moments"]:
            timed[place]["moments"].append(second)
    return reading


def neighbours(rows: Any, page: StoryPage) -> dict[str, Any]:
    """Cards of the content before and after this one, in the order of lists; None at either end."""
    when = page.display_date
    own = models.Subquery(Publication.objects.filter(uuid=page.uuid).values("id")[:1])
    # The outer bound is the one that an index finds.
    before = rows.filter(published_at__lte=when).filter(Q(published_at__lt=when) | Q(id__lt=own))
    after = rows.filter(published_at__gte=when).filter(Q(published_at__gt=when) | Q(id__gt=own))
    return {
        "previous": _link(before.newest_first().first()),
        "next": _link(after.order_by("published_at", "id").first()),
    }


def _link(row: Publication | None) -> dict[str, str] | None:
    """As much of a card as the key of a page that shows it is read from."""
    if row is None:
        return None
    return {"id": str(row.uuid), "kind": row.kind, "title": row.search_title, "url": row.path}
