"""How visits ended, written down: on the source, in its history, and for others of its host."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef

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


@transaction.atomic
def record(source: Source, until: datetime, report: Report, plan: Plan) -> None:
    """Writes how a visit ended and gives its lease back. Does nothing when the lease was lost."""
    now = until - LEASE
    failed = report.outcome == Outcome.ERROR
    fields = _failed(report, plan, now) if failed else _succeeded(report, plan, now)
    returned = Source.objects.filter(pk=source.pk, lease_until=until).update(
        attempts=0,
        lease_until=None,
        last_visit_at=now,
        next_visit_at=plan.at,
        interval_s=max(1, round((plan.at - now).total_seconds())),
        last_error=report.error,
        last_error_detail=report.detail[:500],
        **fields,
    )
    if returned:
        _remember(source, report, now, is_counted=not plan.is_our_outage)
        if not failed and is_believed(plan.move, source.feed_url, now):
            _adopt(source, plan.move.to if plan.move else "")


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


def _remember(source: Source, report: Report, now: datetime, *, is_counted: bool) -> None:
    Fetch.objects.create(
        source=source,
        at=now,
        outcome=report.outcome.value,
        error=report.error,
        status=report.status,
        ms=report.ms,
        bytes=report.bytes,
        new=report.new,
        updated=report.updated,
        unchanged=report.unchanged,
        held=report.held,
        is_counted=is_counted,
        request_headers=dict(report.exchange.request),
        response_headers=dict(report.exchange.response),
        excerpt=report.exchange.excerpt,
    )
    newest = Fetch.objects.filter(source=source).order_by("-id").values_list("id", flat=True)
    for oldest in newest[KEPT : KEPT + 1]:
        Fetch.objects.filter(source=source, id__lte=oldest).delete()


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


def is_our_outage(source: Source, report: Report, now: datetime) -> bool:
    """Whether a failure is our network's: for OUTAGE nobody has answered, of several hosts."""
    if report.error not in NETWORK:
        return False
    recent = Fetch.objects.filter(at__gt=now - OUTAGE)
    if recent.exclude(error__in=NETWORK).exists():
        return False
    hosts = set(recent.values_list("source__host", flat=True)) | {source.host}
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
