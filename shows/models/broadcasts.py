"""Shows: what they are, their seasons, where they are followed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from cms.api.caching import facet_key, list_key
from cms.api.pagination import cards_context
from cms.blocks.text import SHORT_FEATURES, rich_text
from cms.fields import editable, for_editors
from cms.models import Kind, Publication, Topic
from cms.models.base import BasePage
from cms.models.publication import PublicationQuerySet
from cms.models.references import is_empty_html
from cms.panels import InlinePanel
from cms.schemas import Card
from cms.typography import correct
from shows.models.episodes import EpisodePage, Guest
from shows.models.subscriptions import SubscriptionLink
from shows.schemas import SeasonSchema, ShowDetails

SHOWN_EPISODES = 500
"""Newest episodes of a show that its list of seasons names."""

_ROW = ("object_id", "search_title", "path")


class ShowPage(BasePage):
    """A show and its episodes: « Bifurcations »."""

    kind = Kind.SHOW
    details_schema = ShowDetails
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["shows.EpisodePage"]
    face_prefetch: ClassVar[Sequence[str]] = ("contributions__person", "subscriptions", "seasons")

    standfirst = models.TextField(_("pitch"), blank=True, max_length=500)
    frequency = models.CharField(
        _("frequency"),
        max_length=60,
        blank=True,
        help_text=_("Every other Thursday, for instance."),
    )
    credits = RichTextField(
        _("funding and credits"),
        blank=True,
        features=SHORT_FEATURES,
        help_text=_("Who pays for it, who films, edits and mixes it, whose music it is."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("standfirst"),
        FieldPanel("frequency"),
        *BasePage.image_panels,
        InlinePanel("contributions", label=_("host"), heading=_("Who makes it")),
        InlinePanel(
            "seasons",
            label=_("season"),
            heading=_("Seasons"),
            help_text=_("Optional: a title, a year and a few words for a season."),
        ),
        InlinePanel("subscriptions", label=_("link"), heading=_("Where to follow it")),
        FieldPanel("credits"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("standfirst")]
    api_fields = [
        *BasePage.api_fields,
        *BasePage.image_api_fields,
        *editable("standfirst", "frequency", "seasons"),
        *for_editors("contributions", "subscriptions", "credits"),
    ]
    stored_api_fields: ClassVar[Mapping[str, str]] = {
        **BasePage.stored_api_fields,
        "authors": "card.authors",
        **{name: f"details.{name}" for name in ("seasons", "subscriptions", "credits")},
    }

    class Meta:
        verbose_name = _("show")
        verbose_name_plural = _("shows")

    def face_card(self, path: str) -> Card:
        authors = [c.ref() for c in self.contributions.all()]
        update = {"standfirst": correct(self.standfirst), "authors": authors}
        return super().face_card(path).model_copy(update=update)

    def face_details(self) -> dict[str, Any]:
        links = [link.shape() for link in self.subscriptions.all()]
        seasons = [season.shape() for season in self.seasons.all()]
        return {
            "frequency": correct(self.frequency),
            "subscriptions": links,
            "seasons": seasons,
            "credits": None if is_empty_html(self.credits) else rich_text(self.credits),
        }

    def face_text(self) -> str:
        return self.standfirst

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        seasons, guests, themes = self.season_list(), self.guest_list(), self.theme_list()
        known = {
            "saison": self._known_seasons(),
            "invite": {guest["slug"] for guest in guests},
            "theme": {theme["slug"] for theme in themes},
        }
        # What means nothing here is left out.
        asked = {name: request.GET[name] for name in known if request.GET.get(name) in known[name]}
        rows = self._episodes()
        if "saison" in asked:
            of_season = EpisodePage.objects.filter(season=int(asked["saison"]))
            rows = rows.filter(object_id__in=of_season.values("pk"))
        if "invite" in asked:
            receiving = Guest.objects.filter(person__slug=asked["invite"])
            rows = rows.filter(object_id__in=receiving.values("page"))
        if "theme" in asked:
            on_theme = EpisodePage.objects.filter(topics__slug=asked["theme"])
            rows = rows.filter(object_id__in=on_theme.values("pk"))
        return {
            **context,
            **cards_context(request, rows),
            # Of an episode that leaves, nothing tells any more which show it was of.
            "keys": [facet_key("show", self.uuid), list_key(Kind.EPISODE)],
            "seasons": seasons,
            "guests": guests,
            "themes": themes,
            "asked": asked,
            "kept": asked,
            "others": urlencode({name: asked[name] for name in asked if name != "saison"}),
            "credits": context["details"].get("credits"),
        }

    def _known_seasons(self) -> set[str]:
        """Numbers of all that have a public episode, however old."""
        numbered = self._public_episodes().filter(season__isnull=False)
        return {str(number) for number in numbered.values_list("season", flat=True).distinct()}

    def guest_list(self) -> list[dict[str, str]]:
        """`slug` and `name` of each guest of a public episode, in alphabetical order."""
        guests = Guest.objects.filter(page__in=self._episodes().values("object_id"))
        named = guests.order_by("person__sort_name", "person__name").values_list(
            "person__slug", "person__name"
        )
        return [{"slug": slug, "name": name} for slug, name in dict(named).items()]

    def theme_list(self) -> list[dict[str, str]]:
        """`slug` and `name` of each topic of a public episode, in alphabetical order."""
        topics = Topic.objects.filter(pk__in=self._public_episodes().values("topics"))
        return [{"slug": t.slug, "name": t.name} for t in topics.order_by("slug")]

    def season_list(self) -> list[dict[str, Any]]:
        """Newest first: each season that has a public episode with its `episodes` (number, title,
        url) in order, and what is said of it."""
        said = {season.number: season.shape() for season in self.seasons.all()}
        episodes = self._episodes_by_season()
        return [
            {
                **said.get(number, SeasonSchema(number=number)).model_dump(),
                "episodes": episodes[number],
            }
            for number in sorted(episodes, reverse=True)
        ]

    def _episodes(self) -> PublicationQuerySet:
        return Publication.objects.listed().of_kind(Kind.EPISODE).with_facet("show", self.uuid)

    def _public_episodes(self) -> QuerySet[EpisodePage]:
        return EpisodePage.objects.filter(pk__in=self._episodes().values("object_id"))

    def _episodes_by_season(self) -> dict[int, list[dict[str, Any]]]:
        rows = self._episodes().newest_first()[:SHOWN_EPISODES]
        public = {pk: (title, path) for pk, title, path in rows.values_list(*_ROW)}
        numbered = EpisodePage.objects.filter(pk__in=public, season__isnull=False)
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        in_order = numbered.order_by("season", "number", "pk")
        for pk, season, number in in_order.values_list("pk", "season", "number"):
            title, path = public[pk]
            found[season or 0].append({"number": number, "title": title, "url": path})
        return found


class ShowSubscription(SubscriptionLink):
    page = ParentalKey(ShowPage, on_delete=models.CASCADE, related_name="subscriptions")


class Season(Orderable):
    """What is said of one season of a show."""

    page = ParentalKey(ShowPage, on_delete=models.CASCADE, related_name="seasons")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=150, blank=True)
    description = models.TextField(_("description"), max_length=500, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("number"), FieldPanel("year")]),
        FieldPanel("title"),
        FieldPanel("description"),
    ]
    api_fields = editable("number", "title", "description", "year")

    class Meta(Orderable.Meta):
        verbose_name = _("season")
        verbose_name_plural = _("seasons")

    def __str__(self) -> str:
        return self.title or str(self.number)

    def shape(self) -> SeasonSchema:
        return SeasonSchema(
            number=self.number, title=self.title, description=self.description, year=self.year
        )
