from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Orderable
from wagtail.search import index

from cms.api.pagination import cards_context
from cms.blocks.media import media_ref, poster_shape, validate_video_url
from cms.faces import Facet
from cms.models import HAS, Kind, Publication
from cms.models.base import BasePage
from cms.models.stories import StoryPage
from cms.schemas import Card, PersonRef, ShowRef
from media_library.schemas import ImageSchema
from shows.fields import DurationSecondsField


class RecordedPage(StoryPage):
    """A story one can watch or listen to."""

    video_url = models.URLField(
        _("video address"),
        max_length=1000,
        blank=True,
        validators=[validate_video_url],
        help_text=_("The page of the video, as you would send it to a friend."),
    )
    duration_s = DurationSecondsField(
        _("duration"), null=True, blank=True, help_text=_("As 12:30 or 1:02:30.")
    )
    transcript = models.TextField(
        _("transcript"),
        blank=True,
        help_text=_("All that is said, for those who cannot hear it and for the search."),
    )

    recording_panels = [
        MultiFieldPanel([FieldPanel("video_url"), FieldPanel("duration_s")], heading=_("Recording"))
    ]
    transcript_panels = [FieldPanel("transcript")]
    search_fields = [*StoryPage.search_fields, index.SearchField("transcript")]
    api_fields = [
        *StoryPage.api_fields,
        *map(APIField, ("video_url", "duration_s", "transcript")),
    ]

    class Meta:
        abstract = True

    def face_card(self, path: str) -> Card:
        media = media_ref(self.video_url, self.duration_s, bool(self.transcript))
        return super().face_card(path).model_copy(update={"media": media})

    def image_shape(self) -> ImageSchema | None:
        """Without an image of its own, the one that the host shows of the video."""
        return super().image_shape() or poster_shape(self.video_url)

    def face_details(self) -> dict[str, Any]:
        return {**super().face_details(), "transcript": self.transcript}

    def face_facets(self, card: Card) -> Iterable[Facet]:
        if card.media:
            yield "has", HAS[card.media.kind]
        if self.transcript:
            yield "has", HAS["transcript"]

    def face_text(self) -> str:
        return f"{super().face_text()}\n{self.transcript}".strip()


class EditoIndexPage(BasePage):
    """All éditos, newest first."""

    kind = Kind.INDEX
    max_count = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["shows.EditoPage"]

    standfirst = models.TextField(_("standfirst"), blank=True, max_length=500)

    content_panels = [*BasePage.content_panels, FieldPanel("standfirst")]
    api_fields = [*BasePage.api_fields, APIField("standfirst")]

    class Meta:
        verbose_name = _("éditos: index")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = Publication.objects.listed().of_kind(Kind.EDITO)
        return {**super().get_context(request, *args, **kwargs), **cards_context(request, rows)}


class EditoPage(RecordedPage):
    """The day's video editorial."""

    kind = Kind.EDITO
    parent_page_types: ClassVar = ["shows.EditoIndexPage"]
    subpage_types: ClassVar = []

    day = models.DateField(_("day"), default=timezone.localdate)

    content_panels = [
        *RecordedPage.title_panels,
        FieldPanel("day"),
        *RecordedPage.recording_panels,
        *RecordedPage.story_panels,
        *RecordedPage.transcript_panels,
    ]
    search_fields = [*RecordedPage.search_fields, index.FilterField("day")]
    api_fields = [*RecordedPage.api_fields, APIField("day")]

    class Meta:
        verbose_name = _("édito")
        verbose_name_plural = _("éditos")

    def face_details(self) -> dict[str, Any]:
        return {**super().face_details(), "day": self.day.isoformat()}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            **neighbours(Publication.objects.listed().of_kind(Kind.EDITO), self),
        }


