"""What Prometheus reads, computed from the database at each scrape: right whichever process of
whichever machine answers. Rooms register their own collectors with REGISTRY."""

import threading
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from django.db import Error
from django.utils import timezone
from django_q.models import Failure, OrmQ
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cms import health
from cms.models import Alarm, Heartbeat, PublicationEvent, Tally
from cms.models.operations import age

REGISTRY = CollectorRegistry()
TALLIES = ("responses_4xx", "responses_5xx", "login_failures")


class Tallies:
    """Counts in memory and writes when it is scraped, so that a storm of refused requests is not
    one of writes. A process that ends takes with it what it counted since its last scrape."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def add(self, name: str) -> None:
        with self._lock:
            self._counts[name] += 1

    def flush(self) -> None:
        """What a database that is away does not take is kept for later."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        for name, count in counts.items():
            try:
                Tally.objects.add(name, count)
            except Error:
                with self._lock:
                    self._counts[name] += count


tallies = Tallies()


def gauge(name: str, text: str, value: float | None) -> Metric:
    """One number, in base units; a series without a sample where there is none."""
    return GaugeMetricFamily(f"kiosque_{name}", text, value=value)


def labelled(name: str, text: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    family = GaugeMetricFamily(f"kiosque_{name}", text, labels=[label])
    for value, number in values:
        family.add_metric([value], number)
    return family


class HouseCollector(Collector):
    """The queue, the worker, the outbox, the alarms, and what was refused."""

    def collect(self) -> Iterable[Metric]:
        # A scrape without a database is still a scrape: `kiosque_up` says what is missing.
        up = not health.run(health.ask_database)
        return chain([gauge("up", "1: the database answers.", up)], house() if up else [])


def house() -> Iterable[Metric]:
    now = timezone.now()
    tallies.flush()
    waiting = OrmQ.objects.filter(lock__lte=now).count()
    yield gauge("queue_tasks", "Tasks that wait in the queue.", waiting)
    yield gauge("queue_oldest_seconds", "Wait of the oldest one.", health.oldest_wait(now))
    yield gauge("tasks_failed", "Failed tasks that are kept.", Failure.objects.count())
    beats = [(name, age(name)) for name in (Heartbeat.CLOCK, Heartbeat.TASKS)]
    known = [(name, seconds) for name, seconds in beats if seconds is not None]
    yield labelled("heartbeat_seconds", "Since the worker's last sign of life.", "part", known)
    events = PublicationEvent.objects.filter(number=None).count()
    yield gauge("events_waiting", "Publication events without a number.", events)
    rings = [(name, 1.0) for name in Alarm.objects.values_list("name", flat=True)]
    yield labelled("alarm", "1: this alarm rings.", "name", rings)
    yield from totals()


def totals() -> Iterable[Metric]:
    counts = dict(Tally.objects.values_list("name", "count"))
    for name in TALLIES:
        text = "Since the site exists, over all processes."
        yield CounterMetricFamily(f"kiosque_{name}", text, value=counts.get(name, 0))


def note_response(status: int) -> None:
    if status >= 400:
        tallies.add(f"responses_{status // 100}xx")


def note_login_failure(**kwargs: object) -> None:
    tallies.add("login_failures")


REGISTRY.register(HouseCollector())
