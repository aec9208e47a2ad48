import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.search import index

from cms import publications
from cms.fields import editable, for_editors
from cms.models import Kind
from cms.models.topics import NamedContent
from cms.panels import ReadOnlyPanel, SlugPanel
from cms.schemas import SourceRef
from feeds.addresses import web_url
from feeds.errors import remedy
from feeds.hosts import group_of
from feeds.models.memory import Understood
from feeds.models.terms import Terms
from feeds.models.visits import KEPT, SourceQuerySet, Trust, Visited
from feeds.schemas import SourceDetails

GENERIC = frozenset({"", "feed", "feeds", "rss", "atom", "index", "videos", "backend", "xml"})
"""Pieces of an address that name no source."""


class Nature(models.TextChoices):
    """Who stands behind a source."""

    MEDIA = "media", _("allied media")
    MOVEMENT = "movement", _("movement")
    DEPUTY = "deputy", _("deputy")
    MEP = "mep", _("member of the European Parliament")
    GROUP = "group", _("parliamentary group")
    LOCAL = "local", _("local group")
    ASSOCIATION = "association", _("association or union")
    OTHER = "other", _("other")


OURS = (Nature.MOVEMENT, Nature.DEPUTY, Nature.MEP, Nature.GROUP, Nature.LOCAL)
"""Who publishes for the movement: their pictures may be shown unless somebody says otherwise."""

LENDS_PICTURES = Q(lends_pictures=True) | (
    Q(lends_pictures=None) & ~Q(trust=Trust.EXCERPT) & (Q(is_partner=True) | Q(nature__in=OURS))
)
"""Of a source, what `shows_pictures` says of one."""


def validate_contact(text: str) -> None:
    """Raises ValidationError for what is neither a mail address nor that of a page."""
    if "@" in text and ":" not in text:
        validate_email(text)
    elif not web_url(text):
        raise ValidationError(_("A mail address, or the address of a page: https://…"))


BY_VISITS = tuple(
    each.name
    for base in (Understood, Visited)
    for each in base._meta.local_fields
    if not each.editable
)
"""Columns that the newsroom never writes."""


class SourceGroup(models.Model):
    """How sources are arranged for readers: movement, deputies, allied media…"""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150, unique=True)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    sort_order = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Groups stand in this order, smallest first.")
    )

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("sort_order")]
    api_fields = [APIField("uuid"), *editable("name", "slug", "sort_order")]

    class Meta:
        verbose_name = _("group of sources")
        verbose_name_plural = _("groups of sources")
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """The cards of its sources name it."""
        super().save(*args, **kwargs)
        publications.refresh(Source, self.sources.values_list("pk", flat=True))


