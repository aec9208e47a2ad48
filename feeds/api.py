"""Wagtail's API v2 for items and sources: only what readers may see."""

from typing import ClassVar

from django.db.models import QuerySet
from wagtail.api.v2.filters import FieldsFilter, OrderingFilter
from wagtail.api.v2.views import BaseAPIViewSet

from feeds.models import FeedItem, Source


class ItemsAPIViewSet(BaseAPIViewSet):
    """Newest first. `search` is refused here: `/api/content/v1/` searches items."""

    model = FeedItem
    name = "items"
    filter_backends: ClassVar = [FieldsFilter, OrderingFilter]
    known_query_parameters = BaseAPIViewSet.known_query_parameters - {"search", "search_operator"}
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
        pictures = ("image__renditions", "image__collection", "source__logo__renditions")
        items = FeedItem.objects.visible().select_related("source").prefetch_related(*pictures)
        return items.order_by("-published_at", "-id")


class SourcesAPIViewSet(BaseAPIViewSet):
    model = Source
    name = "sources"
    filter_backends: ClassVar = [FieldsFilter, OrderingFilter]
    known_query_parameters = BaseAPIViewSet.known_query_parameters - {"search", "search_operator"}
    listing_default_fields: ClassVar = [
        *BaseAPIViewSet.listing_default_fields,
        "name",
        "slug",
        "nature",
        "site_url",
    ]

    def get_queryset(self) -> QuerySet[Source]:
        return Source.objects.visible().select_related("group", "person", "logo").order_by("id")
