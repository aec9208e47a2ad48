"""What deciding is given of the past, and what it decides: frozen, and without a database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from feeds.types import Item


class Hold(StrEnum):
    """Why a new item waits although its source may be trusted."""

    FLOOD = "flood"
    EMBARGO = "embargo"


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of an item that the document names.

    `is_absent`: it was noted to have left its source. `is_emptied`: its words were taken away, its
    row stays. `announced_at`: the end of the embargo under which it is held.
    """

    identity: str
    content_hash: str
    is_absent: bool = False
    is_emptied: bool = False
    announced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """A stored item that the document does not name. `is_followed`: if it left its source before
    its time, that is to be looked into."""

    identity: str
    url: str
    title: str
    excerpt: str
    published_at: datetime
    is_followed: bool = False


@dataclass(frozen=True, slots=True)
class Habit:
    """How a source behaves: good visits that are remembered, the first ever left out; new items
    that such a visit brings on average; how long ago the last one was, and what is usual."""

    visits: int
    average: float
    silence: timedelta
    interval: timedelta


@dataclass(frozen=True, slots=True)
class Memory:
    """The past of a source. `others` are the newest, at least as many as the document has;
    `forgotten` the identities of what was stored once and is kept no longer."""

    known: Mapping[str, Known] = field(default_factory=dict)
    others: tuple[Other, ...] = ()
    forgotten: frozenset[str] = frozenset()
    habit: Habit | None = None
    keeps_embargoes: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A stored item by its `imported` columns, and how often it was changed in ways that readers
    would not see."""

    columns: Mapping[str, Any]
    small_changes: int


def imported(item: Item) -> dict[str, Any]:
    """What a row repeats of an item, by column, as it comes back from a database."""
    return {
        "guid": item.guid,
        "url": item.url,
        "title": item.title,
        "author": item.author,
        "kind": item.kind.value,
        "excerpt": item.excerpt,
        "html": item.html,
        "image_url": item.image_url,
        "enclosures": [enclosure.as_json() for enclosure in item.enclosures],
        "video": item.video.as_json() if item.video else None,
        "duration_s": item.duration_s,
        "language": item.language,
        "extras": json.loads(json.dumps(item.extras.as_json())),
    }


@dataclass(frozen=True, slots=True)
class Change:
    """An item to be written: `is_new`, or else it differs from the stored one.

    `was` is the former identity of a stored item that has got a new one; `is_small` what no reader
    would notice; `hold` why a new one waits.
    """

    item: Item
    content_hash: str
    is_new: bool
    was: str = ""
    is_small: bool = False
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What to write. `returned` are identities of items that were thought to be absent, `missing`
    those to be looked for, `deleted` those that the source says are no more, `redated` embargoes
    that end at another moment."""

    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    returned: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    redated: tuple[tuple[str, datetime], ...] = ()

    @property
    def new(self) -> int:
        return sum(change.is_new for change in self.changes)

    @property
    def updated(self) -> int:
        return len(self.changes) - self.new

    @property
    def held(self) -> int:
        return sum(change.hold is Hold.FLOOD for change in self.changes)
