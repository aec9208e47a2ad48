"""From decisions to rows, inside one transaction each time, and to be run again: same rows."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from cms import publications
from cms.models.base import ascii_slug
from feeds.memory import Change, Decision, Hold, imported
from feeds.models import FeedItem, Gone, Held, Source, Status, Trust
from feeds.normalise import about
from feeds.recall import IMPORTED, TRUSTED, quoted
from feeds.types import Feed

BATCH = 500
EACH = (*IMPORTED, "content_hash", "emptied_at")
"""Columns of every change; a small one is counted."""
DATED = ("updated_at", "picture_next_at")
"""Columns of a real one, which may have another picture."""


@contextmanager
def holding(source: Source, until: datetime | None) -> Iterator[Source | None]:
    """One transaction in which nobody else stores for this source: the source as it is now.

    None where it is gone, another feed by now, or leased to somebody else than who has the lease
    until `until` (None: no lease is needed).
    """
    with transaction.atomic():
        same = Source.objects.filter(pk=source.pk, feed_url=source.feed_url)
        if until is not None:
            same = same.filter(lease_until=until)
        yield same.select_for_update().first()


def store(source: Source, feed: Feed, decision: Decision, now: datetime) -> None:
    """Writes a decision and, for the items that are public, their publications. To be called while
    `source` is held (`holding`), as it is at this moment: its trust counts."""
    # First: what a source is called is written before the items that repeat it.
    _introduce(source, feed)
    _rename(source, decision.changes)
    touched = [
        *_write(source, [c for c in decision.changes if not c.is_small], now, DATED),
        *_write(source, [c for c in decision.changes if c.is_small], now, ()),
        *_welcome_back(source, decision.returned),
    ]
    _count_small(source, decision.changes)
    _note_missing(source, decision.missing, now)
    _redate(source, decision.redated)
    publications.refresh(FeedItem, touched)
    if decision.deleted:
        deleted = FeedItem.objects.filter(source=source, identity__in=decision.deleted)
        note_gone(deleted, Gone.DELETED, now)


@transaction.atomic
def note_gone(items: QuerySet[FeedItem], reason: Gone, now: datetime) -> int:
    """Flags items that are no more at their source; how many.

    Those of a trusted source leave readers' sight as they came, by themselves; not what the
    newsroom shows on a page of its own. Nothing is deleted.
    """
    rows = items.filter(gone_at=None).select_for_update(of=("self",)).select_related("source")
    gone = list(rows.only("uuid", "source__trust"))
    shown = quoted(item.uuid for item in gone)
    leaving = [i.pk for i in gone if i.source.trust in TRUSTED and i.uuid not in shown]
    flagged = FeedItem.objects.filter(pk__in=[item.pk for item in gone])
    flagged.update(gone_at=now, gone_reason=reason, missed_at=None)
    FeedItem.objects.filter(pk__in=leaving).update(is_withdrawn=True)
    publications.refresh(FeedItem, leaving)
    return len(gone)


@transaction.atomic
def end_embargoes(now: datetime) -> int:
    """Items whose embargo is over go where their source's trust sends them, dated at its end; how
    many."""
    over = FeedItem.objects.filter(held=Held.EMBARGO, announced_at__lte=now)
    over = over.exclude(source__trust=Trust.PAUSED)
    pks = list(over.order_by("pk").values_list("pk", flat=True)[:BATCH])
    ended = FeedItem.objects.filter(pk__in=pks)
    ended.update(published_at=F("announced_at"))
    trusted = list(ended.filter(source__trust__in=TRUSTED).values_list("pk", flat=True))
    ended.filter(pk__in=trusted).moderate(Status.APPROVED)
    ended.update(held="")
    return len(pks)


def _rename(source: Source, changes: Iterable[Change]) -> None:
    """Stored items take the identities that their source now gives them."""
    names = {change.was: change.item.identity for change in changes if change.was}
    if names:
        rows = list(FeedItem.objects.filter(source=source, identity__in=names).only("identity"))
        for row in rows:
            row.identity = names[row.identity]
        FeedItem.objects.bulk_update(rows, ["identity"], batch_size=BATCH)


def _write(
    source: Source, changes: Sequence[Change], now: datetime, dated: Sequence[str]
) -> list[int]:
    rows = FeedItem.objects.bulk_create(
        [_row(source, change, now) for change in changes],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["source", "identity"],
        update_fields=[*EACH, *dated],
    )
    return [row.pk for row in rows]


def _count_small(source: Source, changes: Iterable[Change]) -> None:
    small = [change.item.identity for change in changes if change.is_small]
    if small:
        rows = FeedItem.objects.filter(source=source, identity__in=small)
        rows.update(small_changes=F("small_changes") + 1)


def _welcome_back(source: Source, identities: Sequence[str]) -> list[int]:
    rows = FeedItem.objects.filter(source=source, identity__in=identities)
    rows.update(
        gone_at=None, gone_reason="", is_withdrawn=False, missed_at=None, link_checked_at=None
    )
    return list(rows.values_list("pk", flat=True))


def _note_missing(source: Source, identities: Sequence[str], now: datetime) -> None:
    if identities:
        FeedItem.objects.filter(source=source, identity__in=identities).update(missed_at=now)


def _redate(source: Source, embargoes: Iterable[tuple[str, datetime]]) -> None:
    for identity, at in embargoes:
        held = FeedItem.objects.filter(source=source, identity=identity, held=Held.EMBARGO)
        held.update(announced_at=at)


def _row(source: Source, change: Change, now: datetime) -> FeedItem:
    item = change.item
    waits = change.hold is not None or source.trust == Trust.QUEUE
    return FeedItem(
        source=source,
        identity=item.identity,
        slug=ascii_slug(item.title)[:120].strip("-"),
        published_at=min(item.published_at or now, now),
        first_seen_at=now,
        updated_at=now,
        status=Status.PENDING if waits else Status.APPROVED,
        content_hash=change.content_hash,
        held=change.hold or "",
        held_at=now if change.hold else None,
        announced_at=item.announced_at if change.hold is Hold.EMBARGO else None,
        **imported(item),
        picture_next_at=now,
    )


def _introduce(source: Source, feed: Feed) -> None:
    """A feed tells of itself what nobody has written yet."""
    unwritten = {"", Source.provisional_name(source.feed_url)}
    learnt = {
        name: value
        for name, value in about(feed).items()
        if getattr(source, name) in unwritten and value not in unwritten
    }
    if learnt:
        for name, value in learnt.items():
            setattr(source, name, value)
        source.save(update_fields=[*learnt, "updated_at"])
