"""How visits end: what they brought is stored, the next ones are planned, leases go back."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from feeds import moves, records, schedule, subscriptions
from feeds.errors import NETWORK, FeedError
from feeds.keep import failure, kept, together_or_each
from feeds.leases import Lease
from feeds.models import Subscription
from feeds.reading import Reading
from feeds.recall import Arrival
from feeds.records import Ended
from feeds.schedule import Plan, Situation
from feeds.timing import elapsed_ms
from feeds.types import EXCERPT, NO_EXCHANGE, Exchange, Fetched, Outcome, Report

_dice = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Brought:
    """What a visit brought home after `ms` milliseconds: a document and what it says (nothing when
    it is not modified), or the error that ended it."""

    ms: int
    fetched: Fetched | None = None
    reading: Reading | None = None
    error: Exception | None = None


Visit = tuple[Lease, Brought]
Ending = tuple[Visit, Report]


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
    return together_or_each(ended, _record, _record_mistake)


def _record_mistake(ended: Ending, error: Exception) -> list[Report]:
    """Of a visit that could not be recorded as it was."""
    (lease, brought), _ = ended
    report = failure(lease.source.feed_url, error)
    return _record([((lease, Brought(brought.ms, error=error)), report)])


def _record(ended: Sequence[Ending]) -> list[Report]:
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
        if found and found.feed.is_cut:
            # The rest was not read: no answer may say that it is known.
            validators = replace(validators, etag="", last_modified="")
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
    stored = dict(zip([each.source.pk for each in read], kept(read), strict=True))
    return [stored.get(lease.source.pk) or _unread(lease, brought) for lease, brought in visits]


def _unread(lease: Lease, brought: Brought) -> Report:
    """Of a visit that leaves nothing to store."""
    address, fetched = lease.source.feed_url, brought.fetched
    if brought.error or fetched is None:
        return failure(address, brought.error or AssertionError("neither document nor error"))
    size = len(fetched.body)
    return Report(address, Outcome.NOT_MODIFIED, status=fetched.status, bytes=size)
