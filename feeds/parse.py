"""Reading a document with feedparser: its words as they are, nothing checked yet.

feedparser's own sanitiser is off (it lets `javascript:` through in several places and is slow) and
so is its rewriting of links: `sanitise` does both, last, with nh3.
"""

import calendar
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import feedparser

from feeds import hasten
from feeds.addresses import web_url
from feeds.dates import has_absurd_offset, read_date
from feeds.errors import FeedError
from feeds.json_feed import is_json, parse_json
from feeds.podcast import read_podcast
from feeds.salvage import joined, salvage
from feeds.tombstones import read_deleted
from feeds.types import Enclosure, Feed, Fetched, Markup, RawEntry

hasten.apply()
MAX_ENTRIES = 500
logger = logging.getLogger(__name__)

_HTML = re.compile(
    rb"^(?:<\?xml[^>]*>)?(?>\s+|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.I)
_TEXT_TYPES = {"text/plain"}
_BRIDGE_ERROR = re.compile(r"Bridge returned error \d+!?\s*\(", re.I)
"""Titles of the items with which RSS-Bridge tells that it has failed."""
MAKERS = frozenset({"", "photographer", "illustrator", "artist"})


def parse(fetched: Fetched) -> Feed:
    """The feed in a document: at most its first MAX_ENTRIES entries.

    Broken XML that yields entries is accepted with a warning. Raises FeedError: `empty`,
    `html_page`, `not_a_feed`, `malformed`, `bridge_error`.
    """
    if not fetched.body.strip(b" \t\r\n\0"):
        raise FeedError("empty")
    fetched = replace(fetched, body=joined(fetched.body))
    if is_json(fetched.body):
        return parse_json(fetched, MAX_ENTRIES)
    headers = {"content-location": fetched.url}
    if "content-type" in fetched.headers:
        headers["content-type"] = fetched.headers["content-type"]
    document = salvage(fetched.body, headers)
    if not document.entries:
        _refuse(document, fetched)
    feed = _without_errors(_feed(document, fetched))
    return _with_podcast(feed, fetched.body, _encoding(document))


def _encoding(document: Any) -> str:
    """In which feedparser could read it; empty when in none, or when the little that it read of
    the document would have been the same in most (`_Frame` of `salvage`)."""
    encoding = _text(document, "encoding")
    return "" if encoding == "us-ascii" else encoding


def _without_errors(feed: Feed) -> Feed:
    """Without items that are error messages; their places are kept, and say nothing."""
    failed = [bool(_BRIDGE_ERROR.match(entry.title)) for entry in feed.entries]
    if failed and all(failed):
        raise FeedError("bridge_error", feed.entries[0].title[:200])
    kept = (RawEntry() if bad else e for e, bad in zip(feed.entries, failed, strict=True))
    return replace(feed, entries=tuple(kept))


def _with_podcast(feed: Feed, body: bytes, encoding: str) -> Feed:
    """With what only podcasts say, matched by the position of the item in its document."""
    podcast = read_podcast(body, encoding)
    entries = tuple(
        replace(
            entry,
            extras=podcast.extras_of(position),
            enclosures=(*entry.enclosures, *podcast.files_of(position)),
        )
        for position, entry in enumerate(feed.entries)
    )
    return replace(feed, entries=(*podcast.lives, *entries)[:MAX_ENTRIES])


def _refuse(document: Any, fetched: Fetched) -> None:
    """Raises unless the document is a well-formed feed that simply has no entry today."""
    if _HTML.match(fetched.body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")):
        raise FeedError("html_page")
    if not document.version:
        raise FeedError("not_a_feed", _mistake(document))
    if mistake := _mistake(document):
        raise FeedError("malformed", mistake)


def _mistake(document: Any) -> str:
    """What is wrong with the XML; how it was labelled on the way does not count."""
    error = document.get("bozo_exception", "") if document.bozo else ""
    return "" if isinstance(error, feedparser.NonXMLContentType) else str(error)[:200]


def _feed(document: Any, fetched: Fetched) -> Feed:
    head, url = document.feed, fetched.url
    site_url = web_url(_text(head, "link"), url)
    place = _Place(url, site_url, fetched.zone)
    return Feed(
        url=url,
        title=_text(head, "title"),
        site_url=site_url,
        description=_text(head, "subtitle"),
        language=_text(head, "language"),
        entries=tuple(_entries(document.entries[:MAX_ENTRIES], place)),
        warning=(mistake := _mistake(document)),
        is_cut=bool(mistake) and not _END.search(fetched.body),
        hubs=tuple(dict.fromkeys(_related(head, "hub"))),
        self_url=next(_related(head, "self"), ""),
        next_url=next(_related(head, "next"), ""),
        prev_archive_url=next(_related(head, "prev-archive"), ""),
        ttl_s=_ttl_s(head),
        deleted=read_deleted(fetched.body, _encoding(document)),
    )


def _related(head: Any, rel: str) -> Iterator[str]:
    """The addresses that the document itself links to under a relation (RFC 4287, 4.2.7.2)."""
    for link in head.get("links") or []:
        if link.get("rel") == rel and _text(link, "href"):
            yield _text(link, "href")


def _ttl_s(head: Any) -> int | None:
    """Seconds between two visits, from RSS's `ttl` (minutes). The period of the syndication module
    is not one: WordPress writes `hourly` whatever its owner publishes."""
    minutes = _number(head.get("ttl"))
    return minutes * 60 if minutes else None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where entries stand: what their addresses and their dates are relative to."""

    url: str
    site_url: str
    zone: str


def _entries(entries: list[Any], place: _Place) -> Iterator[RawEntry]:
    """One bad entry costs itself only: what feedparser makes of it is a stranger's input too."""
    for entry in entries:
        try:
            yield _raw_entry(entry, place)
        except (AttributeError, KeyError, TypeError, ValueError):
            logger.warning("%s: an entry cannot be read", place.url, exc_info=True)
            yield RawEntry()  # says nothing and is left out later; its place is kept


def _raw_entry(entry: Any, place: _Place) -> RawEntry:
    link, url = _text(entry, "link"), place.url
    home = place.site_url or url
    # A guid that is no address passes for a link with feedparser.
    base = web_url(link, home) or home
    return RawEntry(
        guid=_text(entry, "id"),
        link=link,
        title=_text(entry, "title"),
        author=_author(entry),
        published=_first_date(entry, ZoneInfo(place.zone)),
        summary=_markup(entry.get("summary_detail"), url, base),
        content=_longest(entry.get("content"), url, base),
        language=_language(entry),
        images=tuple(_images(entry)),
        picture_credit=_picture_credit(entry),
        enclosures=tuple(_enclosures(entry)),
        players=tuple(_players(entry)),
        duration=_text(entry, "itunes_duration"),
    )


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""


def _markup(detail: Any, url: str, base: str) -> Markup:
    """The base is xml:base or, where feedparser gives the feed's own address, the item's link."""
    if not detail or not isinstance(detail.get("value"), str):
        return Markup()
    own = detail.get("base") or ""
    return Markup(
        value=detail["value"],
        is_text=detail.get("type") in _TEXT_TYPES,
        base=own if own and own != url else base,
    )


def _longest(contents: Any, url: str, base: str) -> Markup:
    found = [_markup(detail, url, base) for detail in contents or []]
    return max(found, key=lambda markup: len(markup.value), default=Markup())


def _author(entry: Any) -> str:
    """Names only: an address for mail is nobody else's business."""
    names = [_text(author, "name") for author in entry.get("authors") or []]
    names = [name for name in names if name]
    if names:
        return ", ".join(dict.fromkeys(names))
    author = _text(entry, "author")
    return "" if "@" in author else author


def _first_date(entry: Any, zone: ZoneInfo) -> datetime | None:
    # Past feedparser's own look-up, which answers one date for the other and warns about it.
    dates = (
        _date(dict.get(entry, name), dict.get(entry, f"{name}_parsed"), zone)
        for name in ("published", "updated")
    )
    return next((date for date in dates if date), None)


def _date(text: Any, parsed: Any, zone: ZoneInfo) -> datetime | None:
    """A date as we read it; failing that, feedparser's nine numbers, which are UTC."""
    text = text if isinstance(text, str) else ""
    if date := read_date(text, zone):
        return date
    try:
        is_date = parsed and not has_absurd_offset(text)
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if is_date else None
    except (OverflowError, OSError, TypeError, ValueError):
        return None


def _language(entry: Any) -> str:
    detail = entry.get("title_detail") or {}
    return _text(detail, "language")


def _images(entry: Any) -> Iterator[str]:
    """Thumbnails, widest first, then the podcast's picture, then files that are pictures."""
    thumbnails = entry.get("media_thumbnail") or []
    for thumbnail in sorted(thumbnails, key=lambda t: -(_number(t.get("width")) or 0)):
        yield _text(thumbnail, "url")
    for media in entry.get("media_content") or []:
        if _text(media, "medium") == "image" or _text(media, "type").startswith("image/"):
            yield _text(media, "url")
    yield _text(entry.get("image") or {}, "href")
    for link in entry.get("links") or []:
        if link.get("rel") == "enclosure" and _text(link, "type").startswith("image/"):
            yield _text(link, "href")


def _picture_credit(entry: Any) -> str:
    """Who made the pictures (Media RSS, `media:credit`); roles around a video are no part of it."""
    makers = [c for c in entry.get("media_credit") or [] if _text(c, "role").lower() in MAKERS]
    names = (_text(credit, "content").strip() for credit in makers)
    return ", ".join(dict.fromkeys(name for name in names if name))


def _enclosures(entry: Any) -> Iterator[Enclosure]:
    for link in entry.get("links") or []:
        if link.get("rel") == "enclosure":
            yield Enclosure(
                url=_text(link, "href"),
                media_type=_text(link, "type"),
                length=_number(link.get("length")),
            )
    for media in entry.get("media_content") or []:
        yield Enclosure(
            url=_text(media, "url"),
            media_type=_text(media, "type"),
            length=_number(media.get("filesize")),
            duration_s=_number(media.get("duration")),
            width=_number(media.get("width")),
            is_default=_text(media, "isdefault") == "true",
        )


def _players(entry: Any) -> Iterator[str]:
    """Addresses that may be those of a video, the surest first."""
    video_id = _text(entry, "yt_videoid")
    if video_id:
        yield f"https://www.youtube.com/watch?v={video_id}"
    for name in ("media_player", "media_embed"):
        player = entry.get(name)
        if isinstance(player, Mapping):
            yield _text(player, "url")
    yield _text(entry, "link")


def _number(value: Any) -> int | None:
    """A whole number of something, or None: the attribute may hold anything."""
    try:
        number = int(float(value))
    except (OverflowError, TypeError, ValueError):
        return None
    return number if 0 < number < 2**31 else None
