"""From decisions to rows, inside one transaction each time, and to be run again: same rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.search.backends import get_search_backends_with_name

from cms import bulk, publications
from cms.slugs import ascii_slug
from feeds.memory import Change, Decision, Hold, imported
from feeds.models import FeedItem, Gone, Held, LastDocument, Source, Status, Trust
from feeds.models.items import FeedItemQuerySet
from feeds.normalise import about
from feeds.recall import IMPORTED, TRUSTED, Arrival, quoted
from feeds.types import Feed

BATCH = 500
EACH = (*IMPORTED, "content_hash", "emptied_at")
"""Columns of every change; a small one is counted."""
DATED = ("updated_at", "picture_next_at")
"""Columns of a real one, which may have another picture."""
ABOUT = ("name", "site_url", "description", "language")
"""Columns of a source that its feed may tell."""


@contextmanager
def holding(leased: Mapping[Source, datetime | None]) -> Iterator[dict[int, Source]]:
    """One transaction in which nobody else stores for these sources: the sources as they are now.

    Without those that are gone, another feed by now, or leased to somebody else than who has the
    lease until that moment (None: no lease is needed).
    """
    as_read = {source.pk: (source.feed_url, until) for source, until in leased.items()}
    with transaction.atomic():
        # In one order: of two who hold some of the same, one waits and never both.
        rows = Source.objects.filter(pk__in=as_read).order_by("pk").select_for_update()
        yield {row.pk: row for row in rows if _is_same(row, *as_read[row.pk])}


def _is_same(row: Source, feed_url: str, until: datetime | None) -> bool:
    return row.feed_url == feed_url and until in (None, row.lease_until)


def store(decided: Sequence[tuple[Arrival, Decision]]) -> None:
    """Writes decisions and, for the items that are public, their publications. To be called while
    their sources are held (`holding`), as they are at this moment: their trust counts."""
    # First: what a source is called is written before the items that repeat it.
    _introduce([(arrival.source, arrival.found.feed) for arrival, _ in decided])
    for arrival, decision in decided:
        _rename(arrival.source, decision.changes)
    changes = [(arrival, change) for arrival, decided_ in decided for change in decided_.changes]
    touched = [
        *_write([(a, change) for a, change in changes if not change.is_small], DATED),
        *_write([(a, change) for a, change in changes if change.is_small], ()),
    ]
    for arrival, decision in decided:
        touched += _welcome_back(arrival.source, decision.returned)
        _count_small(arrival.source, decision.changes)
        _note_missing(arrival.source, decision.missing, arrival.now)
        _redate(arrival.source, decision.redated)
    publications.refresh(FeedItem, touched)
    for arrival, decision in decided:
        if decision.deleted:
            named = FeedItem.objects.filter(identity__in=decision.deleted)
            note_gone(named.filter(source=arrival.source), Gone.DELETED, arrival.now)
    _remember([arrival for arrival, _ in decided])


@transaction.atomic
def note_gone(items: FeedItemQuerySet, reason: Gone, now: datetime) -> int:
    """Flags items that are no more at their source; how many.

    Those of a trusted source leave readers' sight as they came, by themselves; not what the
    newsroom shows on a page of its own. Nothing is deleted.
    """
    items.hold_sources()
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
    ended.hold_sources()
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
        bulk.update(rows, ["identity"])


def _write(changes: Sequence[tuple[Arrival, Change]], dated: Sequence[str]) -> list[int]:
    rows = FeedItem.objects.bulk_create(
        [_row(arrival.source, change, arrival.now) for arrival, change in changes],
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
    if not identities:
        return []
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


def _introduce(heard: Iterable[tuple[Source, Feed]]) -> None:
    """A feed tells of itself what nobody has written yet."""
    taught = [source for source, feed in heard if _learn(source, feed)]
    if not taught:
        return
    # Together, and past `save`: of all that it sees to, a name concerns the counter and the search.
    bulk.update(taught, [*ABOUT, "updated_at"])
    publications.refresh(Source, [source.pk for source in taught])
    for _name, backend in get_search_backends_with_name(with_auto_update=True):
        backend.add_bulk(Source, taught)


def _learn(source: Source, feed: Feed) -> bool:
    """Whether there was anything to learn."""
    unwritten = {"", Source.provisional_name(source.feed_url)}
    learnt = {
        name: value
        for name, value in about(feed).items()
        if getattr(source, name) in unwritten and value not in unwritten
    }
    for name, value in learnt.items():
        setattr(source, name, value)
    if learnt:
        source.updated_at = timezone.now()
    return bool(learnt)


def _remember(arrivals: Iterable[Arrival]) -> None:
    """What makes their entries familiar to the next visits: of a visit's own document alone."""
    rows = (
        LastDocument(source=a.source, frame=a.found.remembered.frame, entries=entries)
        for a in arrivals
        if not (a.found.is_archive or a.found.is_part)
        for entries in [a.found.remembered.as_json()]
    )
    LastDocument.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["source"], update_fields=["frame", "entries"]
    )
