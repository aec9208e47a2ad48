"""How rows of the queue are taken, given back and set aside."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.models import QuerySet
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.models import Failure, OrmQ
from django_q.signing import SignedPackage
from django_q.tasks import async_task

from cms import broker as brokers
from cms import cluster, marks, pulse
from cms.broker import ATTEMPTS, Broker
from cms.models import Attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Broker:
    monkeypatch.setattr(brokers.time, "sleep", lambda seconds: None)
    monkeypatch.setenv(marks.FOLDER, str(tmp_path))
    pulse.forget(tmp_path)
    broker: Broker = get_broker()
    return broker


def ask(*words: str) -> None:
    for word in words:
        async_task("builtins.print", word)


def words(taken: list[tuple[int, str]] | None) -> list[str]:
    return [SignedPackage.loads(payload)["args"][0] for _row, payload in taken or []]


def rows() -> list[int]:
    return list(OrmQ.objects.order_by("pk").values_list("pk", flat=True))


def test_every_process_queues_through_it(broker: Broker) -> None:
    assert isinstance(broker, Broker)


def test_row_47_the_oldest_is_taken_first(broker: Broker) -> None:
    ask("one", "two", "three")
    assert [words(broker.dequeue())[0] for _ in range(3)] == ["one", "two", "three"]
    assert broker.dequeue() == []


def test_an_errand_goes_before_the_queue_and_has_no_row(broker: Broker) -> None:
    ask("one")
    cluster.want("feeds.tasks.refresh_due")
    ((row, payload),) = broker.dequeue() or []
    task = SignedPackage.loads(payload)
    assert row == brokers.NO_ROW
    assert (task["func"], task["save"]) == ("feeds.tasks.refresh_due", False)
    assert words(broker.dequeue()) == ["one"]


FUNC = "feeds.tasks.refresh_due"


def test_an_errand_cuts_a_rest_short(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []

    def sleep(seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 2:
            cluster.want(FUNC)

    monkeypatch.setattr(brokers.time, "sleep", sleep)
    assert broker.dequeue() == []
    assert len(rests) == 2
    assert sum(rests) < Conf.POLL
    assert len(broker.dequeue() or []) == 1


def test_an_errand_that_waits_inside_the_cluster_cuts_no_rest_short(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.want(FUNC)
    assert cluster.take_errands() == [FUNC]
    cluster.want(FUNC)
    rests: list[float] = []
    monkeypatch.setattr(brokers.time, "sleep", rests.append)
    assert broker.dequeue() == []
    assert sum(rests) == pytest.approx(Conf.POLL)


def test_what_is_done_leaves_no_trace(broker: Broker, tmp_path: Path) -> None:
    ask("one")
    ((row, _payload),) = broker.dequeue() or []
    Attempt.objects.begin(row)
    assert (tmp_path / f"held-{row}").exists()
    broker.acknowledge(row)
    assert not OrmQ.objects.exists()
    assert not Attempt.objects.exists()
    assert not list(tmp_path.glob("held-*"))


def test_what_a_dead_process_held_is_taken_again_at_once(broker: Broker, tmp_path: Path) -> None:
    ask("one", "two")
    broker.dequeue()
    (row, _) = rows()
    (tmp_path / f"held-{row}").rename(tmp_path / f"lost-{row}")
    assert words(broker.dequeue()) == ["one"]
    assert cluster.lost() == {}
    assert words(broker.dequeue()) == ["two"]


def test_what_another_cluster_has_taken_since_is_left_to_it(broker: Broker) -> None:
    ask("one")
    broker.dequeue()
    theirs = timezone.now() + timedelta(seconds=200)
    OrmQ.objects.update(lock=theirs)
    cluster.note_lost(rows()[0])
    assert broker.dequeue() == []
    assert OrmQ.objects.get().lock == theirs


def test_row_37_a_row_whose_lock_was_never_confirmed_is_taken_again(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("one")
    update = QuerySet.update

    def breaks(rows: QuerySet[OrmQ], **values: object) -> int:
        update(rows, **values)
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(brokers, "connections", {"default": Closing()})
        patch.setattr(QuerySet, "update", breaks)
        assert broker.dequeue() is None
    assert words(broker.dequeue()) == ["one"]


def test_row_37_a_row_that_was_locked_and_not_given_out_is_taken_again(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("one")

    def breaks(row: OrmQ) -> bool:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(brokers, "connections", {"default": Closing()})
        patch.setattr(broker, "_is_set_aside", breaks)
        assert broker.dequeue() is None
    assert words(broker.dequeue()) == ["one"]


def test_row_43_after_three_attempts_a_task_is_set_aside(broker: Broker) -> None:
    ask("poison", "well")
    (row, _) = rows()
    for _ in range(ATTEMPTS):
        assert words(broker.dequeue()) == ["poison"]
        Attempt.objects.begin(row)
        OrmQ.objects.filter(pk=row).update(lock=timezone.now() - timedelta(seconds=1))
    assert broker.dequeue() == []
    failure = Failure.objects.get()
    assert (failure.func, failure.attempt_count) == ("builtins.print", ATTEMPTS)
    assert row not in rows()
    assert words(broker.dequeue()) == ["well"]


def test_row_40_a_lock_from_a_clock_that_was_wrong_holds_nobody_up(broker: Broker) -> None:
    ask("one")
    OrmQ.objects.update(lock=timezone.now() + timedelta(days=1))
    assert words(broker.dequeue()) == ["one"]
    assert broker.dequeue() == []


def test_row_37_a_database_that_is_away_is_told_once(
    broker: Broker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    closed: list[bool] = []

    class Connection:
        def close(self) -> None:
            closed.append(True)

    def away() -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(brokers, "connections", {"default": Connection()})
        patch.setattr(broker, "_take", away)
        assert [broker.dequeue() for _ in range(3)] == [None] * 3
    assert len(caplog.messages) == 1
    assert len(closed) == 3
    assert broker.dequeue() == []
    assert "again" in caplog.messages[-1]


def test_row_37_a_result_waits_for_the_database(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([OperationalError(), OperationalError(), None])

    def forget(row: int) -> bool:
        error = next(answers)
        if error:
            raise error
        return True

    monkeypatch.setattr(brokers, "connections", {"default": Closing()})
    monkeypatch.setattr(broker, "_forget", forget)
    broker.acknowledge(1)
    assert list(answers) == []


def test_row_37_a_database_that_stays_away_does_not_hold_the_monitor(
    broker: Broker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(row: int) -> bool:
        raise OperationalError

    monkeypatch.setattr(brokers, "connections", {"default": Closing()})
    monkeypatch.setattr(brokers, "PATIENCE_S", -1)
    monkeypatch.setattr(broker, "_forget", away)
    broker.acknowledge(1)
    assert "run again" in caplog.messages[-1]


class Closing:
    def close(self) -> None:
        """As a connection that is lost."""


def test_the_guard_shows_that_it_is_alive(broker: Broker, tmp_path: Path) -> None:
    (tmp_path / cluster.GUARD).unlink()
    broker.set_stat("key", "value", 3)
    assert (tmp_path / cluster.GUARD).exists()
