"""The day's video editorial, and the list of them."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable
from wagtail.search import index

from cms.api.caching import list_key
from cms.api.lists import Filters, cards_of
from cms.api.pagination import cards_context
from cms.blocks.stories import EditoStoryBlock
from cms.fields import StoryField, editable, for_editors
from cms.models import Kind, Publication
from cms.models.base import BasePage
from cms.panels import InlinePanel
from cms.schemas import ContentRef
from cms.typography import correct
from cms.widgets import ContentChooser
from shows.models.recordings import RecordedPage, neighbours
from shows.models.subscriptions import SubscriptionLink
from shows.months import around, month_of, weeks_of
from shows.panels import SameDayPanel
from shows.schemas import EditoDetails, EditosDetails, FurtherReadingSchema


def newsroom_day() -> date:
    """Today where the newsroom is, whatever the time zone of the editor's own profile."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


class EditoIndexPage(BasePage):
    """All éditos, newest first."""

    kind = Kind.INDEX
    details_schema = EditosDetails
    max_count = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["shows.EditoPage"]
    face_prefetch: ClassVar[Sequence[str]] = ("subscriptions",)

    standfirst = models.TextField(_("standfirst"), blank=True, max_length=500)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("standfirst"),
        InlinePanel("subscriptions", label=_("link"), heading=_("Where to follow it")),
    ]
    api_fields = [
        *BasePage.api_fields,
        *editable("standfirst"),
        *for_editors("subscriptions"),
    ]
    stored_api_fields: ClassVar[Mapping[str, str]] = {
        **BasePage.stored_api_fields,
        "subscriptions": "details.subscriptions",
    }

    class Meta:
        verbose_name = _("éditos: index")

    def face_details(self) -> dict[str, Any]:
        links = [link.shape() for link in self.subscriptions.all()]
        return {**super().face_details(), "subscriptions": links}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`?mois=2026-03` shows the éditos of that month alone, and its page of the calendar."""
        month = month_of(request.GET.get("mois", ""))
        if month:
            of_month = EditoPage.objects.filter(day__year=month.year, day__month=month.month)
            rows = Publication.objects.listed().of_kind(Kind.EDITO)
            cards = cards_context(request, rows.filter(object_id__in=of_month.values("pk")))
        else:
            cards = cards_of(request, Filters(kinds=(Kind.EDITO,)))
        return {
            **super().get_context(request, *args, **kwargs),
            **cards,
            "keys": [list_key(Kind.EDITO)],
            "calendar": calendar_of(month),
            "subscriptions": self.subscriptions.all(),
            "month": month,
            "kept": {"mois": f"{month:%Y-%m}"} if month else {},
        }


class EditoSubscription(SubscriptionLink):
    page = ParentalKey(EditoIndexPage, on_delete=models.CASCADE, related_name="subscriptions")


class EditoPage(RecordedPage):
    """The day's video editorial."""

    kind = Kind.EDITO
    details_schema = EditoDetails
    parent_page_types: ClassVar = ["shows.EditoIndexPage"]
    subpage_types: ClassVar = []
    face_prefetch: ClassVar[Sequence[str]] = (*RecordedPage.face_prefetch, "further_reading")

    body = StoryField(EditoStoryBlock(), blank=True, verbose_name=_("body"))
    day = models.DateField(_("day"), default=newsroom_day)

    content_panels = [
        SameDayPanel(),
        *RecordedPage.title_panels,
        FieldPanel("day"),
        *RecordedPage.recording_panels,
        *RecordedPage.story_panels,
        InlinePanel(
            "further_reading",
            label=_("reading"),
            heading=_("To go further"),
            help_text=_("Contents of this site, or addresses elsewhere with their label."),
        ),
        *RecordedPage.transcript_panels,
        *RecordedPage.ready_panels,
    ]
    search_fields = [*RecordedPage.search_fields, index.FilterField("day")]
    api_fields = [*RecordedPage.api_fields, *editable("day", "further_reading")]
    stored_api_fields: ClassVar[Mapping[str, str]] = {
        **RecordedPage.stored_api_fields,
        "further_reading": "details.further_reading",
    }

    class Meta:
        verbose_name = _("édito")
        verbose_name_plural = _("éditos")

    def face_details(self) -> dict[str, Any]:
        readings = [reading.shape() for reading in self.further_reading.all()]
        return {
            **super().face_details(),
            "day": self.day,
            "further_reading": readings,
        }

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            **neighbours(Publication.objects.listed().of_kind(Kind.EDITO), self),
            "readings": self.readings(),
            "calendar": calendar_of(self.day.replace(day=1)),
            # Of the one list of éditos there is.
            "subscriptions": EditoSubscription.objects.filter(page__live=True),
        }

    def on_the_same_day(self) -> models.QuerySet[Any]:
        """Other éditos of this day, drafts included."""
        others = EditoPage.objects.filter(day=self.day, alias_of=None)
        return others.exclude(pk=self.pk).order_by("-pk")

    def readings(self) -> list[dict[str, str]]:
        """`label` of each further reading, and its `path` here or its `url` elsewhere; a content
        that is not public is left out."""
        found = list(self.further_reading.all())
        cards = Publication.objects.cards_by_uuid(r.content for r in found if r.content)
        return [link for reading in found if (link := reading.link(cards))]


