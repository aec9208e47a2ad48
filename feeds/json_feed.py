"""Reading a JSON Feed, versions 1 and 1.1 (https://www.jsonfeed.org/version/1.1/).

Wrong types anywhere cost the field or the item that has them, never the feed.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from feeds.addresses import web_url
from feeds.dates import read_date
from feeds.errors import FeedError
from feeds.types import Enclosure, Feed, Fetched, Markup, RawEntry

logger = logging.getLogger(__name__)
_VERSION = re.compile(r"//jsonfeed\.org/version/1(?:\.1)?$")
_LONGEST = 2**31


def is_json(body: bytes) -> bool:
    """Whether a document is a JSON object, whatever it was labelled."""
    return body[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"{")


def parse_json(fetched: Fetched, max_entries: int) -> Feed:
    """The feed in a JSON document; raises FeedError: `malformed`, `not_a_feed`."""
    head = _document(fetched.body)
    items = head.get("items")
    if not isinstance(items, list) or not _VERSION.search(_text(head, "version")):
        raise FeedError("not_a_feed", "JSON that is not a JSON Feed")
    url = fetched.url
    return Feed(
        url=url,
        title=_text(head, "title"),
        site_url=web_url(_text(head, "home_page_url"), url),
        description=_text(head, "description"),
        language=_text(head, "language"),
        entries=tuple(_entries(items[:max_entries], url, ZoneInfo(fetched.zone))),
        self_url=_text(head, "feed_url"),
        hubs=tuple(_texts(_objects(head, "hubs"), "url")),
        next_url=_text(head, "next_url"),
    )


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        text = body.decode(json.detect_encoding(body), "replace")
        document = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise FeedError("malformed", str(error)[:200]) from error
    if not isinstance(document, dict):
        raise FeedError("not_a_feed", "JSON that is not an object")
    return document


def _entries(items: list[Any], url: str, zone: ZoneInfo) -> Iterator[RawEntry]:
    for item in items:
        if isinstance(item, dict):
            yield _entry(item, url, zone)
        else:
            logger.warning("%s: an item is not an object", url)


def _entry(item: Mapping[str, Any], url: str, zone: ZoneInfo) -> RawEntry:
    attachments = tuple(_attachments(item))
    link = _text(item, "url") or _text(item, "external_url")
    return RawEntry(
        guid=_identifier(item),
        link=link,
        title=_text(item, "title"),
        author=", ".join(dict.fromkeys(_authors(item))),
        published=_date(item, "date_published", zone) or _date(item, "date_modified", zone),
        summary=Markup(_text(item, "summary"), is_text=True, base=link or url),
        content=_content(item, link or url),
        language=_text(item, "language"),
        images=tuple(filter(None, (_text(item, "image"), _text(item, "banner_image")))),
        enclosures=attachments,
        players=(link,) if link else (),
    )


def _identifier(item: Mapping[str, Any]) -> str:
    """The version 1.1 asks for a string; numbers were written, and are to be read as strings."""
    value = item.get("id")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else _text(item, "id")


def _content(item: Mapping[str, Any], base: str) -> Markup:
    markup = _text(item, "content_html")
    return Markup(markup or _text(item, "content_text"), is_text=not markup, base=base)


def _authors(item: Mapping[str, Any]) -> Iterator[str]:
    """`authors` is of version 1.1, `author` of version 1."""
    yield from _texts(_objects(item, "authors"), "name")
    author = item.get("author")
    if isinstance(author, dict) and (name := _text(author, "name")):
        yield name


def _attachments(item: Mapping[str, Any]) -> Iterator[Enclosure]:
    for attachment in _objects(item, "attachments"):
        if url := _text(attachment, "url"):
            yield Enclosure(
                url=url,
                media_type=_text(attachment, "mime_type"),
                length=_number(attachment, "size_in_bytes"),
                duration_s=_number(attachment, "duration_in_seconds"),
            )


def _date(item: Mapping[str, Any], name: str, zone: ZoneInfo) -> datetime | None:
    return read_date(_text(item, name), zone)


def _objects(of: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = of.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _texts(objects: list[dict[str, Any]], name: str) -> Iterator[str]:
    return filter(None, (_text(each, name) for each in objects))


def _text(of: Mapping[str, Any], name: str) -> str:
    value = of.get(name)
    return value if isinstance(value, str) else ""


def _number(of: Mapping[str, Any], name: str) -> int | None:
    value = of.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 < value < _LONGEST else None
