"""The nouns of ingestion, one a stage, frozen: what travels from step to step.

Fetched → Feed of RawEntry → Item → Item (clean) → Change → rows → Report
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from media_library.video_url import Video


class Kind(StrEnum):
    """What a reader will do with an item: read, watch, listen, be there."""

    ARTICLE = "article"
    VIDEO = "video"
    PODCAST = "podcast"
    LIVE = "live"
    SHORT = "short"


class Outcome(StrEnum):
    """How a visit ended. HELD: nobody was asked, the source being paused or visited elsewhere."""

    UPDATED = "updated"
    NOT_MODIFIED = "not_modified"
    HELD = "held"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells the next visit that nothing changed: opaque, as received (RFC 9110, 8.8)."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as it came. `url` is where it was found in the end, `body` is decompressed.

    `sent` are the headers of our request, `moved_to` the address that permanent redirects (301,
    308) lead to, if the first of them was one. `zone` is that of dates which name none.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    validators: Validators
    not_modified: bool = False
    sent: Mapping[str, str] = field(default_factory=dict)
    moved_to: str = ""
    zone: str = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that comes with an entry. `length` in bytes, `duration_s` in seconds, if told."""

    url: str
    media_type: str = ""
    length: int | None = None
    duration_s: int | None = None
    width: int | None = None
    is_default: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML, or text to be shown as HTML, and the address its relative links start from."""

    value: str = ""
    is_text: bool = False
    base: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of a recording, as a file: plain text, HTML, WebVTT, SubRip or JSON."""

    url: str
    media_type: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """Who is heard in a recording, as what (`host`, `guest`…)."""

    name: str
    role: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a recording that begins after `start_s` seconds."""

    start_s: float
    title: str


@dataclass(frozen=True, slots=True)
class Soundbite:
    """A piece of a recording worth hearing alone, in seconds."""

    start_s: float
    duration_s: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class Extras:
    """What a recording says of itself (Podcasting 2.0, Podlove chapters), and who made the picture.

    `chapters_url` is a file of chapters (application/json+chapters), `starts_at` the moment of a
    live broadcast in ISO 8601, UTC.
    """

    transcripts: tuple[Transcript, ...] = ()
    people: tuple[Credit, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    chapters_url: str = ""
    soundbites: tuple[Soundbite, ...] = ()
    season: int | None = None
    episode: int | None = None
    starts_at: str = ""
    picture_credit: str = ""

    def as_json(self) -> dict[str, Any]:
        """Only what is there: most items have none of it."""
        return {name: value for name, value in asdict(self).items() if value}


NO_EXTRAS = Extras()


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry as the document says it: nothing checked, nothing cleaned. `published` is UTC."""

    guid: str = ""
    link: str = ""
    title: str = ""
    author: str = ""
    published: datetime | None = None
    summary: Markup = Markup()
    content: Markup = Markup()
    language: str = ""
    images: tuple[str, ...] = ()
    picture_credit: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    players: tuple[str, ...] = ()
    duration: str = ""
    extras: Extras = NO_EXTRAS
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed document, entries in its own order. `warning` says what had to be tolerated;
    `is_cut`: it ends before its end.

    `hubs` are those of WebSub, `next_url` and `prev_archive_url` the pages of RFC 5005, `ttl_s`
    the seconds for which the document asks to be left alone. `deleted` are the guids of entries
    that it says are no more (RFC 6721).
    """

    url: str
    title: str = ""
    site_url: str = ""
    description: str = ""
    language: str = ""
    entries: tuple[RawEntry, ...] = ()
    warning: str = ""
    is_cut: bool = False
    hubs: tuple[str, ...] = ()
    self_url: str = ""
    next_url: str = ""
    prev_archive_url: str = ""
    ttl_s: int | None = None
    deleted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as we understand it.

    `identity` is its key within the source. Text fields are text, `html` is markup (safe only
    once `sanitise.clean_item` has returned it), every address is http(s) or empty,
    `published_at` is UTC and None when the document gives no believable date. `announced_at` is a
    date to come, which may be an embargo.
    """

    identity: str
    guid: str
    url: str
    title: str
    author: str
    kind: Kind
    published_at: datetime | None
    excerpt: str
    html: str
    base: str
    image_url: str
    enclosures: tuple[Enclosure, ...]
    video: Video | None
    duration_s: int | None
    language: str
    extras: Extras = NO_EXTRAS
    announced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was said on the way, for whoever has to find out why a visit failed: the headers of
    both sides and, of a document that could not be used, its first EXCERPT bytes as text."""

    request: Mapping[str, str] = field(default_factory=dict)
    response: Mapping[str, str] = field(default_factory=dict)
    excerpt: str = ""


NO_EXCHANGE = Exchange()
EXCERPT = 2048


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a source publishes: the usual gap between two items in seconds, and the hours of the
    day (0 to 23, UTC) at which it was seen to."""

    gap_s: int
    hours: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Report:
    """What one visit did. `error` is a name of feeds/errors.py, `ms` its wall time, `status` that
    of HTTP, `bytes` what was read; `retry_after_s` is what the site asked for, in seconds; `held`
    says how many of the new ones wait for an editor because they are too many at once."""

    address: str
    outcome: Outcome
    error: str = ""
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    ms: int = 0
    detail: str = ""
    status: int | None = None
    bytes: int = 0
    retry_after_s: int | None = None
    exchange: Exchange = NO_EXCHANGE
    held: int = 0

    def as_json(self) -> dict[str, Any]:
        """What `refresh_feeds --json` prints of it, in that order."""
        fields = asdict(self)
        return {name: fields[name] for name in REPORTED}


REPORTED = ("address", "outcome", "error", "new", "updated", "unchanged", "ms")