class ShowPage(BasePage):
    """A show and its episodes: « Bifurcations »."""

    kind = Kind.SHOW
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["shows.EpisodePage"]
    face_prefetch: ClassVar[Sequence[str]] = ("contributions__person",)

    standfirst = models.TextField(_("pitch"), blank=True, max_length=500)
    frequency = models.CharField(
        _("frequency"),
        max_length=60,
        blank=True,
        help_text=_("Every other Thursday, for instance."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("standfirst"),
        FieldPanel("frequency"),
        *BasePage.image_panels,
        InlinePanel("contributions", label=_("host"), heading=_("Who makes it")),
        InlinePanel("subscriptions", label=_("link"), heading=_("Where to follow it")),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("standfirst")]
    api_fields = [*BasePage.api_fields, APIField("standfirst"), APIField("frequency")]

    class Meta:
        verbose_name = _("show")
        verbose_name_plural = _("shows")

    def face_card(self, path: str) -> Card:
        authors = [c.ref() for c in self.contributions.all()]
        update = {"standfirst": self.standfirst, "authors": authors}
        return super().face_card(path).model_copy(update=update)

    def face_details(self) -> dict[str, Any]:
        links = [{"label": s.label, "url": s.url} for s in self.subscriptions.all()]
        return {"frequency": self.frequency, "subscriptions": links}

    def face_text(self) -> str:
        return self.standfirst

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = Publication.objects.listed().of_kind(Kind.EPISODE).with_facet("show", self.uuid)
        return {**super().get_context(request, *args, **kwargs), **cards_context(request, rows)}


class ShowSubscription(Orderable):
    """Where a show is followed: a feed, a platform."""

    page = ParentalKey(ShowPage, on_delete=models.CASCADE, related_name="subscriptions")
    label = models.CharField(_("label"), max_length=60)
    url = models.URLField(_("address"), max_length=1000)

    panels = [FieldRowPanel([FieldPanel("label"), FieldPanel("url")])]

    class Meta(Orderable.Meta):
        verbose_name = _("subscription link")
        verbose_name_plural = _("subscription links")

    def __str__(self) -> str:
        return self.label


class EpisodePage(RecordedPage):
    """An interview with guests."""

    kind = Kind.EPISODE
    parent_page_types: ClassVar = ["shows.ShowPage"]
    subpage_types: ClassVar = []
    face_prefetch: ClassVar[Sequence[str]] = (*StoryPage.face_prefetch, "guests__person")

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
        *RecordedPage.story_panels,
        *RecordedPage.transcript_panels,
    ]
    api_fields = [
        *RecordedPage.api_fields,
        *map(APIField, ("season", "number", "audio_url")),
    ]

    class Meta:
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")

    @property
    def guest_refs(self) -> list[PersonRef]:
        return [guest.person.ref(role=guest.presented_as) for guest in self.guests.all()]

    def face_card(self, path: str) -> Card:
        card = super().face_card(path)
        update = {"show": self._show_ref(), "people": [*self.guest_refs, *card.people]}
        return card.model_copy(update=update)

    def face_details(self) -> dict[str, Any]:
        audio = media_ref(self.audio_url, self.duration_s, bool(self.transcript))
        return {
            **super().face_details(),
            "season": self.season,
            "number": self.number,
            "guests": self.guest_refs,
            "audio": audio,
        }

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
        audio = media_ref(self.audio_url)
        return {
            **context,
            **neighbours(rows, self),
            "audio": audio.model_dump(mode="json") if audio else None,
            "guests": [guest.model_dump(mode="json") for guest in self.guest_refs],
        }

    def _show_ref(self) -> ShowRef | None:
        """The parent, as the public knows it."""
        parent = self.get_parent()
        row = Publication.objects.of_kind(Kind.SHOW).filter(object_id=parent.pk).first()
        return ShowRef(uuid=row.uuid, title=row.search_title, url=row.path) if row else None


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

    class Meta(Orderable.Meta):
        verbose_name = _("guest")
        verbose_name_plural = _("guests")

    def __str__(self) -> str:
        return str(self.person)


def neighbours(rows: Any, page: StoryPage) -> dict[str, Any]:
    """Cards of the content before and after this one, by date; None at either end."""
    before = rows.filter(published_at__lt=page.display_date).newest_first().first()
    after = rows.filter(published_at__gt=page.display_date).order_by("published_at", "id").first()
    return {
        "previous": _link(before),
        "next": _link(after),
    }


def _link(row: Publication | None) -> dict[str, str] | None:
    return {"title": row.search_title, "url": row.path} if row else None
