"""RELIABILITY, rows 41, 42 and 46, in full: a worker under load, with the settings of production.

Each prints what it has seen, the bad figures too: `make trials` shows it (-s).
"""

import random
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from socketserver import BaseServer

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_q.models import OrmQ, Success
from django_q.tasks import async_task

from feeds import leases
from feeds.models import Source
from tests.cms.workers import Worker, lines, running, until
from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import Answer, Site
from tests.feeds.reading import rss
from tests.threads import in_threads

pytestmark = [
    pytest.mark.trial,
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]

SOURCES = 300
VISIT_S = 0.2
TASKS = "tests.cms.worker_tasks"


class Load:
    """Sources that are due again as soon as they are visited, and numbered tasks, until it ends."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.done = folder / "done"
        self.asked = 0
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._press, daemon=True)
        for number in range(SOURCES):
            site.answers[f"/{number}"] = partial(slowly, number)
            SourceFactory.create(feed_url=f"{site.root}/{number}")

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._ends.set()
        self._thread.join()

    def _press(self) -> None:
        while not self._ends.wait(1):
            # Rows that a visit holds are passed by: two that wait for each other would end this.
            with transaction.atomic():
                free = Source.objects.filter(lease_until=None, next_visit_at__gt=timezone.now())
                some = free.select_for_update(skip_locked=True).order_by("?")[:15]
                rested = Source.objects.filter(pk__in=[source.pk for source in some])
                rested.update(next_visit_at=timezone.now())
            self.asked += 1
            async_task(f"{TASKS}.work", str(self.done), self.asked, 0.05)
        connection.close()

    def lost(self) -> set[int]:
        return set(range(1, self.asked + 1)) - set(map(int, lines(self.done)))

    def twice(self) -> int:
        said = lines(self.done)
        return len(said) - len(set(said))


def slowly(number: int, headers: dict[str, str]) -> Answer:
    """Another document each time, or nobody would have to read it."""
    time.sleep(VISIT_S)
    item = f"<guid>{number}</guid><title>Titre {number}</title><pubDate>{time.time()}</pubDate>"
    return 200, {}, rss(item).encode()


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of readers that were killed, the server says nothing."""
    monkeypatch.setattr(BaseServer, "handle_error", lambda *args: None)


@pytest.fixture
def load(site: Site, tmp_path: Path) -> Iterator[Load]:
    with Load(site, tmp_path) as pressing:
        yield pressing


def environment(site: Site) -> dict[str, str]:
    allowed = site.root.removeprefix("http://")
    return {"OUTBOUND_ALLOW": allowed, "OUTBOUND_HOST_CONNECTIONS": "32"}


def recovery_s(worker: Worker, load: Load, role: str) -> float:
    """Seconds from a kill until a task that was asked for after it is done and its outcome saved,
    and a source is visited."""
    worker.kill(role)
    if role == "forkserver":
        # Its readers go on without it: it is missed when one of them is to be replaced.
        worker.kill("reader")
    begun, killed_at = time.monotonic(), timezone.now()
    saved = Success.objects.filter(func=f"{TASKS}.work", started__gt=killed_at)
    until(saved.exists, "a task", 300)
    until(lambda: Source.objects.filter(last_visit_at__gt=killed_at).exists(), "a visit", 300)
    return time.monotonic() - begun


ROLES = (
    *("idle", "processing", "pusher", "monitor", "sentinel", "parent", "clock", "guardian"),
    *("forkserver", "reader"),
)


@pytest.mark.parametrize("role", ROLES)
def test_row_42_work_resumes_within_a_minute_20_of_20(
    role: str, site: Site, load: Load, tmp_path: Path
) -> None:
    took: list[float] = []
    with running(tmp_path, restarts=True, **environment(site)) as worker:
        for _ in range(20):
            until(lambda: worker.named("pusher"), "a worker", 240)
            time.sleep(random.uniform(0, 2))
            took.append(recovery_s(worker, load, role))
        quarantined = Source.objects.exclude(quarantined_at=None).count()
    took.sort()
    good = sum(seconds <= 60 for seconds in took)
    print(
        f"\nSIGKILL {role}: {good} of 20 within 60 s; median {took[10]:.1f} s, "
        f"worst {took[-1]:.1f} s; sources set aside: {quarantined}"
    )
    assert good == 20


def test_row_46_fifty_stops_under_load(site: Site, load: Load, tmp_path: Path) -> None:
    took: list[float] = []
    for _ in range(50):
        with running(tmp_path, **environment(site)) as worker:
            until(lambda: worker.named("reader"), "a batch of visits")
            time.sleep(random.uniform(0, 2))
            took.append(worker.stop())
            assert worker.pids() == []
    load._ends.set()
    load._thread.join()
    held = Source.objects.exclude(lease_until=None, attempts=0).count()
    with running(tmp_path, **environment(site)) as worker:
        until(lambda: not OrmQ.objects.filter(lock__lt=timezone.now()).exists(), "an empty queue")
        until(lambda: not load.lost(), "all tasks", 420)
        worker.stop()
    took.sort()
    print(
        f"\n50 stops under load: median {took[25]:.1f} s, worst {took[-1]:.1f} s; tasks "
        f"{load.asked}, lost {len(load.lost())}, run twice {load.twice()}; "
        f"leases not given back {held}"
    )
    assert took[-1] <= 30
    assert not load.lost()


def test_row_41_a_thousand_trials_of_two_workers(site: Site) -> None:
    """Two that lease at the same moment never get the same source."""
    source = SourceFactory.create(feed_url=f"{site.root}/one")
    both = threading.Barrier(2)
    got: list[list[int]] = [[], []]

    def contend(mine: list[int]) -> None:
        for _ in range(1000):
            both.wait(60)
            mine.append(len(leases.lease_batch(timezone.now())))
            both.wait(60)
            if mine is got[0]:
                Source.objects.filter(pk=source.pk).update(lease_until=None, attempts=0)

    in_threads((partial(contend, mine) for mine in got), 1800)
    pairs = [a + b for a, b in zip(*got, strict=True)]
    print(f"\nTwo workers, one source: {pairs.count(1)} of 1000 leased once, {max(pairs)} at most")
    assert pairs == [1] * 1000
