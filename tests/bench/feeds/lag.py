"""How late visits begin with 5,000 sources every 15 minutes, in simulated time.

What leases, plans and records is the real thing, on the real database; the clock, the network and
the processors are simulated: a visit holds its place for as long as a site takes to answer, and
the one process that settles for SETTLE_S (as measured by the rounds).
"""

import heapq
import random
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from feeds import leases, records, schedule, under_way
from feeds.leases import Lease
from feeds.models import Source
from feeds.records import Ended
from feeds.schedule import Plan, Situation
from feeds.types import Outcome, Report, Validators

EVERY = timedelta(minutes=15)
SPAN = timedelta(minutes=45)
TICK_S = 1.0
HANGING = 0.02
HANGS_S = 30.0
CHANGED = 0.15


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of one process for a visit that finds nothing new, and for one that does."""

    unchanged_s: float
    changed_s: float


@dataclass(slots=True)
class Place:
    """One process that visits: what is under way, and until when it has work to settle."""

    busy_until: datetime
    under_way: list[tuple[datetime, int, Lease]] = field(default_factory=list)

    def room(self) -> int:
        return max(0, under_way.QUICK - len(self.under_way))


def spread_out(now: datetime) -> int:
    """All sources come every 15 minutes, as evenly as their first visits came."""
    sources = list(Source.objects.order_by("pk"))
    for place, source in enumerate(sources):
        source.visit_every = int(EVERY.total_seconds() // 60)
        source.next_visit_at = now + EVERY * place / len(sources)
        source.last_visit_at = now
        source.lease_until, source.attempts, source.failures = None, 0, 0
    fields = ["visit_every", "next_visit_at", "last_visit_at", "lease_until", "attempts"]
    Source.objects.bulk_update(sources, [*fields, "failures"], batch_size=1000)
    return len(sources)


def simulate(processes: int, costs: Costs, span: timedelta = SPAN) -> list[float]:
    """Seconds by which each visit of the span began late."""
    dice = random.Random(1)
    now = begun = timezone.now()
    spread_out(now)
    places = [Place(now) for _ in range(processes)]
    lags: list[float] = []
    while now < begun + span:
        for place in places:
            _settle_until(place, now, costs, dice)
            lags.extend(_lease(place, now, dice))
        now += timedelta(seconds=TICK_S)
    return lags


def _lease(place: Place, now: datetime, dice: random.Random) -> Iterable[float]:
    if place.busy_until > now or not place.room():
        return
    for lease in leases.lease_batch(now, min(place.room(), leases.SIZE)):
        ends_at = now + timedelta(seconds=_answer_s(dice))
        heapq.heappush(place.under_way, (ends_at, lease.source.pk, lease))
        yield (now - lease.source.next_visit_at).total_seconds()


def _answer_s(dice: random.Random) -> float:
    return HANGS_S if dice.random() < HANGING else dice.lognormvariate(-1.2, 0.7)


def _settle_until(place: Place, now: datetime, costs: Costs, dice: random.Random) -> None:
    while place.under_way and max(place.under_way[0][0], place.busy_until) <= now:
        ended_at, _, lease = heapq.heappop(place.under_way)
        changed = dice.random() < CHANGED
        cost = timedelta(seconds=costs.changed_s if changed else costs.unchanged_s)
        place.busy_until = max(ended_at, place.busy_until) + cost
        _record(lease, changed=changed, dice=dice)


def _record(lease: Lease, *, changed: bool, dice: random.Random) -> None:
    outcome = Outcome.UPDATED if changed else Outcome.NOT_MODIFIED
    situation = Situation(every_s=round(EVERY.total_seconds()))
    plan = Plan(schedule.next_visit(lease.at, situation, dice.random()), Validators())
    report = Report(lease.source.feed_url, outcome)
    records.record_all([Ended(lease.source, lease.until, report, plan)])


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
