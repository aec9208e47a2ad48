"""The nouns of ingestion, one a stage, frozen: what travels from step to step.

Fetched → Feed of RawEntry → Item → Item (clean) → Change → rows → Report
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from media_library.video_url import Video


class Kind(StrEnum):
    """What a reader will do with an item: read, watch, listen."""

    ARTICLE = "article"
    VIDEO = "video"
    AUDIO = "audio"


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
    """A document as it came. `url` is where it was found in the end, `body` is decompressed."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    validators: Validators
    not_modified: bool = False


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
    enclosures: tuple[Enclosure, ...] = ()
    players: tuple[str, ...] = ()
    duration: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed document, entries in its own order. `warning` says what had to be tolerated."""

    url: str
    title: str = ""
    site_url: str = ""
    description: str = ""
    language: str = ""
    entries: tuple[RawEntry, ...] = ()
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as we understand it.

    `identity` is its key within the source. Text fields are text, `html` is markup (safe only
    once `sanitise.clean_item` has returned it), every address is http(s) or empty,
    `published_at` is UTC and None when the document gives no believable date.
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


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of an item, as far as deciding needs it."""

    identity: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Change:
    """An item to be written: `is_new`, or else its content differs from the stored one."""

    item: Item
    content_hash: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Decision:
    changes: tuple[Change, ...] = ()
    unchanged: int = 0

    @property
    def new(self) -> int:
        return sum(change.is_new for change in self.changes)

    @property
    def updated(self) -> int:
        return len(self.changes) - self.new


@dataclass(frozen=True, slots=True)
class Report:
    """What one visit did. `error` is a name of feeds/errors.py, `ms` its wall time, `status` that
    of HTTP, `bytes` what was read; `retry_after_s` is what the site asked for, in seconds."""

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

    def as_json(self) -> dict[str, Any]:
        """What `refresh_feeds --json` prints of it, in that order."""
        fields = asdict(self)
        return {name: fields[name] for name in REPORTED}


REPORTED = ("address", "outcome", "error", "new", "updated", "unchanged", "ms")