def calendar_of(month: date | None) -> dict[str, Any] | None:
    """A month of public éditos for `includes/calendar.html`, the newest one without a `month` that
    has any; None where there is no édito at all. Two queries."""
    rows = Publication.objects.listed().filter(
        content_type=ContentType.objects.get_for_model(EditoPage), object_id=models.OuterRef("pk")
    )
    public = EditoPage.objects.filter(models.Exists(rows))
    months = list(public.dates("day", "month", order="DESC"))
    if not months:
        return None
    shown = month if month in months else months[0]
    told = {"id": "uuid", "kind": "kind", "title": "search_title", "url": "path"}
    found = public.filter(day__year=shown.year, day__month=shown.month).annotate(
        **{f"shown_{name}": models.Subquery(rows.values(of)[:1]) for name, of in told.items()}
    )
    links: dict[date, list[dict[str, str]]] = defaultdict(list)
    named = found.order_by("day", "pk").values_list("day", *(f"shown_{name}" for name in told))
    for day, *link in named:
        links[day].append({name: str(value) for name, value in zip(told, link, strict=True)})
    weeks = weeks_of(shown, links)
    return {"month": shown, "weeks": weeks, "months": months, **around(months, shown)}


class FurtherReading(Orderable):
    """What an édito sends its readers to: a content of the site, or an address."""

    page = ParentalKey(EditoPage, on_delete=models.CASCADE, related_name="further_reading")
    content = models.UUIDField(
        _("content"), null=True, blank=True, help_text=_("An article, an interview, an item…")
    )
    label = models.CharField(
        _("label"),
        max_length=200,
        blank=True,
        help_text=_("Of the address. Empty for a content: its own title."),
    )
    url = models.URLField(_("or an address elsewhere"), max_length=1000, blank=True)

    panels = [
        FieldPanel("content", widget=ContentChooser),
        FieldRowPanel([FieldPanel("label"), FieldPanel("url")]),
    ]
    api_fields = editable("content", "label", "url")

    class Meta(Orderable.Meta):
        verbose_name = _("further reading")
        verbose_name_plural = _("further readings")

    def __str__(self) -> str:
        return self.label or str(self.content)

    def clean(self) -> None:
        super().clean()
        if bool(self.content) == bool(self.url):
            message = _("Choose a content, or write an address: one of the two.")
            raise ValidationError({"url": message})
        if self.url and not self.label:
            raise ValidationError({"label": _("Say what stands at this address.")})

    def link(self, cards: Mapping[UUID, str]) -> dict[str, str] | None:
        """As `EditoPage.readings` tells it, a content's by its card; None where it has none."""
        if self.content is None:
            return {"label": correct(self.label), "url": self.url}
        if self.content not in cards:
            return None
        card = json.loads(cards[self.content])
        return {"label": correct(self.label) or card["title"], "path": card["url"]}

    def shape(self) -> FurtherReadingSchema:
        content = ContentRef(uuid=self.content) if self.content else None
        return FurtherReadingSchema(content=content, label=self.label, url=self.url)
