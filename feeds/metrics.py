"""Ingestion for Prometheus, read from the database at each scrape."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import Error
from django.db.models import Count
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from cms.metrics import gauge, labelled
from cms.models import Tally
from feeds import figures
from feeds.deliveries import REJECTS
from feeds.models import FeedItem, Source, Subscription

HOUR = timedelta(hours=1)


class FeedsCollector(Collector):
    def collect(self) -> Iterable[Metric]:
        now = timezone.now()
        try:
            return [*sources(now), *visits(now), *items(), *hubs(now)]
        except Error:
            # `kiosque_up` says that the database is away; a scrape in part is no error of its own.
            return []


def sources(now: datetime) -> Iterable[Metric]:
    followed = Source.objects.visible()
    lag = figures.lag(now)
    yield gauge("sources", "Sources that are followed.", followed.count())
    yield gauge("sources_due", "Sources whose visit is due.", lag.due)
    ranks = [("0.5", lag.p50), ("0.95", lag.p95), ("1", lag.worst)]
    yield labelled("source_lag_seconds", "How late due sources are.", "quantile", ranks)
    failing = followed.filter(failures__gte=figures.FAILING).count()
    yield gauge("sources_failing", "Sources with five failures in a row or more.", failing)
    last = figures.last_success_at()
    age_s = (now - last).total_seconds() if last else None
    values = [] if age_s is None else [("any", age_s)]
    yield labelled("last_success_seconds", "Since the last good visit.", "source", values)


def visits(now: datetime) -> Iterable[Metric]:
    """Of the last hour, from the history: gauges, which go down as well."""
    hour = figures.visits(now, HOUR)
    outcomes = [("updated", hour.read), ("not_modified", hour.not_modified)]
    failed = [(f"error:{name}", times) for name, times in figures.errors(now, HOUR)]
    text = "Visits of the last hour by outcome."
    yield labelled("fetches_hour", text, "outcome", [*outcomes, *failed])
    yield gauge("fetched_bytes_hour", "Bytes read in the last hour.", hour.bytes)
    ratio = hour.not_modified_ratio
    yield gauge("not_modified_ratio", "Share of good visits that brought nothing.", ratio)
    seconds = [] if hour.ms is None else [("mean", hour.ms / 1000)]
    yield labelled("fetch_seconds", "Wall time of a visit in the last hour.", "of", seconds)
    written = [("new", hour.new), ("updated", hour.changed), ("unchanged", hour.unchanged)]
    yield labelled("items_hour", "Entries of the last hour by decision.", "decision", written)


def items() -> Iterable[Metric]:
    counts = FeedItem.objects.order_by().values_list("status").annotate(count=Count("pk"))
    yield labelled("items", "Items that are stored, by status.", "status", list(counts))


def hubs(now: datetime) -> Iterable[Metric]:
    """WebSub. The tally is written by the house's own metrics, which come first."""
    followed = Subscription.objects.exclude(source=None)
    live = Subscription.objects.live(now).count()
    distrusted = followed.exclude(distrusted_at=None).count()
    denied = followed.filter(state=Subscription.State.DENIED, distrusted_at=None).count()
    waiting = followed.count() - live - distrusted - denied
    states = [("live", live), ("waiting", waiting), ("denied", denied), ("distrusted", distrusted)]
    text = "Sources that have a hub, by what it is to us."
    yield labelled("websub_subscriptions", text, "state", states)
    count = Tally.objects.filter(name=REJECTS).values_list("count", flat=True).first()
    text = "Deliveries without a right signature, over all processes."
    yield CounterMetricFamily("kiosque_websub_rejects", text, value=count or 0)
