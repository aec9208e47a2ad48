"""Wagtail's tasks through our queue: a row that appears with the commit, and what came of it."""

from collections.abc import Iterator

import pytest
from django.db import InterfaceError, OperationalError, transaction
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.models import OrmQ, Task
from django_q.monitor import save_task
from django_q.signing import SignedPackage
from django_tasks import TaskResultStatus, task, task_backends
from django_tasks.base import TaskContext
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist, TaskResultMismatch
from wagtail.search.models import IndexEntry

from cms import tasks_backend
from cms.models import Attempt
from cms.tasks_backend import QueueBackend
from tests.factories.pages import article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # The connection is the test's own, with its transaction.
    monkeypatch.setattr("django_q.monitor.close_old_django_connections", lambda: None)
    former = task_backends["default"]
    task_backends["default"] = QueueBackend("default", {})
    yield
    task_backends["default"] = former


@task()
def double(number: int) -> int:
    return number * 2


@task()
def fail() -> None:
    raise LookupError("nobody there")


@task(takes_context=True)
def attempt(context: TaskContext) -> int:
    return context.attempt


def work(count: int = 1) -> None:
    """What a cluster does with the next rows, in this process."""
    broker = get_broker()
    for _ in range(count):
        ((row, payload),) = broker.dequeue() or []
        Attempt.objects.begin(row)
        package = SignedPackage.loads(payload)
        done = {**package, "ack_id": row, "stopped": package["started"], "success": True}
        try:
            done["result"] = tasks_backend.run(*package["args"])
        except tasks_backend.TaskFailedError as error:
            done.update(success=False, result=f"{error} : Traceback of {error.__cause__!r}")
        save_task(done, broker)
        broker.acknowledge(row)


def test_a_task_goes_from_ready_to_successful() -> None:
    result = double.enqueue(21)
    assert result.status == TaskResultStatus.READY
    Attempt.objects.begin(OrmQ.objects.get().pk)
    result.refresh()
    assert (result.status, result.attempts) == (TaskResultStatus.RUNNING, 1)
    Attempt.objects.all().delete()
    work()
    done = double.get_result(result.id)
    assert done.status == TaskResultStatus.SUCCESSFUL
    assert done.return_value == 42
    assert done.finished_at is not None


def test_a_failure_names_what_was_raised() -> None:
    result = fail.enqueue()
    work()
    result.refresh()
    assert result.status == TaskResultStatus.FAILED
    (error,) = result.errors
    assert error.exception_class is LookupError
    assert "nobody there" in error.traceback
    with pytest.raises(ValueError, match="failed"):
        _ = result.return_value


def test_what_no_task_raised_has_a_class_too() -> None:
    result = double.enqueue(1)
    row = OrmQ.objects.get()
    for _ in range(3):
        Attempt.objects.begin(row.pk)
    get_broker().dequeue()
    result.refresh()
    assert result.status == TaskResultStatus.FAILED
    assert result.errors[0].exception_class is RuntimeError
    assert "3 times" in result.errors[0].traceback


def test_a_task_may_ask_for_its_context() -> None:
    result = attempt.enqueue()
    work()
    result.refresh()
    assert result.return_value == 1


def test_a_rollback_takes_its_tasks_with_it() -> None:
    with transaction.atomic():
        double.enqueue(1)
        transaction.set_rollback(True)
    assert not OrmQ.objects.exists()


@pytest.mark.parametrize("unknown", ["0" * 32, "f" * 32, "no-id"])
def test_an_unknown_result_does_not_exist(unknown: str) -> None:
    with pytest.raises(TaskResultDoesNotExist):
        double.get_result(unknown)


def test_a_result_of_another_task_is_refused() -> None:
    with pytest.raises(TaskResultMismatch):
        fail.get_result(double.enqueue(1).id)


def test_no_priority_and_no_delay() -> None:
    with pytest.raises(InvalidTaskError):
        double.using(priority=5)


def test_arguments_are_what_json_can_say() -> None:
    with pytest.raises(TypeError):
        double.enqueue(object())  # type: ignore[arg-type]  # what it must refuse


def test_the_other_tasks_of_the_queue_are_none_of_its_results() -> None:
    Task.objects.create(
        id="a" * 32,
        name="x",
        func="other",
        started="2026-06-01T08:00Z",
        stopped="2026-06-01T08:00Z",
    )
    with pytest.raises(TaskResultDoesNotExist):
        double.get_result("a" * 32)


def test_wagtail_s_own_tasks_run() -> None:
    page = article(title="Une page")
    assert not IndexEntry.objects.filter(object_id=page.pk).exists()
    names = [row.task["name"] for row in OrmQ.objects.filter(key=Conf.CLUSTER_NAME)]
    assert {"insert_or_update_object_task", "update_reference_index_task"} <= set(names)
    work(len(names))
    assert not Task.objects.filter(success=False).exists()
    assert IndexEntry.objects.filter(object_id=page.pk).exists()


def test_row_37_a_task_waits_for_a_database_that_restarts(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([OperationalError("away"), InterfaceError("closed"), None])

    def once(*args: object) -> str:
        error = next(answers)
        if error:
            raise error
        return "done"

    monkeypatch.setattr(tasks_backend, "_run_once", once)
    monkeypatch.setattr(tasks_backend, "connection", Away())
    monkeypatch.setattr(tasks_backend.time, "sleep", lambda seconds: None)
    assert tasks_backend.run("0" * 32, double.module_path, [1], {}) == "done"


def test_row_37_a_database_that_stays_away_fails_the_task(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*args: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(tasks_backend, "_run_once", away)
    monkeypatch.setattr(tasks_backend, "PATIENCE_S", 0)
    with pytest.raises(tasks_backend.TaskFailedError, match="OperationalError"):
        tasks_backend.run("0" * 32, double.module_path, [1], {})


class Away:
    in_atomic_block = False

    def close(self) -> None:
        """As a connection that is lost."""
