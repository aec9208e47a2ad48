import uuid
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.search import index

from cms import publications
from cms.models import Kind
from cms.models.topics import NamedContent
from cms.schemas import SourceRef
from feeds.errors import TITLES, remedy
from feeds.normalise import web_url
from feeds.types import Validators

LEASE = timedelta(minutes=2)
"""Longer than any visit; a process that died leaves its source free after it."""


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


class Trust(models.TextChoices):
    """What happens to what a source publishes."""

    AUTO = "auto", _("published at once")
    QUEUE = "queue", _("waits for approval")
    EXCERPT = "excerpt", _("published at once, excerpt only")
    PAUSED = "paused", _("paused: not visited, nothing shown")


class SourceGroup(models.Model):
    """How sources are arranged for readers: movement, deputies, allied media…"""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150, unique=True)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    sort_order = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Groups stand in this order, smallest first.")
    )

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("sort_order")]
    api_fields = [APIField(name) for name in ("uuid", "name", "slug", "sort_order")]

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


class SourceQuerySet(models.QuerySet["Source"]):
    def visible(self) -> Self:
        """What readers may know of."""
        return self.exclude(trust=Trust.PAUSED)

    def free(self, now: datetime) -> Self:
        """Visited by nobody at this moment."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=now))

    def due(self, now: datetime | None = None) -> Self:
        """To be visited now, the longest waiting first."""
        now = now or timezone.now()
        waiting = self.visible().free(now).filter(next_visit_at__lte=now)
        return waiting.order_by("next_visit_at", "pk")


class Source(NamedContent):
    """A feed that the newsroom follows, who stands behind it and how far it is trusted."""

    kind = Kind.SOURCE
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
    )
    trust = models.CharField(
        _("trust"),
        max_length=8,
        choices=Trust,
        default=Trust.QUEUE,
        help_text=_("What happens to what this source publishes from now on."),
    )

    etag = models.TextField(blank=True, editable=False)
    last_modified = models.CharField(max_length=200, blank=True, editable=False)
    body_hash = models.CharField(max_length=64, blank=True, editable=False)
    next_visit_at = models.DateTimeField(
        _("next visit"), default=timezone.now, db_index=True, editable=False
    )
    last_visit_at = models.DateTimeField(_("last visit"), null=True, editable=False)
    last_success_at = models.DateTimeField(_("last success"), null=True, editable=False)
    last_error = models.CharField(
        _("last error"), max_length=40, blank=True, choices=list(TITLES.items()), editable=False
    )
    last_error_detail = models.CharField(max_length=500, blank=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)

    objects = SourceQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("feed_url"),
        FieldPanel("site_url"),
        FieldRowPanel([FieldPanel("nature"), FieldPanel("group")]),
        FieldRowPanel([FieldPanel("trust"), FieldPanel("is_partner")]),
        FieldPanel("person"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("language"), FieldPanel("logo")]),
        MultiFieldPanel(
            [
                FieldPanel("last_visit_at", read_only=True),
                FieldPanel("last_success_at", read_only=True),
                FieldPanel("next_visit_at", read_only=True),
                FieldPanel("last_error", read_only=True),
                HelpPanel(template="feeds/admin/remedy_panel.html"),
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
        APIField(name)
        for name in (
            "uuid",
            "name",
            "slug",
            "nature",
            "group",
            "feed_url",
            "site_url",
            "description",
            "language",
            "is_partner",
            "person",
            "logo",
        )
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
        if before and before.feed_url != self.feed_url:
            self._forget_visits()
        if before and before.is_visible and not self.is_visible:
            # Before the source itself, whose withdrawal would take its items one by one.
            publications.withdraw_facet("source", self.uuid)
        super().save(*args, **kwargs)
        if before and self.is_visible:
            self._republish_items(before)

    def _forget_visits(self) -> None:
        """What another address answered says nothing of this one, which is visited soon; a visit
        that is under way has lost its lease, and records nothing."""
        self.etag = self.last_modified = self.body_hash = ""
        self.failures = 0
        self.lease_until = None
        self.next_visit_at = timezone.now()

    def _republish_items(self, before: "Source") -> None:
        """A new name or address is not our affair: the counter follows those by itself."""
        if not before.is_visible:
            # Nothing in the counter says which items came from here: their own rows do.
            approved = self.items.approved()
            publications.refresh(approved.model, approved.values_list("pk", flat=True))
        elif before._shown_by_items != self._shown_by_items:
            publications.refresh_quoting("source", [self.uuid])

    @property
    def _shown_by_items(self) -> tuple[bool, bool, int | None, int | None]:
        return (self.trust == Trust.EXCERPT, self.is_partner, self.group_id, self.person_id)

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
    def validators(self) -> Validators:
        return Validators(self.etag, self.last_modified, self.body_hash)

    @property
    def remedy(self) -> str:
        """What the editor can do about the last error; empty when all is well."""
        return remedy(self.last_error)

    def ref(self) -> SourceRef:
        return SourceRef(
            uuid=self.uuid,
            slug=self.slug,
            name=self.name,
            url=self.path,
            is_partner=self.is_partner,
        )
