"""New, changed, known, moved, too many, absent: decided from values, without a database."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime

from feeds.absence import missing
from feeds.aliases import same_items
from feeds.familiar import Entry
from feeds.floods import is_flood
from feeds.memory import Change, Decision, Hold, Known, Memory
from feeds.types import Item

UNSEEN = {"identity", "published_at", "announced_at", "base"}
SEEN = [field.name for field in fields(Item) if field.name not in UNSEEN]


def content_hash(item: Item) -> str:
    """Equal when a reader would see the same. The date is no part of it: a source that re-dates
    its entries changes nothing."""
    seen = {name: getattr(item, name) for name in SEEN}
    text = json.dumps(seen, sort_keys=True, ensure_ascii=False, default=asdict)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def decide(
    items: Sequence[Item],
    memory: Memory,
    deleted: Iterable[str] = (),
    is_whole: bool = True,
    repeated: Sequence[Entry] = (),
) -> Decision:
    """What to write of a document, given the past of its source: of its `items` that were read, and
    of the `repeated` ones, which are as they were.

    An item that is no longer in the document is left alone: feeds show their newest entries only.
    Where the document `is_whole`, one that has left too early is named as missing; `deleted` are
    those that it says are no more, unless it shows them.
    """
    known = memory.known
    present = {*(item.identity for item in items), *(entry.identity for entry in repeated)}
    size = len(items) + len(repeated)
    past = {*known, *memory.forgotten}
    fresh = [item for item in items if item.identity not in past]
    former = same_items(fresh, memory.others, size)
    changes = [change for item in items if (change := _change(item, memory, former))]
    is_followed = is_whole and bool(known)
    of_all = (*(i.published_at for i in items), *(e.published_at for e in repeated))
    dates = [date for date in of_all if date]
    return Decision(
        changes=_held(changes, memory),
        unchanged=size - len(changes),
        returned=(*former, *(i for i in present if i in known and known[i].is_absent)),
        missing=tuple(missing(dates, memory.others, former.values())) if is_followed else (),
        deleted=tuple(identity for identity in deleted if identity not in present),
        redated=tuple(_redated(items, memory)),
    )


def must_be_read(repeated: Iterable[Entry], memory: Memory) -> bool:
    """Whether the words of a repeated entry are wanted after all: its item is not stored any more,
    or says what somebody else has told meanwhile, or was emptied and has returned."""
    return any(_must_be_read(entry, memory) for entry in repeated)


def _must_be_read(entry: Entry, memory: Memory) -> bool:
    stored = memory.known.get(entry.identity)
    if stored is None:
        return entry.identity not in memory.forgotten
    if stored.is_emptied:
        return stored.is_absent
    return stored.content_hash != entry.content_hash


def stored_hashes(memory: Memory, decision: Decision) -> dict[str, str]:
    """By identity, what is stored of the items of a document once a decision is written."""
    return {
        **{identity: known.content_hash for identity, known in memory.known.items()},
        **{change.item.identity: change.content_hash for change in decision.changes},
    }


def _change(item: Item, memory: Memory, former: Mapping[str, str]) -> Change | None:
    """None for what is known as it is, or was kept as long as it was to be."""
    stored, digest = memory.known.get(item.identity), content_hash(item)
    if stored:
        return Change(item, digest, is_new=False) if _is_changed(stored, digest) else None
    if item.identity in memory.forgotten:
        return None
    was = former.get(item.identity, "")
    return Change(item, digest, is_new=not was, was=was)


def _is_changed(stored: Known, digest: str) -> bool:
    """What was emptied stays so, unless its source takes back that it is gone."""
    if stored.is_emptied:
        return stored.is_absent
    return stored.content_hash != digest


def _held(changes: Sequence[Change], memory: Memory) -> tuple[Change, ...]:
    """With the reason for which new items wait."""
    is_too_much = is_flood(sum(change.is_new for change in changes), memory.habit)

    def hold(change: Change) -> Hold | None:
        if not change.is_new:
            return None
        if memory.keeps_embargoes and change.item.announced_at:
            return Hold.EMBARGO
        return Hold.FLOOD if is_too_much else None

    return tuple(replace(change, hold=hold(change)) for change in changes)


def _redated(items: Sequence[Item], memory: Memory) -> list[tuple[str, datetime]]:
    """Embargoes that their source has moved."""
    moved = []
    for item in items:
        stored = memory.known.get(item.identity)
        at = item.announced_at or item.published_at
        if stored and stored.announced_at and at and at != stored.announced_at:
            moved.append((item.identity, at))
    return moved
