"""What we send out: one RSS 2.0 feed of all that is published."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from cms.api.caching import list_key, shared
from cms.models import Publication, SiteSettings
from cms.models.publication import LISTED_KINDS
from feeds.normalise import text

LENGTH = 50
"""Entries: more than a busy day, so that an hourly reader misses nothing."""


class AllContents(Feed):
    """Newest first. Words lose control characters, which XML 1.0 cannot hold."""

    feed_type = Rss201rev2Feed
    language = settings.LANGUAGE_CODE

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().__call__(request, *args, **kwargs)
        return shared(response, ["site", *map(list_key, LISTED_KINDS)])

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> SiteSettings:
        return SiteSettings.for_request(request)

    def title(self, site: SiteSettings) -> str:
        return text(site.site_name) or settings.WAGTAIL_SITE_NAME

    def description(self, site: SiteSettings) -> str:
        return text(site.description) or _("All that is published here.")

    def link(self) -> str:
        return f"{settings.SITE_URL}/"

    def items(self) -> list[dict[str, Any]]:
        rows = Publication.objects.listed().newest_first().values_list("card", flat=True)
        return [json.loads(card) for card in rows[:LENGTH]]

    def item_title(self, item: dict[str, Any]) -> str:
        return text(item["title"])

    def item_description(self, item: dict[str, Any]) -> str:
        return text(item["standfirst"])

    def item_link(self, item: dict[str, Any]) -> str:
        return f"{settings.SITE_URL}{item['url']}"

    def item_guid(self, item: dict[str, Any]) -> str:
        return f"urn:uuid:{item['id']}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: dict[str, Any]) -> datetime:
        return datetime.fromisoformat(item["published_at"])

    def item_updateddate(self, item: dict[str, Any]) -> datetime:
        return datetime.fromisoformat(item["updated_at"])

    def item_author_name(self, item: dict[str, Any]) -> str:
        names = [person["name"] for person in item["authors"]]
        if item["source"]:
            names.append(item["source"]["name"])
        return text(", ".join(names))

    def item_categories(self, item: dict[str, Any]) -> list[str]:
        return [text(topic["name"]) for topic in item["topics"]]
