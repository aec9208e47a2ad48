"""One visit of one source, from its address to its rows."""

import logging
import random
import time
from collections.abc import Callable, Sequence
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
from feeds.decide import decide, must_be_read, stored_hashes
from feeds.errors import NETWORK, FeedError
from feeds.familiar import NOTHING, Familiar
from feeds.fetch import fetch
from feeds.leases import Lease
from feeds.memory import Decision
from feeds.models import Source, Subscription
from feeds.normalise import deleted_identities
from feeds.reading import Reading
from feeds.recall import Arrival
from feeds.records import Ended
from feeds.schedule import Plan, Situation
from feeds.types import EXCERPT, NO_EXCHANGE, Exchange, Fetched, Outcome, Report

logger = logging.getLogger(__name__)
_dice = random.SystemRandom()

Reader = Callable[..., Reading]
"""As `read_apart`."""
AWAY = (OperationalError, InterfaceError)
"""The database's affair: nothing is held against a source."""


class UnreadError(Exception):
    """The words of an entry are wanted that was not read, being familiar."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a visit brought home after `ms` milliseconds: a document and what it says (nothing when
    it is not modified), or the error that ended it."""

    ms: int
    fetched: Fetched | None = None
    reading: Reading | None = None
    error: Exception | None = None


Visit = tuple[Lease, Brought]


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

    Nobody but this and `feeds.batch` calls the steps; those of settling are taken for many visits
    together, in two transactions. Run twice, same rows.
    """
    lease = leases.take(source, timezone.now())
    if lease is None:
        return Report(source.feed_url, Outcome.HELD)
    return settle(lease, bring(lease))


def read_apart(fetched: Fetched, now: datetime, familiar: Familiar = NOTHING) -> Reading:
    """In a process that can be killed; in this one only where a setting of tests says so."""
    processes = settings.FEEDS_PARSE_PROCESSES
    if processes:
        return sandbox.of_this_process(processes).read(fetched, now, familiar)
    return reading.read(fetched, now, familiar)


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
        found = None if fetched.not_modified else reader(fetched, lease.at, lease.familiar)
    except Exception as error:
        failure = error
    return Brought(elapsed_ms(begun), fetched, found, failure)


def settle(lease: Lease, brought: Brought) -> Report:
    """`settle_all` for one visit."""
    (report,) = settle_all([(lease, brought)])
    return report


def settle_all(visits: Sequence[Visit]) -> list[Report]:
    """Decides, stores, plans the next visits and gives the leases back: together, and where that
    fails each for itself, so that the one to blame costs nobody else.

    Raises OperationalError or InterfaceError when the database is away; may then be called again.
    """
    begun = time.monotonic()
    reports = _reports(visits)
    each_ms = elapsed_ms(begun) // max(1, len(visits))
    ended = [
        (visit, replace(report, ms=visit[1].ms + each_ms, exchange=_exchange(report, visit[1])))
        for visit, report in zip(visits, reports, strict=True)
    ]
    return _recorded(ended)


def _recorded(ended: Sequence[tuple[Visit, Report]]) -> list[Report]:
    try:
        return _record(ended)
    except AWAY:
        raise
    except Exception as error:
        if len(ended) > 1:
            return [report for each in ended for report in _recorded([each])]
        [((lease, brought), _)] = ended
        report = _failed(lease.source.feed_url, error)
        return _record([((lease, Brought(brought.ms, error=error)), report)])


def _record(ended: Sequence[tuple[Visit, Report]]) -> list[Report]:
    followed = subscriptions.of([lease.source for (lease, _), _ in ended])
    said = [(lease.source, report) for (lease, _), report in ended]
    now = max(lease.at for (lease, _), _ in ended)
    is_outage = records.is_our_outage(said, now)
    if is_outage:
        records.forgive(now)
    planned = []
    for (lease, brought), report in ended:
        is_ours = is_outage and report.error in NETWORK
        plan = _plan(lease, followed.get(lease.source.pk), brought, report, is_ours=is_ours)
        planned.append(Ended(lease.source, lease.until, report, plan))
    records.record_all(planned)
    for visit in planned:
        records.rest_host(visit.source, visit.report, visit.at)
    return [report for _, report in ended]


def _plan(
    lease: Lease,
    subscription: Subscription | None,
    brought: Brought,
    report: Report,
    *,
    is_ours: bool,
) -> Plan:
    """What is known of the source after this visit, and when the next one is. `is_ours`: it failed,
    and our own network is to blame."""
    source, fetched, found = lease.source, brought.fetched, brought.reading
    failed = report.outcome == Outcome.ERROR
    asked_s, move, validators = source.asked_s, source.move, source.validators
    if fetched and not failed:
        ttl_s = found.feed.ttl_s if found else None
        asked_s = schedule.asked_for(fetched.headers, ttl_s, lease.at)
        move = moves.follow(source.move, fetched.moved_to, lease.at)
        validators = fetched.validators
    rhythm = schedule.rhythm_of(found.dates if found else (), lease.at) or source.rhythm
    situation = Situation(
        failures=source.failures + 1 if failed and not is_ours else 0,
        error=report.error,
        is_our_outage=is_ours,
        rhythm=rhythm,
        asked_s=asked_s,
        retry_after_s=report.retry_after_s,
        every_s=source.visit_every * 60 if source.visit_every else None,
        is_live=not failed and subscriptions.follow(lease, subscription, fetched, found),
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


def _reports(visits: Sequence[Visit]) -> list[Report]:
    """What came of each visit, in order; what was read is stored."""
    read = [
        Arrival(lease.source, brought.fetched, brought.reading, lease.at, lease.until)
        for lease, brought in visits
        if brought.fetched and brought.reading
    ]
    kept = dict(zip([each.source.pk for each in read], _kept(read), strict=True))
    return [kept.get(lease.source.pk) or _unread(lease, brought) for lease, brought in visits]


def _unread(lease: Lease, brought: Brought) -> Report:
    """Of a visit that leaves nothing to store."""
    address, fetched = lease.source.feed_url, brought.fetched
    if brought.error or fetched is None:
        return _failed(address, brought.error or AssertionError("neither document nor error"))
    size = len(fetched.body)
    return Report(address, Outcome.NOT_MODIFIED, status=fetched.status, bytes=size)


def _failed(address: str, error: Exception) -> Report:
    if not isinstance(error, FeedError):
        # Ours, not theirs: loud in the log, and no other source pays for it.
        logger.error("%s: the visit failed", address, exc_info=error)
        return Report(address, Outcome.ERROR, "internal", detail=repr(error))
    return Report(
        address,
        Outcome.ERROR,
        error.name,
        detail=error.detail.replace("\0", ""),
        status=error.status,
        retry_after_s=error.retry_after_s,
    )


def _kept(arrived: Sequence[Arrival]) -> list[Report]:
    """Together, or each for itself."""
    try:
        return keep_all(arrived)
    except AWAY:
        raise
    except Exception as error:
        if len(arrived) > 1:
            return [report for each in arrived for report in _kept([each])]
        (alone,) = arrived
        if isinstance(error, UnreadError):
            return _kept_whole(alone)
        return [_failed(alone.source.feed_url, error)]


def _kept_whole(arrival: Arrival) -> list[Report]:
    """Once more, with the words that familiar entries were not read for."""
    try:
        found = read_apart(arrival.fetched, arrival.now)
        return keep_all([replace(arrival, found=found)])
    except AWAY:
        raise
    except Exception as error:
        return [_failed(arrival.source.feed_url, error)]


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
    """`keep_all` for one document."""
    (report,) = keep_all([Arrival(source, fetched, found, now, until)])
    return report


def keep_all(arrived: Sequence[Arrival]) -> list[Report]:
    """Decides and stores, in one transaction, while nobody else does for these sources. Nothing
    where a lease was lost, or the source is gone or another feed by now.

    Raises UnreadError.
    """
    if not arrived:
        return []
    with store.holding({each.source: each.until for each in arrived}) as current:
        held = [each for each in arrived if each.source.pk in current]
        decided = _decided([replace(each, source=current[each.source.pk]) for each in held])
        store.store(decided)
    by_source = {arrival.source.pk: decision for arrival, decision in decided}
    return [_report(each, by_source.get(each.source.pk)) for each in arrived]


def _decided(arrivals: Sequence[Arrival]) -> list[tuple[Arrival, Decision]]:
    """Small changes are judged last: they need the stored words, of what has changed only."""
    decided = []
    for arrival, memory in zip(arrivals, recall.memories_of(arrivals), strict=True):
        found = arrival.found
        if must_be_read(found.repeated, memory):
            raise UnreadError(arrival.source.feed_url)
        deleted = deleted_identities(found.feed)
        decision = decide(found.items, memory, deleted, found.is_whole, found.repeated)
        decision = calmed(decision, recall.looks(arrival.source, decision))
        remembered = found.remembered.stored_as(stored_hashes(memory, decision))
        decided.append((replace(arrival, found=replace(found, remembered=remembered)), decision))
    return decided


def _report(arrival: Arrival, decision: Decision | None) -> Report:
    if decision is None:
        return Report(arrival.source.feed_url, Outcome.HELD)
    return Report(
        arrival.source.feed_url,
        Outcome.UPDATED,
        new=decision.new,
        updated=decision.updated,
        unchanged=decision.unchanged,
        detail=arrival.found.feed.warning,
        status=arrival.fetched.status,
        bytes=len(arrival.fetched.body),
        held=decision.held,
    )


def elapsed_ms(begun: float) -> int:
    """Milliseconds since a moment of `time.monotonic`."""
    return round((time.monotonic() - begun) * 1000)
