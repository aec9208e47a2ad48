"""What ingestion is doing, in numbers: read by the metrics, the probes and the report alike."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Avg, Count, Q, Sum
from django.utils import timezone

from cms.health import wait_fault
from feeds.models import Fetch, Source

T = TypeVar("T")

FAILING = 5
"""Failures in a row after which a source is told about."""


def percentile(values: list[T], rank: int) -> T:
    """The smallest of the sorted values that `rank` % do not exceed (nearest rank)."""
    return values[max(0, -(-len(values) * rank // 100) - 1)]


@dataclass(frozen=True, slots=True)
class Lag:
    """How late due sources are at this moment. Seconds; 0 where nothing is due."""

    due: int
    p50: float
    p95: float
    worst: float


def lag(now: datetime) -> Lag:
    moments = Source.objects.due(now).values_list("next_visit_at", flat=True)
    waits = sorted((now - moment).total_seconds() for moment in moments)
    if not waits:
        return Lag(0, 0.0, 0.0, 0.0)
    return Lag(len(waits), percentile(waits, 50), percentile(waits, 95), waits[-1])


def ask_sources() -> str:
    """The check of `/readyz`: the source that has been due for longest."""
    now = timezone.now()
    first = Source.objects.due(now).values_list("next_visit_at", flat=True).first()
    return wait_fault("due source", (now - first).total_seconds() if first else 0.0)


@dataclass(frozen=True, slots=True)
class Visits:
    """What the visits of a while did. `ms` is the mean wall time of one, None without any."""

    total: int
    read: int
    not_modified: int
    failed: int
    bytes: int
    new: int
    changed: int
    unchanged: int
    ms: float | None

    @property
    def not_modified_ratio(self) -> float:
        """Of the visits that did not fail; 0 without any."""
        return self.not_modified / ((self.total - self.failed) or 1)


def visits(now: datetime, span: timedelta) -> Visits:
    """Of the visits that are remembered: 50 a source."""
    sums = _since(now, span).aggregate(
        total=Count("pk"),
        read=Count("pk", filter=Q(outcome=Fetch.Result.UPDATED)),
        not_modified=Count("pk", filter=Q(outcome=Fetch.Result.NOT_MODIFIED)),
        failed=Count("pk", filter=Q(outcome=Fetch.Result.ERROR)),
        bytes=Sum("bytes", default=0),
        new=Sum("new", default=0),
        changed=Sum("updated", default=0),
        unchanged=Sum("unchanged", default=0),
        ms=Avg("ms"),
    )
    return Visits(**sums)


def errors(now: datetime, span: timedelta) -> list[tuple[str, int]]:
    """Names of errors and how often each, the most frequent first."""
    failed = _since(now, span).filter(outcome=Fetch.Result.ERROR).order_by()
    counted = failed.values_list("error").annotate(times=Count("pk"))
    return list(counted.order_by("-times", "error"))


def ranked(now: datetime, span: timedelta, **figure: Any) -> list[tuple[str, float]]:
    """Slugs of sources and one aggregate of their visits, the five largest; none of zero."""
    (name,) = figure
    rows = _since(now, span).order_by().values_list("source__slug").annotate(**figure)
    return list(rows.filter(**{f"{name}__gt": 0}).order_by(f"-{name}", "source__slug")[:5])


def _since(now: datetime, span: timedelta) -> Any:
    return Fetch.objects.filter(at__gt=now - span)


def last_success_at() -> datetime | None:
    newest = Source.objects.exclude(last_success_at=None).order_by("-last_success_at")
    return newest.values_list("last_success_at", flat=True).first()
