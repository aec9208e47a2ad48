"""RELIABILITY 66 and 47: what machines ask, and who may ask it."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task
from prometheus_client.parser import text_string_to_metric_families

from cms import health, signal_handlers
from cms.metrics import Tallies
from cms.models import Heartbeat, Tally
from cms.models.operations import age, beat
from cms.networks import is_internal
from cms.probes import may_scrape

BY_ADDRESS = {"Host": "10.0.0.7:8000"}


@pytest.fixture
def working() -> None:
    beat(Heartbeat.CLOCK)
    beat(Heartbeat.TASKS)


def readiness(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz", headers=BY_ADDRESS)
    assert answer.json()["ready"] == (answer.status_code == 200)
    return answer.status_code, answer.json()["checks"]


def test_criterion_34_livez_needs_neither_host_name_nor_database(client: Client) -> None:
    """Not marked django_db: a query would fail the test."""
    answer = client.get("/livez", headers=BY_ADDRESS)
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"] == "no-store"
    assert client.get("/livez/", headers=BY_ADDRESS).status_code == 400


@pytest.mark.django_db
def test_criterion_34_readyz_is_ready_while_the_worker_works(client: Client, working: None) -> None:
    status, checks = readiness(client)
    assert status == 200
    assert checks == dict.fromkeys(["database", "migrations", "worker", "backlog", "sources"], "ok")


@pytest.mark.django_db
def test_criterion_34_readyz_says_that_no_worker_ever_ran(client: Client) -> None:
    status, checks = readiness(client)
    assert status == 503
    assert "no worker has run here yet" in checks["worker"]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "limit_s"), [("clock", 4), ("tasks", 180)])
def test_criterion_34_readyz_notices_a_dead_worker_and_its_return(
    client: Client, working: None, name: str, limit_s: int
) -> None:
    late = timezone.now() - timedelta(seconds=limit_s + 1)
    Heartbeat.objects.filter(name=name).update(at=late)
    status, checks = readiness(client)
    assert status == 503
    assert f"silent ({name})" in checks["worker"]
    beat(name)
    assert readiness(client)[0] == 200


@pytest.mark.django_db
def test_row_47_an_old_backlog_is_a_fault(client: Client, working: None) -> None:
    now = timezone.now()
    OrmQ.objects.create(key="kiosque", payload="x", lock=now + timedelta(minutes=4))
    assert health.oldest_wait(now) == 0
    waiting = OrmQ.objects.create(key="kiosque", payload="x", lock=now - timedelta(minutes=14))
    assert readiness(client)[0] == 200
    OrmQ.objects.filter(pk=waiting.pk).update(lock=now - timedelta(minutes=16))
    status, checks = readiness(client)
    assert status == 503
    assert "the oldest task has been waiting for 9" in checks["backlog"]


@pytest.mark.django_db
def test_criterion_34_readyz_tells_no_secret_of_a_database_that_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("role kiosque at db.internal: wrong password")

    monkeypatch.setattr(connection, "cursor", fail)
    status, checks = readiness(client)
    assert status == 503
    assert checks["database"] == "the database failed (OperationalError)"
    assert {fault for name, fault in checks.items() if name != "database"} == {
        "not asked: no database"
    }


@pytest.mark.postgresql
@pytest.mark.django_db
def test_criterion_34_a_check_that_hangs_is_cut_off() -> None:
    def hang() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")
        return ""

    begun = time.monotonic()
    assert health.run(hang) == "the database failed (OperationalError)"
    assert time.monotonic() - begun < 5
    assert health.run(health.ask_database) == ""


@pytest.mark.django_db
def test_criterion_34_metrics_without_a_database_say_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", fail)
    answer = client.get("/metrics", headers=BY_ADDRESS)
    samples = [line for line in answer.content.decode().splitlines() if line[0] != "#"]
    assert samples == ["kiosque_up 0.0"]


@pytest.mark.django_db
def test_criterion_34_readyz_asks_for_migrations_until_they_are_there(
    client: Client, working: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    health._demand_migrations.cache_clear()
    plan = "django.db.migrations.executor.MigrationExecutor.migration_plan"
    with monkeypatch.context() as patched:
        patched.setattr(plan, lambda self, targets: [("cms", "0009")])
        assert readiness(client)[1]["migrations"] == "1 migrations are not applied"
    assert readiness(client)[1]["migrations"] == "ok"
    monkeypatch.setattr(plan, lambda self, targets: [("cms", "0009")])
    assert readiness(client)[1]["migrations"] == "ok"


@pytest.mark.parametrize(
    ("address", "internal"),
    [("127.0.0.1", True), ("10.1.2.3", True), ("::1", True), ("8.8.8.8", False), ("", False)],
)
def test_criterion_34_internal_addresses(address: str, internal: bool) -> None:
    assert is_internal(address) is internal


def test_criterion_34_metrics_are_internal_or_for_the_bearer_of_the_token() -> None:
    inside, outside = {"REMOTE_ADDR": "10.0.0.5"}, {"REMOTE_ADDR": "8.8.8.8"}
    bearer = {"HTTP_AUTHORIZATION": "Bearer jeton"}
    assert may_scrape(inside, "")
    assert not may_scrape({**inside, "HTTP_X_FORWARDED_FOR": "10.0.0.9"}, "")
    assert not may_scrape(outside, "")
    assert may_scrape({**outside, **bearer}, "jeton")
    assert not may_scrape({**outside, **bearer}, "autre")
    assert not may_scrape({**outside, "HTTP_AUTHORIZATION": "Bearer "}, "")


@pytest.mark.django_db
def test_criterion_34_metrics_are_prometheus_text(client: Client, working: None) -> None:
    names = {
        family.name
        for family in text_string_to_metric_families(
            client.get("/metrics", headers=BY_ADDRESS).content.decode()
        )
    }
    assert {"kiosque_up", "kiosque_queue_oldest_seconds", "kiosque_sources_due"} <= names
    assert len(names) >= 12
    assert client.get("/metrics", REMOTE_ADDR="8.8.8.8").status_code == 404


@pytest.mark.django_db
def test_criterion_34_refusals_and_failed_logins_are_counted(client: Client) -> None:
    client.get("/metrics")
    before = dict(Tally.objects.values_list("name", "count"))
    client.login(username="personne", password="rien")
    client.get("/api/content/v1/nulle-part")
    client.get("/metrics")
    after = dict(Tally.objects.values_list("name", "count"))
    for name in ("login_failures", "responses_4xx"):
        assert after[name] == before.get(name, 0) + 1


@pytest.mark.django_db
def test_a_beat_replaces_the_one_before() -> None:
    assert age("clock") is None
    beat("clock")
    beat("clock")
    seconds = age("clock")
    assert seconds is not None
    assert 0 <= seconds < 60
    assert Heartbeat.objects.count() == 1


@pytest.mark.django_db
def test_a_task_that_ends_is_a_sign_of_life() -> None:
    async_task("cms.tasks.number_events", sync=True)
    assert age(Heartbeat.TASKS) is not None


def test_a_database_that_is_away_does_not_cost_a_task_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(signal_handlers, "beat", fail)
    signal_handlers.beat_tasks()


def test_counts_that_the_database_does_not_take_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[str, int]] = []

    def fail(name: str, count: int) -> None:
        raise OperationalError

    tallies = Tallies()
    tallies.add("login_failures")
    monkeypatch.setattr(Tally.objects, "add", fail)
    tallies.flush()
    monkeypatch.setattr(Tally.objects, "add", lambda *row: taken.append(row))
    tallies.flush()
    assert taken == [("login_failures", 1)]
