"""Kiosque as it runs in production, in as many processes as a worker has."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from feeds.models import FeedItem, Source
from tests.bench.feeds.house import ROOT, Server, command
from tests.bench.feeds.measure import Round, Watch, cpu_s

PROCESSES = int(os.environ.get("PROCESSES", "2"))


class Kiosque:
    """The worker's processes, which stay the same from round to round."""

    def __init__(self, processes: list[subprocess.Popen[str]]) -> None:
        self._processes = processes

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    def healthy_rate(self, healthy: int) -> float:
        """Visits all that is due; the sources a second until so many had answered."""
        began = time.perf_counter()
        for process in self._processes:
            say(process)
        answered = Source.objects.exclude(last_success_at=None)
        while answered.count() < healthy:
            time.sleep(0.1)
        seconds = time.perf_counter() - began
        for process in self._processes:
            heard(process)
        return healthy / seconds

    def visit(self) -> Round:
        """Visits all that is due."""
        before = FeedItem.objects.count()
        database = _backends()
        database_before = cpu_s(database)
        with Watch(self.pids) as watch:
            began = time.perf_counter()
            for process in self._processes:
                say(process)
            visited = sum(int(heard(process)) for process in self._processes)
            seconds = time.perf_counter() - began
        new = FeedItem.objects.count() - before
        return Round(visited, new, seconds, watch.usage, cpu_s(database) - database_before)


@contextmanager
def kiosque(processes: int = PROCESSES) -> Iterator[Kiosque]:
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(command("worker"), cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        for _ in range(processes)
    ]
    try:
        for process in started:
            heard(process)
        yield Kiosque(started)
    finally:
        for process in started:
            assert process.stdin
            process.stdin.close()
        for process in started:
            process.wait()


def say(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("visit\n")
    process.stdin.flush()


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    line = process.stdout.readline()
    if not line:
        sys.exit("A worker has ended before its time: see above.")
    return line.strip()


def _backends() -> list[int]:
    """The processes of PostgreSQL that work for the processes that visit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def begin(server: Server, sources: int) -> None:
    """So many sources that nobody has visited, and no item."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE feeds_source, cms_publication, cms_publicationevent RESTART IDENTITY CASCADE"
        )
    now = timezone.now()
    Source.objects.bulk_create(
        (
            Source(
                name=f"Gazette {n}",
                slug=f"gazette-{n}",
                feed_url=server.address(n),
                host=server.address(n).split("/")[2].split(":")[0],
                trust="auto",
                next_visit_at=now,
            )
            for n in range(sources)
        ),
        batch_size=1000,
    )
    _analyze()


def make_due() -> None:
    """All are to be visited again, in the order of their numbers."""
    Source.objects.update(next_visit_at=timezone.now() - timedelta(seconds=1))
    _analyze()


def _analyze() -> None:
    """As autovacuum would have done long ago."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
