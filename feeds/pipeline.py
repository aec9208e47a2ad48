"""One visit of one source, from its address to its rows."""

import logging
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from feeds import (
    leases,
    moves,
    reading,
    recall,
    records,
    sandbox,
    schedule,
    store,
    subscriptions,
)
from feeds.churn import calmed
from feeds.decide import decide
from feeds.errors import FeedError
from feeds.fetch import fetch
from feeds.leases import Lease
from feeds.memory import Decision
from feeds.models import Source
from feeds.normalise import deleted_identities
from feeds.reading import Reading
from feeds.records import Ended
from feeds.schedule import Plan, Situation
from feeds.types import EXCERPT, NO_EXCHANGE, Exchange, Fetched, Outcome, Report, Validators

logger = logging.getLogger(__name__)
_dice = random.SystemRandom()

Reader = Callable[[Fetched, datetime], Reading]


@dataclass(frozen=True, slots=True)
class Brought:
    """What a visit brought home after `ms` milliseconds: a document and what it says (nothing when
    it is not modified), or the error that ended it."""

    ms: int
    fetched: Fetched | None = None
    reading: Reading | None = None
    error: Exception | None = None

    @property
    def is_unchanged(self) -> bool:
        """Whether the document is the one that is known: there is nothing to store."""
        return self.error is None and self.fetched is not None and self.reading is None


def refresh(source: Source) -> Report:
    """Visits a source and says what came of it; never raises for what a stranger sent.

        Source → lease ─ no ───────────────────────────────────────────→ Report(held)
        ┌ bring ──┼─────────────────────────────────────────── no database, any thread ┐
        │       fetch ──── not modified ────────────────────┐                          │
        │         │ Fetched                                 │                          │
        │       read: parse → normalise → clean             │                          │
        └─────────┼ Reading ────────────────────────────────┼──────────────────────────┘
        ┌ settle ─┼─────────────────────────────────────────┼──────── the task's own thread ┐
        │       decide ←── recall: what is known            │                          │
        │         │ Decision of Change, small ones marked   │                          │
        │       store ───→ items and publications           │                          │
        │         │                                         │                          │
        │       follow ←────────────────────────────────────┤  hubs that were told of  │
        │         │ live?                                   │                          │
        │     next_visit ←──────────────────────────────────┤                          │
        │         │                                         │                          │
        │       record ───→ source, history, lease back     │                          │
        └─────────┼─────────────────────────────────────────┼──────────────────────────┘
                Report                     any FeedError ───┘

    Nobody but this and `batch.refresh_due` calls the steps. Run twice, same rows.
    """
    lease = leases.take(source, timezone.now())
    if lease is None:
        return Report(source.feed_url, Outcome.HELD)
    return settle(lease, bring(lease))


def read_apart(fetched: Fetched, now: datetime) -> Reading:
    """In a process that can be killed; in this one only where a setting of tests says so."""
    processes = settings.FEEDS_PARSE_PROCESSES
    if processes:
        return sandbox.of_this_process(processes).read(fetched, now)
    return reading.read(fetched, now)


def bring(lease: Lease, reader: Reader = read_apart) -> Brought:
    """Fetches and reads, whatever happens; asks nothing of the database."""
    begun = time.monotonic()
    source = lease.source
    fetched: Fetched | None = None
    found: Reading | None = None
    failure: Exception | None = None
    try:
        answer = fetch(source.feed_url, source.conditions(lease.at), lease.at)
        fetched = replace(answer, zone=source.timezone)
        found = None if fetched.not_modified else reader(fetched, lease.at)
    except Exception as error:
        failure = error
    return Brought(elapsed_ms(begun), fetched, found, failure)


def settle(lease: Lease, brought: Brought) -> Report:
    """Decides, stores, plans the next visit and gives the lease back.

    Raises OperationalError or InterfaceError when the database is away; may then be called again.
    """
    visit = _ended(lease, brought)
    if visit.plan.is_our_outage:
        records.forgive(lease.at)
    records.record_all([visit])
    records.rest_host(visit.source, visit.report, lease.at)
    return visit.report


def settle_unchanged(visits: Iterable[tuple[Lease, Brought]]) -> None:
    """`settle`, in one transaction, for visits of which each `is_unchanged`."""
    records.record_all([_ended(lease, brought) for lease, brought in visits])


def _ended(lease: Lease, brought: Brought) -> Ended:
    begun = time.monotonic()
    report, validators = _outcome(lease, brought)
    report = replace(report, ms=brought.ms + elapsed_ms(begun), exchange=_exchange(report, brought))
    return Ended(lease.source, lease.until, report, _plan(lease, brought, report, validators))


