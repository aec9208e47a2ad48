"""Wagtail's own tasks (search index, references, deletions) run through our cluster: a backend of
`django_tasks` on the queue of django-q2."""

import re
import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.module_loading import import_string
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.models import Task as Outcome
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskContext, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import get_module_path, normalize_json

from cms import moments
from cms.broker import package
from cms.models import Attempt

RUN = "cms.tasks_backend.run"
"""What the queue holds: a contract, as rows outlive a deployment."""
PATIENCE_S = 20.0
"""How long a task waits for a database that restarts."""
AWAY = (OperationalError, InterfaceError)
UNSPOKEN = "builtins.RuntimeError"
"""The class of an error that no task raised: killed, out of time, set aside."""


class TaskFailedError(Exception):
    """Its text is the path of the class that the task raised, for whoever reads the result."""


class QueueBackend(BaseTaskBackend):
    """`enqueue` writes a row into the queue in the transaction of the caller: it appears with the
    commit and goes with a rollback. No priorities, no delay."""

    supports_get_result = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        self.validate_task(task)
        arguments = normalize_json(list(args)), normalize_json(dict(kwargs))
        now = moments.agreed()
        # The id of a result is that of its row, which has to be there first.
        with transaction.atomic(using=Conf.ORM):
            row = OrmQ.objects.using(Conf.ORM).create(key=Conf.CLUSTER_NAME, payload="", lock=now)
            pk = f"{row.pk:032x}"
            row.payload = package(pk, RUN, pk, task.module_path, *arguments, name=task.name)
            row.save(update_fields=["payload"])
        return self._result(pk, task, *arguments, now)

    def get_result(self, result_id: str) -> TaskResult:
        """Raises TaskResultDoesNotExist also for a success that is no longer kept."""
        outcome = Outcome.objects.filter(pk=result_id, func=RUN).first()
        if outcome:
            return self._finished(outcome)
        row = OrmQ.objects.filter(pk=row_of(result_id)).first()
        if row is None or row.task.get("id") != result_id:
            raise TaskResultDoesNotExist(result_id)
        _pk, path, args, kwargs = row.task["args"]
        result = self._result(result_id, import_string(path), args, kwargs, row.task["started"])
        attempt = Attempt.objects.filter(row=row.pk).first()
        if attempt:
            _set(
                result,
                status=TaskResultStatus.RUNNING,
                started_at=attempt.at,
                last_attempted_at=attempt.at,
                worker_ids=[settings.Q_CLUSTER["name"]] * attempt.count,
            )
        return result

    def _finished(self, outcome: Outcome) -> TaskResult:
        _pk, path, args, kwargs = outcome.args
        result = self._result(outcome.pk, import_string(path), args, kwargs, outcome.started)
        _set(
            result,
            status=TaskResultStatus.SUCCESSFUL if outcome.success else TaskResultStatus.FAILED,
            started_at=outcome.started,
            last_attempted_at=outcome.started,
            finished_at=outcome.stopped,
            worker_ids=[outcome.cluster or settings.Q_CLUSTER["name"]] * outcome.attempt_count,
        )
        if outcome.success:
            _set(result, _return_value=outcome.result)
        else:
            result.errors.append(_error(outcome.result))
        return result

    def _result(
        self, pk: str, task: Task, args: list[Any], kwargs: dict[str, Any], at: datetime
    ) -> TaskResult:
        return TaskResult(
            task=task,
            id=pk,
            status=TaskResultStatus.READY,
            enqueued_at=at,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def run(pk: str, path: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """In a process of the pool: runs the task that `path` names; again, when the database left in
    the middle of it. Raises TaskFailedError, from what the task raised."""
    task: Task = import_string(path)
    ends_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            return _run_once(pk, task, args, kwargs)
        except AWAY as error:
            if time.monotonic() >= ends_at or connection.in_atomic_block:
                raise TaskFailedError(get_module_path(type(error))) from error
            connection.close()
            time.sleep(1)
        except Exception as error:
            raise TaskFailedError(get_module_path(type(error))) from error


def _run_once(pk: str, task: Task, args: list[Any], kwargs: dict[str, Any]) -> Any:
    context = []
    if task.takes_context:
        context = [TaskContext(task_result=task.get_backend().get_result(pk))]
    return normalize_json(task.call(*context, *args, **kwargs))


def row_of(result_id: str) -> int:
    """Raises TaskResultDoesNotExist for what is no id of ours."""
    if not re.fullmatch(r"[0-9a-f]{32}", result_id):
        raise TaskResultDoesNotExist(result_id)
    return int(result_id, 16)


def _error(text: str) -> TaskError:
    """Of what django-q2 keeps: "{text of the exception} : {traceback}"."""
    path, _, traceback = str(text).partition(" : ")
    known = re.fullmatch(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+", path)
    return TaskError(exception_class_path=path if known else UNSPOKEN, traceback=traceback or text)


def _set(result: TaskResult, **values: Any) -> None:
    """Results are frozen; this is how their own backends fill them."""
    for name, value in values.items():
        object.__setattr__(result, name, value)
