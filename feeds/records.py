"""How visits ended, written down: on the source, in its history, and for others of its host."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber

from feeds.errors import NETWORK
from feeds.hosts import is_platform
from feeds.models import Fetch, Source
from feeds.models.fetches import KEPT
from feeds.models.visits import LEASE
from feeds.moves import is_believed
from feeds.schedule import LONGEST, Plan
from feeds.types import Outcome, Report

OUTAGE = timedelta(minutes=10)
"""How far back an outage of ours is looked for."""
WITNESSES = 5
"""Hosts that must have failed, and none answered, before we are the ones to blame."""
REFUSALS = 3
"""Feeds of one host that are refused (403) before the others are not asked any more."""
REFUSED_REST = timedelta(hours=6)


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
    in_one_order = sorted(visits, key=lambda visit: visit.source.pk)
    returned = [visit for visit in in_one_order if _give_back(visit)]
    _remember(returned)
    for visit in returned:
        move = visit.plan.move
        if not visit.failed and is_believed(move, visit.source.feed_url, visit.at):
            _adopt(visit.source, move.to if move else "")


def _give_back(visit: Ended) -> bool:
    """Whether the lease was still ours."""
    report, plan, now = visit.report, visit.plan, visit.at
    fields = _failed(report, plan, now) if visit.failed else _succeeded(report, plan, now)
    held = Source.objects.filter(pk=visit.source.pk, lease_until=visit.until)
    return bool(
        held.update(
            attempts=0,
            lease_until=None,
            last_visit_at=now,
            next_visit_at=plan.at,
            interval_s=max(1, round((plan.at - now).total_seconds())),
            last_error=report.error,
            last_error_detail=report.detail[:500],
            **fields,
        )
    )


def _failed(report: Report, plan: Plan, now: datetime) -> dict[str, Any]:
    fields: dict[str, Any] = {} if plan.is_our_outage else {"failures": F("failures") + 1}
    return {**fields, "gone_at": now} if report.error == "gone" else fields


def _succeeded(report: Report, plan: Plan, now: datetime) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "failures": 0,
        "last_success_at": now,
        "gone_at": None,
        "etag": plan.validators.etag,
        "last_modified": plan.validators.last_modified[:200],
        "body_hash": plan.validators.body_hash,
        "asked_s": plan.asked_s,
        "moved_to": plan.move.to if plan.move else "",
        "moved_since": plan.move.since if plan.move else None,
        "moved_hits": plan.move.hits if plan.move else 0,
    }
    if plan.rhythm:
        fields.update(gap_s=plan.rhythm.gap_s, hours=sorted(plan.rhythm.hours))
    if report.status == 200:
        fields["full_visit_at"] = now
    return fields


def _adopt(source: Source, url: str) -> None:
    """The new address of a feed that has moved within its own domain."""
    if Source.objects.filter(feed_url=url).exists():
        return
    moved = Source.objects.select_for_update().get(pk=source.pk)
    moved.feed_url = url
    moved.save()


def _remember(visits: Sequence[Ended]) -> None:
    Fetch.objects.bulk_create(_fetch(visit) for visit in visits)
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
