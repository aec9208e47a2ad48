"""How visits ended, written down: on the source, in its history, and for others of its host."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber

from cms import bulk
from feeds.errors import NETWORK
from feeds.hosts import is_platform
from feeds.models import Fetch, Source
from feeds.models.visits import KEPT, LEASE
from feeds.moves import is_believed
from feeds.schedule import LONGEST, Plan
from feeds.types import Outcome, Report

_dice = random.SystemRandom()

OUTAGE = timedelta(minutes=10)
"""How far back an outage of ours is looked for."""
WITNESSES = 5
"""Hosts that must have failed, and none answered, before we are the ones to blame."""
REFUSALS = 3
"""Feeds of one host that are refused (403) before the others are not asked any more."""
REFUSED_REST = timedelta(hours=6)

SWEPT_ONCE_IN = 10
"""Looking for visits that are too old to be kept costs a group a quarter of what recording it
does: a few more of them may lie there for a while."""

WRITTEN = (
    "attempts",
    "lease_until",
    "last_visit_at",
    "next_visit_at",
    "interval_s",
    "last_error",
    "last_error_detail",
    "failures",
    "gone_at",
    "last_success_at",
    "etag",
    "last_modified",
    "body_hash",
    "asked_s",
    "moved_to",
    "moved_since",
    "moved_hits",
    "gap_s",
    "hours",
    "full_visit_at",
)
"""Columns of a source that visits write."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A visit that is over, and until when it had its lease (UTC)."""

    source: Source
    until: datetime
    report: Report
    plan: Plan

    @property
    def at(self) -> datetime:
        return self.until - LEASE

    @property
    def failed(self) -> bool:
        return self.report.outcome == Outcome.ERROR


@transaction.atomic
def record_all(visits: Iterable[Ended]) -> None:
    """Writes how visits ended and gives their leases back; nothing for a lease that was lost. They
    share a transaction and what their history costs."""
    ended = {visit.source.pk: visit for visit in visits}
    # Locked in one order: of two who record some of the same, one waits and never both.
    rows = Source.objects.filter(pk__in=ended).order_by("pk").select_for_update().only(*WRITTEN)
    held = [row for row in rows if row.lease_until == ended[row.pk].until]
    before = [_state(row) for row in held]
    for row in held:
        _note(row, ended[row.pk])
    # Most visits change when the next one is, and little else.
    pairs = list(zip(before, map(_state, held), strict=True))
    bulk.update(held, [n for n in WRITTEN if any(was[n] != is_now[n] for was, is_now in pairs)])
    returned = [ended[row.pk] for row in held]
    _remember(returned)
    for visit in returned:
        move = visit.plan.move
        if not visit.failed and is_believed(move, visit.source.feed_url, visit.at):
            _adopt(visit.source, move.to if move else "")


def _state(row: Source) -> dict[str, Any]:
    return {name: getattr(row, name) for name in WRITTEN}


def _note(row: Source, visit: Ended) -> None:
    """A visit that is over, on its source as it is by now."""
    report, plan = visit.report, visit.plan
    row.attempts, row.lease_until = 0, None
    row.last_visit_at, row.next_visit_at = visit.at, plan.at
    row.interval_s = max(1, round((plan.at - visit.at).total_seconds()))
    row.last_error, row.last_error_detail = report.error, report.detail[:500]
    if visit.failed:
        row.failures += not plan.is_our_outage
        row.gone_at = visit.at if report.error == "gone" else row.gone_at
    else:
        _note_success(row, visit)


def _note_success(row: Source, visit: Ended) -> None:
    plan, move = visit.plan, visit.plan.move
    row.failures, row.gone_at, row.last_success_at = 0, None, visit.at
    row.etag, row.last_modified = plan.validators.etag, plan.validators.last_modified[:200]
    row.body_hash, row.asked_s = plan.validators.body_hash, plan.asked_s
    row.moved_to, row.moved_since, row.moved_hits = (
        (move.to, move.since, move.hits) if move else ("", None, 0)
    )
    if plan.rhythm:
        row.gap_s, row.hours = plan.rhythm.gap_s, sorted(plan.rhythm.hours)
    if visit.report.status == 200:
        row.full_visit_at = visit.at