class Source(Understood, Visited, Terms, NamedContent):
    """A feed that the newsroom follows, who stands behind it and how far it is trusted."""

    kind = Kind.SOURCE
    details_schema = SourceDetails
    route = "feeds:source"

    name = models.CharField(_("name"), max_length=150)
    nature = models.CharField(_("nature"), max_length=12, choices=Nature, default=Nature.OTHER)
    group = models.ForeignKey(
        SourceGroup,
        verbose_name=_("group"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sources",
    )
    feed_url = models.URLField(
        _("address of the feed"),
        max_length=2000,
        unique=True,
        help_text=_("RSS, Atom, or the feed of a YouTube channel."),
    )
    site_url = models.URLField(_("address of the site"), max_length=2000, blank=True)
    contact = models.CharField(
        _("contact"),
        max_length=500,
        blank=True,
        validators=[validate_contact],
        help_text=_("A mail address, or the address of a page, for readers to write to it."),
    )
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(
        _("language"), max_length=3, blank=True, help_text=_("Two letters: fr, en…")
    )
    is_partner = models.BooleanField(
        _("partner"), default=False, help_text=_("Partners have a place on the front page.")
    )
    person = models.ForeignKey(
        "cms.Person",
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sources",
        help_text=_("Whose source this is: what it publishes stands on their page."),
    )
    logo = models.ForeignKey(
        "media_library.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Also shown with its items that have no picture of their own."),
    )
    lends_pictures = models.BooleanField(
        _("pictures of its items"),
        null=True,
        blank=True,
        choices=(
            (None, _("shown if it is a partner or of the movement, and not excerpt only")),
            (True, _("shown: it has agreed")),
            (False, _("never shown")),
        ),
        help_text=_(
            "A picture has an author, and not every source may lend it. Those that are shown are "
            "copied here, with their credit; the others are not even fetched."
        ),
    )
    finds_pictures = models.BooleanField(
        _("look for pictures on its pages"),
        default=True,
        help_text=_(
            "When the feed gives an article no picture, its page is read once, if the site lets "
            "robots read it, for the one that it gives to social networks."
        ),
    )
    trust = models.CharField(
        _("trust"),
        max_length=8,
        choices=Trust,
        default=Trust.QUEUE,
        help_text=_("What happens to what this source publishes from now on."),
    )

    objects = SourceQuerySet.as_manager()

    panels = [
        HelpPanel(template="feeds/admin/held_panel.html"),
        FieldPanel("name"),
        SlugPanel(),
        FieldPanel("feed_url"),
        FieldRowPanel([FieldPanel("site_url"), FieldPanel("contact")]),
        FieldRowPanel([FieldPanel("nature"), FieldPanel("group")]),
        FieldRowPanel([FieldPanel("trust"), FieldPanel("is_partner")]),
        FieldPanel("visit_every"),
        FieldPanel("person"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("language"), FieldPanel("logo")]),
        FieldRowPanel([FieldPanel("timezone"), FieldPanel("dates_ahead")]),
        FieldRowPanel([FieldPanel("licence"), FieldPanel("keeps_from_engines")]),
        FieldRowPanel([FieldPanel("lends_pictures"), FieldPanel("finds_pictures")]),
        MultiFieldPanel(
            [
                ReadOnlyPanel("last_visit_at"),
                ReadOnlyPanel("last_success_at"),
                FieldPanel("next_visit_at", read_only=True),
                FieldPanel("last_error", read_only=True),
                HelpPanel(template="feeds/admin/live_panel.html"),
                HelpPanel(template="feeds/admin/remedy_panel.html"),
                HelpPanel(template="feeds/admin/history_panel.html"),
            ],
            heading=_("Visits"),
        ),
    ]
    search_fields = [
        index.SearchField("name", boost=4),
        index.SearchField("description"),
        index.AutocompleteField("name"),
        index.FilterField("nature"),
        index.FilterField("trust"),
        index.FilterField("group"),
        index.FilterField("is_partner"),
        index.FilterField("last_error"),
    ]
    api_fields = [
        APIField("uuid"),
        *editable("name", "slug", "nature", "group", "feed_url", "site_url", "description"),
        *editable("contact", "language", "licence", "is_partner", "person", "logo"),
        *for_editors("trust", "visit_every", "timezone", "dates_ahead"),
        *for_editors("lends_pictures", "finds_pictures", "keeps_from_engines"),
    ]

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.feed_url and not web_url(self.feed_url):
            raise ValidationError({"feed_url": remedy("refused_url")})

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """What its items show of a source changes with it, in the same transaction."""
        # Locked: a visit that stores at this moment sees either all of this change or none of it.
        before = Source.objects.select_for_update().filter(pk=self.pk).first()
        if before and kwargs.get("update_fields") is None:
            # What visits write may be newer by now than when this one was read.
            for name in BY_VISITS:
                setattr(self, name, getattr(before, name))
        if before and before.feed_url != self.feed_url:
            self.forget_visits()
            self.backfill_url = ""
        if before and before.is_visible and not self.is_visible:
            # Before the source itself, whose withdrawal would take its items one by one.
            publications.withdraw_facet("source", self.uuid)
        self.host = group_of(self.feed_url)
        super().save(*args, **kwargs)
        if before and self.is_visible:
            self._republish_items(before)

    def _republish_items(self, before: "Source") -> None:
        """A new name or address is not our affair: the counter follows those by itself."""
        if not before.is_visible:
            # Nothing in the counter says which items came from here: their own rows do.
            approved = self.items.approved()
            publications.refresh(approved.model, approved.values_list("pk", flat=True))
        elif before._shown_by_items != self._shown_by_items:
            publications.refresh_quoting("source", [self.uuid])

    @property
    def _shown_by_items(self) -> tuple[bool | int | str | None, ...]:
        whole, pictures = self.trust != Trust.EXCERPT, self.shows_pictures
        terms = (self.licence, self.keeps_from_engines)
        ids = (self.group_id, self.person_id, self.logo_id)
        return (whole, pictures, *terms, self.is_partner, *ids)

    @property
    def shows_pictures(self) -> bool:
        """Whether its items may be shown with pictures of their own."""
        if self.lends_pictures is not None:
            return self.lends_pictures
        return self.trust != Trust.EXCERPT and (self.is_partner or self.nature in OURS)

    @property
    def is_visible(self) -> bool:
        return self.trust != Trust.PAUSED

    @classmethod
    def provisional_name(cls, feed_url: str) -> str:
        """What a source is called until its feed has told its title: `example.org/blog`."""
        parts = urlsplit(feed_url)
        pieces = [piece.partition(".")[0] for piece in parts.path.split("/")]
        named = [piece for piece in pieces if piece.lower() not in GENERIC]
        channel = parse_qs(parts.query).get("channel_id", [])[:1]
        host = (parts.hostname or "").removeprefix("www.")
        return "/".join([host, *named, *channel])[:150]

    @property
    def held_count(self) -> int:
        """Items that came too many at once and wait for an editor."""
        return self.items.held_back().count() if self.pk else 0

    @property
    def recent_fetches(self) -> list[Any]:
        """The last visits, the newest first."""
        return list(self.fetches.all()[:KEPT]) if self.pk else []

    @property
    def hub(self) -> Any:
        """What its hub is to us (feeds.Subscription), None without one."""
        return getattr(self, "subscription", None)

    def ref(self) -> SourceRef:
        return SourceRef(
            uuid=self.uuid,
            slug=self.slug,
            name=self.name,
            url=self.path,
            is_partner=self.is_partner,
        )
