"""Everything public, in one table. Written by `cms.publications` and by nothing else."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a public content is. The first four stand in lists; the others only have an address."""

    ARTICLE = "article", _("article")
    EDITO = "edito", _("édito")
    EPISODE = "episode", _("episode")
    ITEM = "item", _("aggregated content")
    SHOW = "show", _("show")
    DOSSIER = "dossier", _("dossier")
    PERSON = "person", _("person")
    TOPIC = "topic", _("topic")
    SOURCE = "source", _("source")
    PAGE = "page", _("page")
    INDEX = "index", _("index")


class Action(models.TextChoices):
    """What has happened to a public content. What was unpublished may come back under its uuid,
    what was deleted does not."""

    PUBLISH = "publish", _("published")
    UPDATE = "update", _("updated")
    CORRECTION = "correction", _("corrected")
    MOVE = "move", _("moved")
    UNPUBLISH = "unpublish", _("unpublished")
    DELETE = "delete", _("deleted")


LISTED_KINDS = (Kind.ARTICLE, Kind.EDITO, Kind.EPISODE, Kind.ITEM)

HAS = {
    name: uuid.UUID(int=n)
    for n, name in enumerate(("video", "audio", "transcript", "partner"), start=1)
}
"""Targets of the facet `has`, which names no object."""


SORTED = 60
"""Characters of the title by which named contents are put in order."""


class PublicationQuerySet(models.QuerySet["Publication"]):
    def listed(self) -> Self:
        return self.filter(listed=True)

    def of_kind(self, *kinds: str) -> Self:
        return self.filter(kind__in=kinds)

    def with_facet(self, facet: str, *targets: uuid.UUID) -> Self:
        """Rows that carry `facet` for one of `targets`."""
        return self.filter(
            models.Exists(
                PublicationFacet.objects.filter(
                    publication=models.OuterRef("pk"), facet=facet, target_id__in=targets
                )
            )
        )

    def without_facet(self, facet: str, *targets: uuid.UUID) -> Self:
        """Rows that carry `facet` for none of `targets`."""
        return self.filter(
            ~models.Exists(
                PublicationFacet.objects.filter(
                    publication=models.OuterRef("pk"), facet=facet, target_id__in=targets
                )
            )
        )

    def due(self, now: datetime) -> Self:
        """Rows that change by themselves, and whose moment has come."""
        return self.filter(refresh_at__lte=now)

    def newest_first(self) -> Self:
        """The order of every list: total, so that a cursor can stand anywhere in it."""
        return self.order_by("-published_at", "-id")

    def cards_by_uuid(self, uuids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
        """Card JSON of each public content among `uuids`; what is not public is missing."""
        rows = self.filter(uuid__in=set(uuids)).values_list("uuid", "card")
        return dict(rows)


class Publication(models.Model):
    """The public face of one content: page, feed item, person, topic or source.

    `sort_title` puts named contents in alphabetical order: folded, empty for what goes by date.
    `card` and `document` are JSON text of the shapes in `cms.schemas`, with addresses relative to
    the root, so that they go out unparsed. On PostgreSQL a generated column `search` (tsvector)
    and on SQLite an FTS5 table follow `search_title` and `search_body` by themselves.
    """

    uuid = models.UUIDField(unique=True)
    # No index of its own: the constraint below begins with it.
    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    object_id = models.PositiveBigIntegerField()
    content = GenericForeignKey()
    kind = models.CharField(max_length=10, choices=Kind)
    locale = models.CharField(max_length=12)
    # Unique by a constraint: `unique=True` would add a second index, for LIKE.
    path = models.CharField(max_length=1024)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    listed = models.BooleanField(default=False)
    card = models.TextField()
    document = models.TextField(blank=True)
    sort_title = models.CharField(max_length=SORTED, blank=True)
    search_title = models.TextField(blank=True)
    search_body = models.TextField(blank=True)
    etag = models.CharField(max_length=32)
    shape = models.PositiveSmallIntegerField()
    refresh_at = models.DateTimeField(null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], name="one_publication_per_content"
            ),
            models.UniqueConstraint(fields=["path"], name="one_publication_per_path"),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(listed=True),
                name="publication_listed",
            ),
            models.Index(fields=["kind", "-published_at", "-id"], name="publication_kind"),
            models.Index(
                fields=["locale", "-published_at", "-id"],
                condition=models.Q(listed=True),
                name="publication_locale",
            ),
            models.Index(
                fields=["-updated_at", "-id"],
                condition=models.Q(listed=True),
                name="publication_updated",
            ),
            models.Index(
                fields=["kind", "sort_title", "id"],
                condition=~models.Q(sort_title=""),
                name="publication_title",
            ),
            models.Index(
                fields=["refresh_at"],
                condition=models.Q(refresh_at__isnull=False),
                name="publication_refresh",
            ),
        ]

    def __str__(self) -> str:
        return self.search_title or self.path


class PublicationFacet(models.Model):
    """What a row can be filtered by (topic, person, source, group, show, dossier, has, said) and
    what it quotes (image, content), so that it also says what to refresh when one of those
    changes."""

    pk = models.CompositePrimaryKey("publication_id", "facet", "target_id")
    # No index of its own: the primary key begins with it.
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="facets", db_index=False
    )
    facet = models.CharField(max_length=10)
    target_id = models.UUIDField()
    published_at = models.DateTimeField()
    listed = models.BooleanField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["facet", "target_id", "-published_at", "-publication"],
                name="facet_target",
            )
        ]

    def __str__(self) -> str:
        return f"{self.facet}:{self.target_id}"


class PublicationEvent(models.Model):
    """The outbox: one row a change, in the transaction of the change.

    `number` is given after commit by one relay, so that a reader who has seen number n will never
    see a smaller one appear. Kept for `cms.relay.KEPT`. `former_path` is that of a move.
    """

    number = models.PositiveBigIntegerField(unique=True, null=True, editable=False)
    uuid = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    action = models.CharField(max_length=10, choices=Action)
    path = models.CharField(max_length=1024)
    former_path = models.CharField(max_length=1024, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("publication event")
        verbose_name_plural = _("publication events")

    def __str__(self) -> str:
        return f"{self.action} {self.path}"


class Withdrawal(models.Model):
    """What left with a public reason: its address answers 410."""

    uuid = models.UUIDField(unique=True)
    path = models.CharField(max_length=1024, db_index=True)
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        default_permissions = ()
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")

    def __str__(self) -> str:
        return self.path
