"""Episodes of a show: who comes, what they say, what it speaks of."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable, Page

from cms.blocks.films import media_ref
from cms.blocks.media import validate_video_url
from cms.blocks.stories import EpisodeStoryBlock
from cms.faces import Facet
from cms.fields import StoryField, editable, for_editors
from cms.models import HAS, Kind, Publication
from cms.panels import InlinePanel
from cms.schemas import Card, PersonRef, ShowRef
from shows.durations import format_duration
from shows.fields import DurationSecondsField
from shows.forms import EpisodeForm
from shows.models.recordings import RecordedPage, neighbours, with_moments
from shows.schemas import EpisodeDetails, KeyQuoteSchema, ShowNoteSchema


class EpisodePage(RecordedPage):
    """An interview with guests."""

    kind = Kind.EPISODE
    details_schema = EpisodeDetails
    parent_page_types: ClassVar = ["shows.ShowPage"]
    subpage_types: ClassVar = []
    base_form_class = EpisodeForm
    face_prefetch: ClassVar[Sequence[str]] = (
        *RecordedPage.face_prefetch,
        "guests__person",
        "quotes__person",
        "notes",
    )

    body = StoryField(EpisodeStoryBlock(), blank=True, verbose_name=_("body"))
    season = models.PositiveSmallIntegerField(_("season"), null=True, blank=True)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    audio_url = models.URLField(
        _("audio address"),
        max_length=1000,
        blank=True,
        validators=[validate_video_url],
        help_text=_("The address of the sound file, for those who only listen."),
    )

    content_panels = [
        *RecordedPage.title_panels,
        FieldRowPanel([FieldPanel("season"), FieldPanel("number")]),
        InlinePanel("guests", label=_("guest"), heading=_("Guests")),
        *RecordedPage.recording_panels,
        FieldPanel("audio_url"),
        InlinePanel(
            "quotes",
            label=_("quote"),
            heading=_("Key quotes"),
            help_text=_("Two or three sentences to remember, with the moment they are said."),
        ),
        *RecordedPage.story_panels,
        InlinePanel(
            "notes",
            label=_("link"),
            heading=_("Show notes"),
            help_text=_("Books, studies, sites that the episode speaks of."),
        ),
        *RecordedPage.transcript_panels,
        *RecordedPage.ready_panels,
    ]
    api_fields = [
        *RecordedPage.api_fields,
        *editable("season", "number", "audio_url", "quotes", "notes"),
        *for_editors("guests"),
    ]
    stored_api_fields: ClassVar[Mapping[str, str]] = {
        **RecordedPage.stored_api_fields,
        "show": "card.show",
        "audio_url": "details.audio.page_url",
        **{name: f"details.{name}" for name in ("guests", "audio", "quotes", "notes")},
    }

    class Meta:
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")

    @property
    def guest_refs(self) -> list[PersonRef]:
        return [guest.ref() for guest in self.guests.all()]

    def face_card(self, path: str) -> Card:
        card = super().face_card(path)
        guests = self.guest_refs
        received = {guest.uuid for guest in guests}
        others = [person for person in card.people if person.uuid not in received]
        update = {
            "show": self._show_ref(),
            "people": [*guests, *others],
            "guests": [guest.name for guest in guests],
        }
        return card.model_copy(update=update)

    def face_details(self) -> dict[str, Any]:
        audio = media_ref(self.audio_url, self.duration_s, bool(self.transcript))
        return {
            **super().face_details(),
            "season": self.season,
            "number": self.number,
            "guests": self.guest_refs,
            "audio": audio,
            "quotes": [quote.shape() for quote in self.quotes.all()],
            "notes": [note.shape() for note in self.notes.all()],
        }

    def face_text(self) -> str:
        quotes = [quote.text for quote in self.quotes.all()]
        notes = [f"{note.label} {note.note}".strip() for note in self.notes.all()]
        return "\n".join(filter(None, (super().face_text(), *quotes, *notes)))

    def face_facets(self, card: Card) -> Iterable[Facet]:
        """The show's is kept while the show is withdrawn, so that its name comes back with it."""
        yield from super().face_facets(card)
        yield "show", self.get_parent().translation_key
        if self.audio_url:
            yield "has", HAS["audio"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        rows = Publication.objects.listed().of_kind(Kind.EPISODE)
        if show := context["card"]["show"]:
            rows = rows.with_facet("show", show["uuid"])
        audio = media_ref(self.audio_url, self.duration_s)
        details = context["details"]
        quotes = [shown(quote) for quote in details["quotes"]]
        return {
            **context,
            **neighbours(rows, self),
            "reading": with_moments(context["reading"], (quote["start_s"] for quote in quotes)),
            "audio": audio.model_dump(mode="json") if audio else None,
            "is_played": context["is_played"] or audio is not None,
            "guests": details["guests"],
            "quotes": quotes,
            "notes": details["notes"],
        }

    def numbered_alike(
        self, show: Page, season: int | None, number: int | None
    ) -> models.QuerySet[Self]:
        """Other episodes of a show with this season and number, drafts included."""
        others = type(self).objects.child_of(show).filter(alias_of=None)
        return others.filter(season=season, number=number).exclude(pk=self.pk)

    def _show_ref(self) -> ShowRef | None:
        """The parent, as the public knows it."""
        parent = self.get_parent()
        row = Publication.objects.of_kind(Kind.SHOW).filter(object_id=parent.pk).first()
        if row is None:
            return None
        place = {"season": self.season, "number": self.number}
        return ShowRef(uuid=row.uuid, title=row.search_title, url=row.path, **place)


class Guest(Orderable):
    """Who is interviewed, and as what they come."""

    page = ParentalKey(EpisodePage, on_delete=models.CASCADE, related_name="guests")
    person = models.ForeignKey(
        "cms.Person", on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    presented_as = models.CharField(
        _("presented as"), max_length=150, blank=True, help_text=_("Economist, dock worker…")
    )

    panels = [FieldRowPanel([FieldPanel("person"), FieldPanel("presented_as")])]
    api_fields = for_editors("person", "presented_as")

    class Meta(Orderable.Meta):
        verbose_name = _("guest")
        verbose_name_plural = _("guests")

    def __str__(self) -> str:
        return str(self.person)

    def ref(self) -> PersonRef:
        return self.person.ref(role=self.presented_as)


class KeyQuote(Orderable):
    """What to remember of an interview, and when it is said."""

    page = ParentalKey(EpisodePage, on_delete=models.CASCADE, related_name="quotes")
    text = models.TextField(_("words"), max_length=500, help_text=_("Without quotation marks."))
    person = models.ForeignKey(
        "cms.Person",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("person"),
    )
    name = models.CharField(
        _("or a name"), max_length=150, blank=True, help_text=_("Of somebody without a page here.")
    )
    start_s = DurationSecondsField(
        _("start"), null=True, blank=True, help_text=_("As 12:41 or 1:02:03.")
    )

    panels = [
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("person"), FieldPanel("name"), FieldPanel("start_s")]),
    ]
    api_fields = editable("text", "person", "name", "start_s")

    class Meta(Orderable.Meta):
        verbose_name = _("key quote")
        verbose_name_plural = _("key quotes")

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        if self.person_id and self.name:
            message = _("Choose a person, or write a name: one of the two.")
            raise ValidationError({"name": message})

    def shape(self) -> KeyQuoteSchema:
        person = self.person.ref() if self.person else None
        return KeyQuoteSchema(text=self.text, person=person, name=self.name, start_s=self.start_s)


def shown(quote: Mapping[str, Any]) -> dict[str, Any]:
    """A `KeyQuoteSchema`, with who said it (`said_by`) and when (`clock`) as readers see them."""
    start = quote["start_s"]
    said_by = quote["person"]["name"] if quote["person"] else quote["name"]
    return {
        **quote,
        "said_by": said_by,
        "clock": "" if start is None else format_duration(start),
    }


class ShowNote(Orderable):
    """What an episode speaks of: a book, a study, a site."""

    page = ParentalKey(EpisodePage, on_delete=models.CASCADE, related_name="notes")
    label = models.CharField(_("label"), max_length=200)
    url = models.URLField(_("address"), max_length=1000)
    note = models.CharField(_("note"), max_length=300, blank=True)

    panels = [FieldRowPanel([FieldPanel("label"), FieldPanel("url")]), FieldPanel("note")]
    api_fields = editable("label", "url", "note")

    class Meta(Orderable.Meta):
        verbose_name = _("show note")
        verbose_name_plural = _("show notes")

    def __str__(self) -> str:
        return self.label

    def shape(self) -> ShowNoteSchema:
        return ShowNoteSchema(label=self.label, url=self.url, note=self.note)