def _adopt(source: Source, url: str) -> None:
    """The new address of a feed that has moved within its own domain."""
    if Source.objects.filter(feed_url=url).exists():
        return
    moved = Source.objects.select_for_update().get(pk=source.pk)
    moved.feed_url = url
    moved.save()


def _remember(visits: Sequence[Ended]) -> None:
    Fetch.objects.bulk_create(_fetch(visit) for visit in visits)
    if _dice.randrange(SWEPT_ONCE_IN) == 0:
        _sweep(visits)


def _sweep(visits: Iterable[Ended]) -> None:
    """Forgets what is older than the visits that are kept of each source."""
    newest_first = Window(RowNumber(), partition_by=F("source"), order_by=F("id").desc())
    of_these = Fetch.objects.filter(source__in=[visit.source.pk for visit in visits])
    too_old = of_these.order_by().annotate(place=newest_first).filter(place__gt=KEPT)
    if pks := list(too_old.values_list("pk", flat=True)):
        # A plain delete: nothing hangs on these rows, so nothing needs collecting.
        rows = Fetch.objects.filter(pk__in=pks)
        rows._raw_delete(rows.db)


def _fetch(visit: Ended) -> Fetch:
    report = visit.report
    return Fetch(
        source=visit.source,
        at=visit.at,
        outcome=report.outcome.value,
        error=report.error,
        status=report.status,
        ms=report.ms,
        bytes=report.bytes,
        new=report.new,
        updated=report.updated,
        unchanged=report.unchanged,
        held=report.held,
        is_counted=not visit.plan.is_our_outage,
        request_headers=dict(report.exchange.request),
        response_headers=dict(report.exchange.response),
        excerpt=report.exchange.excerpt,
    )


def rest_host(source: Source, report: Report, now: datetime) -> None:
    """What one feed of a host was told, the others need not ask: Retry-After of a platform, or
    several refusals in a row."""
    until = _rest_until(source, report, now)
    if until is None or not source.host:
        return
    with transaction.atomic():
        # In one order, and past rows that a visit is writing: two of these never wait in a circle.
        others = Source.objects.filter(host=source.host, next_visit_at__lt=until)
        locked = others.order_by("pk").select_for_update(skip_locked=True)
        pks = list(locked.values_list("pk", flat=True))
        Source.objects.filter(pk__in=pks).update(next_visit_at=until)


def _rest_until(source: Source, report: Report, now: datetime) -> datetime | None:
    if report.retry_after_s and is_platform(source.host):
        return now + min(timedelta(seconds=report.retry_after_s), LONGEST)
    if report.error == "forbidden":
        refused = Source.objects.filter(host=source.host, last_error="forbidden")
        return now + REFUSED_REST if refused.count() >= REFUSALS else None
    return None


def is_our_outage(said: Sequence[tuple[Source, Report]], now: datetime) -> bool:
    """Whether failures of the network among these are ours: for OUTAGE nobody has answered, nor
    does anybody here, of several hosts."""
    asked = [each for each in said if each[1].outcome is not Outcome.HELD]
    if not asked or any(report.error not in NETWORK for _, report in asked):
        return False
    recent = Fetch.objects.filter(at__gt=now - OUTAGE)
    if recent.exclude(error__in=NETWORK).exists():
        return False
    hosts = {*recent.values_list("source__host", flat=True), *(s.host for s, _ in asked)}
    return len(hosts) >= WITNESSES


def forgive(now: datetime) -> int:
    """Takes back what an outage of ours was counted against sources before it was seen to be one;
    how many sources."""
    mistaken = Fetch.objects.filter(at__gt=now - OUTAGE, error__in=NETWORK, is_counted=True)
    of_source = mistaken.filter(source=OuterRef("pk"))
    with transaction.atomic():
        blamed = Source.objects.filter(Exists(of_source), failures__gt=0).order_by("pk")
        pks = list(blamed.select_for_update(skip_locked=True).values_list("pk", flat=True))
        Source.objects.filter(pk__in=pks).update(
            failures=F("failures") - 1, next_visit_at=now + timedelta(minutes=5)
        )
        mistaken.filter(source__in=pks).update(is_counted=False)
    return len(pks)
