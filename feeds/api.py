"""Wagtail's API v2 for items and sources: only what readers may see."""

from typing import ClassVar

from django.db.models import QuerySet
from wagtail.api.v2.views import BaseAPIViewSet

from cms.api.v2.fields import PathField
from cms.api.v2.viewsets import StoredViewSet, card
from feeds.models import FeedItem, Source


class ItemsAPIViewSet(StoredViewSet):
    """Newest first. `search` is refused here: `/api/content/v1/` searches items."""

    model = FeedItem
    name = "items"
    # Of what is visible, the source is, too.
    open_relations = frozenset({"source"})
    stored_fields: ClassVar = {
        "path": PathField(read_only=True),
        "image": card("image"),
        "card": card(),
    }
    listing_default_fields: ClassVar = [
        *BaseAPIViewSet.listing_default_fields,
        "title",
        "url",
        "path",
        "kind",
        "source",
        "published_at",
        "excerpt",
    ]

    def get_queryset(self) -> QuerySet[FeedItem]:
        # Said by its own columns, which have indexes for the order: the counter holds the same.
        return FeedItem.objects.visible().select_related("source").order_by("-published_at", "-id")


class SourcesAPIViewSet(StoredViewSet):
    model = Source
    name = "sources"
    open_relations = frozenset({"group", "person"})
    stored_fields: ClassVar = {
        "path": PathField(read_only=True),
        "logo": card("image"),
        "card": card(),
    }
    listing_default_fields: ClassVar = [
        *BaseAPIViewSet.listing_default_fields,
        "name",
        "slug",
        "nature",
        "site_url",
    ]

    def get_queryset(self) -> QuerySet[Source]:
        return Source.objects.visible().select_related("group", "person").order_by("id")
