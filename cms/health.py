"""Is this installation fit to work? What `/readyz` answers; rooms register their checks here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import Error, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_q.models import OrmQ

from cms.models import Heartbeat
from cms.models.operations import age

CLOCK_LIMIT_S = 4.0
"""The clock beats every second: a dead worker shows within the five seconds of RELIABILITY 66."""
TASKS_LIMIT_S = 180.0
"""A schedule runs a task every minute, and a task may take one."""
BACKLOG_LIMIT_S = 15 * 60.0
STATEMENT_LIMIT_MS = 1000
"""All checks together stay below five seconds, whatever the database does."""

Check = Callable[[], str]
"""Answers what is wrong, without secrets; nothing when all is well."""


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    fault: str

    @property
    def is_good(self) -> bool:
        return not self.fault


class MigrationsMissingError(Exception):
    """Tables are older than the code."""


def inspect() -> list[Finding]:
    """Every check in its order; one that needs a database that is away says so unasked."""
    database = Finding("database", run(ask_database))
    if not database.is_good:
        return [database, *(Finding(name, "not asked: no database") for name in CHECKS)]
    return [database, *(Finding(name, run(check)) for name, check in CHECKS.items())]


def run(check: Check) -> str:
    """The fault that a check finds, or the kind of failure that kept it from looking."""
    try:
        with _briefly():
            return check()
    except Error as error:
        # The message of a driver may name hosts and roles; its class does not.
        return f"the database failed ({type(error).__name__})"


@contextmanager
def _briefly() -> Iterator[None]:
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {STATEMENT_LIMIT_MS}")
        yield


def ask_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def ask_migrations() -> str:
    try:
        _demand_migrations()
    except MigrationsMissingError as error:
        return str(error)
    return ""


@cache
def _demand_migrations() -> None:
    """Asked until it succeeds, which is remembered: the code of a process does not change."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise MigrationsMissingError(f"{len(missing)} migrations are not applied")


def ask_worker() -> str:
    clock = beat_fault("clock", age(Heartbeat.CLOCK), CLOCK_LIMIT_S)
    return clock or beat_fault("tasks", age(Heartbeat.TASKS), TASKS_LIMIT_S)


def beat_fault(name: str, silence_s: float | None, limit_s: float) -> str:
    if silence_s is None:
        return f"no worker has run here yet ({name}): start `manage.py worker`"
    if silence_s > limit_s:
        return f"the worker is silent ({name}): no sign for {silence_s:.0f} s"
    return ""


def ask_backlog() -> str:
    return wait_fault("task", oldest_wait(timezone.now()))


def wait_fault(what: str, wait_s: float) -> str:
    if wait_s <= BACKLOG_LIMIT_S:
        return ""
    return f"the oldest {what} has been waiting for {wait_s:.0f} s"


def oldest_wait(now: datetime) -> float:
    """Seconds that the longest waiting task of the queue has waited; 0 for an empty queue.

    django-q2 writes the moment of queuing into `lock`, and a moment to come once it is taken.
    """
    first = OrmQ.objects.filter(lock__lte=now).order_by("lock").values_list("lock", flat=True)
    oldest = first.first()
    return (now - oldest).total_seconds() if oldest else 0.0


CHECKS: dict[str, Check] = {
    "migrations": ask_migrations,
    "worker": ask_worker,
    "backlog": ask_backlog,
}


def register(name: str, check: Check) -> None:
    CHECKS[name] = check
