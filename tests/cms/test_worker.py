"""RELIABILITY, rows 42 to 48: a real worker on PostgreSQL. The trials have the full counts."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django_q.models import Failure, OrmQ, Schedule, Success
from django_q.tasks import async_task

from cms.models import Attempt, Heartbeat
from cms.models.operations import age
from tests.cms.workers import Worker, lines, running, until

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

TASKS = "tests.cms.worker_tasks"
BRISK = {"timeout": 2, "retry": 60, "poll": 0.1}
PATIENT = {**BRISK, "timeout": 60, "retry": 600}
"""Where a task must run once: what seems to hang, because the machine does, is run again."""


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    # What the schedules bring every half minute is not what these tests ask about.
    Schedule.objects.all().delete()
    with running(tmp_path, TEST_CLUSTER=BRISK, TEST_PATIENCE=3) as started:
        yield started


def ask(path: Path, word: object) -> None:
    async_task(f"{TASKS}.note", str(path), word)


def ask_and_wait(path: Path, word: str) -> None:
    ask(path, word)
    until(lambda: word in lines(path), f"the task {word}", 60)


def test_row_42_work_goes_on_after_any_death(worker: Worker, tmp_path: Path) -> None:
    done = tmp_path / "done"
    for role in ("idle", "pusher", "monitor", "sentinel", "parent", "clock"):
        ask_and_wait(done, f"before {role}")
        killed = worker.kill(role)
        ask_and_wait(done, f"after {role}")
        assert killed not in worker.pids()
    until(lambda: (age(Heartbeat.CLOCK) or 0) < 3, "the clock")


def test_rows_43_and_46_poison_is_set_aside_and_a_stop_loses_nothing(
    worker: Worker, tmp_path: Path
) -> None:
    done = tmp_path / "done"
    async_task(f"{TASKS}.poison", str(done))
    for number in range(10):
        ask(done, number)
    until(lambda: not OrmQ.objects.exists(), "the end of all")
    assert sorted(lines(done)) == sorted([*map(str, range(10)), *["poison"] * 3])
    failure = Failure.objects.get()
    assert failure.func == f"{TASKS}.poison"
    assert "3 times" in failure.result
    assert not Attempt.objects.exists()
    async_task(f"{TASKS}.work", str(done), "long", 1.0)
    until(lambda: worker.named("processing"), "work")
    assert worker.stop() < 15
    assert worker.pids() == []
    assert not OrmQ.objects.exists()
    assert Success.objects.filter(func=f"{TASKS}.work").count() == 1


def test_row_44_a_task_that_ignores_its_timeout_is_killed(worker: Worker, tmp_path: Path) -> None:
    done = tmp_path / "done"
    async_task(f"{TASKS}.stubborn", str(done))
    pid, begun = until(lambda: lines(done), "the task")[0].split()
    until(lambda: int(pid) not in worker.pids(), "its end")
    assert time.monotonic() - float(begun) <= BRISK["timeout"] + 5
    assert "TimeoutException" in lines(done)
    assert Attempt.objects.get().count >= 1


def test_row_46_a_stop_ends_whatever_a_task_does(tmp_path: Path) -> None:
    """And what was cut off is there for the next worker, at once."""
    Schedule.objects.all().delete()
    done = tmp_path / "done"
    with running(tmp_path, grace=1, TEST_CLUSTER=PATIENT) as worker:
        async_task(f"{TASKS}.stubborn", str(done))
        until(lambda: lines(done), "work")
        assert worker.stop() < 10
        assert worker.pids() == []
    with running(tmp_path, grace=1, TEST_CLUSTER=PATIENT) as worker:
        until(lambda: len(lines(done)) == 2, "its second run", 60)
        # To every process at once, as a service manager or a terminal may do.
        begun = time.monotonic()
        for pid in worker.pids():
            os.kill(pid, signal.SIGTERM)
        assert worker.stop() < 10
        assert time.monotonic() - begun < 15
        assert worker.pids() == []


def test_row_37_lost_connections_lose_no_task(worker: Worker, tmp_path: Path) -> None:
    done = tmp_path / "done"
    for number in range(30):
        ask(done, number)
        if number % 10 == 5:
            until(lambda: lines(done), "work")
            cut_connections()
    until(lambda: not OrmQ.objects.exists(), "the end of all")
    assert set(lines(done)) == set(map(str, range(30)))
    until(lambda: (age(Heartbeat.CLOCK) or 0) < 3, "the clock")


def cut_connections() -> None:
    """All but this one, as a server that restarts does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_row_66_readiness_follows_the_worker_s_life(client: Client, tmp_path: Path) -> None:
    Schedule.objects.all().delete()
    Heartbeat.objects.all().delete()
    with running(tmp_path, TEST_CLUSTER=PATIENT) as worker:
        until(lambda: client.get("/readyz").status_code == 200, "readiness")
        # Another machine on the same database: each task runs once, wherever.
        with running(tmp_path / "other", TEST_CLUSTER=PATIENT):
            done = tmp_path / "done"
            for number in range(40):
                ask(done, number)
            until(lambda: not OrmQ.objects.exists(), "the end of all")
        assert sorted(map(int, lines(done))) == list(range(40))
        worker.process.kill()
        ended = time.monotonic()
        until(lambda: client.get("/readyz").status_code == 503, "the fault")
        assert time.monotonic() - ended <= 5
        until(lambda: not worker.pids(), "the end of all its processes", 5)
