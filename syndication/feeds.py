"""What we send out: an RSS 2.0 feed of all that is published, and one of each page that lists
contents, at that page's address below `/flux`."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from cms.api.caching import content_key, facet_key, list_key, shared
from cms.models import Kind, Publication, SiteSettings
from cms.models.publication import LISTED_KINDS, PublicationQuerySet
from cms.publications import REPEATED_AS
from feeds.normalise import text

LENGTH = 50
"""Entries: more than a busy day, so that an hourly reader misses nothing."""


INDEXES = {"articleindexpage": Kind.ARTICLE, "editoindexpage": Kind.EDITO}
"""Contents below a list, by the model of its page."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What one feed is of; `keys` are surrogate keys."""

    title: str
    description: str
    path: str
    rows: PublicationQuerySet
    keys: list[str]


def channel_of(request: HttpRequest, path: str) -> Channel:
    """Of the page that stands there; of everything for an empty path. Raises Http404 where no
    public page lists contents."""
    site = SiteSettings.for_request(request)
    name = text(site.site_name) or settings.WAGTAIL_SITE_NAME
    listed = Publication.objects.listed()
    if not path:
        description = text(site.description) or _("All that is published here.")
        return Channel(name, description, "/", listed, [list_key(kind) for kind in LISTED_KINDS])
    page = Publication.objects.select_related("content_type").filter(path=f"/{path}/").first()
    if page is None:
        raise Http404
    card, kind = json.loads(page.card), INDEXES.get(page.content_type.model)
    if facet := REPEATED_AS.get(Kind(page.kind)):
        rows = listed.with_facet(facet, page.uuid)
        keys = [facet_key(facet, page.uuid), content_key(page.uuid)]
    elif kind:
        rows, keys = listed.of_kind(kind), [list_key(kind), content_key(page.uuid)]
    else:
        raise Http404
    title = f"{text(card['title'])} · {name}"
    return Channel(title, text(card["standfirst"]) or title, page.path, rows, keys)


class Contents(Feed):
    """Newest first. Words lose control characters, which XML 1.0 cannot hold."""

    feed_type = Rss201rev2Feed
    language = settings.LANGUAGE_CODE

    def __call__(self, request: HttpRequest, path: str = "") -> HttpResponse:
        channel = channel_of(request, path)
        response: HttpResponse = super().__call__(request, channel=channel)
        return shared(response, ["site", *channel.keys])

    def get_object(self, request: HttpRequest, channel: Channel) -> Channel:
        return channel

    def title(self, channel: Channel) -> str:
        return channel.title

    def description(self, channel: Channel) -> str:
        return channel.description

    def link(self, channel: Channel) -> str:
        return f"{settings.SITE_URL}{channel.path}"

    def items(self, channel: Channel) -> list[dict[str, Any]]:
        rows = channel.rows.newest_first().values_list("card", flat=True)
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