def _plan(lease: Lease, brought: Brought, report: Report, validators: Validators) -> Plan:
    """What is known of the source after this visit, and when the next one is."""
    source, fetched, found = lease.source, brought.fetched, brought.reading
    failed = report.outcome == Outcome.ERROR
    is_ours = failed and records.is_our_outage(source, report, lease.at)
    dates = (item.published_at for item in (found.items if found else ()))
    asked_s, move = source.asked_s, source.move
    if fetched and not failed:
        ttl_s = found.feed.ttl_s if found else None
        asked_s = schedule.asked_for(fetched.headers, ttl_s, lease.at)
        move = moves.follow(source.move, fetched.moved_to, lease.at)
    rhythm = schedule.rhythm_of(dates, lease.at) or source.rhythm
    situation = Situation(
        failures=source.failures + 1 if failed and not is_ours else 0,
        error=report.error,
        is_our_outage=is_ours,
        rhythm=rhythm,
        asked_s=asked_s,
        retry_after_s=report.retry_after_s,
        every_s=source.visit_every * 60 if source.visit_every else None,
        is_live=not failed and subscriptions.follow(lease, fetched, found),
    )
    at = schedule.next_visit(lease.at, situation, _dice.random())
    return Plan(at, validators, rhythm, asked_s, move, is_our_outage=is_ours)


def _exchange(report: Report, brought: Brought) -> Exchange:
    """What was said on the way; the document's beginning only where it could not be used."""
    error = brought.error if isinstance(brought.error, FeedError) else None
    fetched = brought.fetched or (error and error.fetched)
    if not fetched:
        return NO_EXCHANGE
    failed = report.outcome == Outcome.ERROR
    excerpt = fetched.body[:EXCERPT].decode("utf-8", "replace").replace("\0", "") if failed else ""
    return Exchange(dict(fetched.sent), dict(fetched.headers), excerpt)


def _outcome(lease: Lease, brought: Brought) -> tuple[Report, Validators]:
    """The report, and what the next visit will send: after a failure, what this one sent."""
    source = lease.source
    try:
        return _arrive(lease, brought)
    except (OperationalError, InterfaceError):
        # The database's affair: nothing is held against the source.
        raise
    except FeedError as error:
        report = Report(
            source.feed_url,
            Outcome.ERROR,
            error.name,
            detail=error.detail,
            status=error.status,
            retry_after_s=error.retry_after_s,
        )
    except Exception as error:
        # Ours, not theirs: loud in the log, and no other source pays for it.
        logger.exception("%s: the visit failed", source.feed_url)
        report = Report(source.feed_url, Outcome.ERROR, "internal", detail=repr(error))
    return report, source.validators


def _arrive(lease: Lease, brought: Brought) -> tuple[Report, Validators]:
    source, fetched = lease.source, brought.fetched
    if brought.error or fetched is None:
        raise brought.error or AssertionError("a visit brings a document or an error")
    if brought.reading is None:
        size = len(fetched.body)
        report = Report(source.feed_url, Outcome.NOT_MODIFIED, status=fetched.status, bytes=size)
        return report, fetched.validators
    return keep(source, fetched, brought.reading, lease.at, lease.until), fetched.validators


def ingest(source: Source, fetched: Fetched, now: datetime, reader: Reader = read_apart) -> Report:
    """A visit from reading to store, for a document that is at hand: what a hub has delivered, or
    a bundled sample.

    Raises FeedError. Leaves the source's visits, validators and lease alone.
    """
    return keep(source, fetched, reader(fetched, now), now)


def keep(
    source: Source,
    fetched: Fetched,
    found: Reading,
    now: datetime,
    until: datetime | None = None,
) -> Report:
    """Decides and stores, while nobody else does for this source. Nothing where the lease until
    `until`, if there is one, was lost, or the source is gone or another feed by now."""
    with store.holding(source, until) as current:
        if current is None:
            return Report(source.feed_url, Outcome.HELD)
        decision = _decision(current, found, now)
        store.store(current, found.feed, decision, now)
    return Report(
        source.feed_url,
        Outcome.UPDATED,
        new=decision.new,
        updated=decision.updated,
        unchanged=decision.unchanged,
        detail=found.feed.warning,
        status=fetched.status,
        bytes=len(fetched.body),
        held=decision.held,
    )


def _decision(source: Source, found: Reading, now: datetime) -> Decision:
    """Small changes are judged last: they need the stored words, of what has changed only."""
    memory = recall.memory_of(source, found.items, now, is_archive=found.is_archive)
    decision = decide(found.items, memory, deleted_identities(found.feed), found.is_whole)
    return calmed(decision, recall.looks(source, decision))


def elapsed_ms(begun: float) -> int:
    """Milliseconds since a moment of `time.monotonic`."""
    return round((time.monotonic() - begun) * 1000)
