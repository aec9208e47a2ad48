"""The queue: a table of the site's own database, and how a cluster takes rows from it.

What django-q2's ORM broker leaves open is settled here: rows are taken in their order, one that has
ended its process ATTEMPTS times is set aside, a database that is away is waited for, and what died
with its process is run again at once.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from django.db import InterfaceError, OperationalError, connections, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.humanhash import humanize
from django_q.models import OrmQ, Task
from django_q.signing import SignedPackage

from cms import cluster, moments
from cms.models import Attempt

logger = logging.getLogger(__name__)

T = TypeVar("T")
Taken = list[tuple[int, str]]

ATTEMPTS = 3
"""Runs of a task that may end without a word: killed, or out of memory."""
SET_ASIDE = "Set aside: its process ended {attempts} times before it did."
PATIENCE_S = 20.0
"""How long a result waits for a database that restarts."""
RETRY = timedelta(seconds=Conf.RETRY)
TOLERANCE = timedelta(minutes=1)
LOOK_S = 0.1
"""Between two looks for errands."""
NO_ROW = 0
"""Acknowledged by nobody: an errand."""

AWAY = (OperationalError, InterfaceError)


class Broker(ORM):
    """Named in Q_CLUSTER: every process that queues or runs tasks has one."""

    is_away = False

    def enqueue(self, task: str) -> int:
        """The key of the new row. Inside a transaction it appears with the commit."""
        key = self.list_key or Conf.CLUSTER_NAME
        row = self.get_connection().create(key=key, payload=task, lock=moments.agreed())
        return int(row.pk)

    def dequeue(self) -> Taken | None:
        """Errands of this machine first, then the oldest row; None when there is nothing to do."""
        errands = cluster.take_errands()
        if errands:
            return [(NO_ROW, errand(func)) for func in errands]
        taken = self._patiently(self._take)
        if not taken:
            _rest()
        return taken

    def _take(self) -> Taken:
        now = moments.agreed()
        self._run_again(cluster.lost(), now)
        waiting = self._waiting(now)[: Conf.BULK]
        return [(row.pk, row.payload) for row in waiting if self._claim(row, now + RETRY)]

    def _claim(self, row: OrmQ, until: datetime) -> bool:
        """Whether the row is ours to run; another cluster may be faster. Its lock says whose it is,
        and is noted before: a connection that breaks leaves nothing that nobody knows of."""
        cluster.note_taken(row.pk, until.isoformat())
        free = self.get_connection().filter(pk=row.pk, lock=row.lock)
        try:
            is_ours = bool(free.update(lock=until))
            if is_ours and not self._is_set_aside(row):
                return True
        except AWAY:
            cluster.note_lost(row.pk)
            raise
        cluster.note_given_back(row.pk)
        return False

    def _waiting(self, now: datetime) -> QuerySet[OrmQ]:
        """What nobody holds, the oldest first. A lock that is too far ahead was written before the
        clock was put back."""
        free = Q(lock__lte=now) | Q(lock__gt=now + RETRY + TOLERANCE)
        return self.get_connection().filter(free, key=self.list_key).order_by("pk")

    def _run_again(self, lost: dict[int, str], now: datetime) -> None:
        for row, until in lost.items():
            if until:
                self.get_connection().filter(pk=row, lock=until).update(lock=now)
            cluster.note_given_back(row)

    def _is_set_aside(self, row: OrmQ) -> bool:
        attempts = Attempt.objects.of(row.pk)
        if attempts < ATTEMPTS:
            return False
        logger.error("%s is set aside after %d attempts", row.func(), attempts)
        with transaction.atomic(using=Conf.ORM):
            keep_failure(row.task, SET_ASIDE.format(attempts=attempts), attempts)
            self._forget(row.pk)
        return True

    def delete(self, task_id: int) -> None:
        """A row that is done with, also after a failure. Waits for a database that restarts, or the
        task would run a second time."""
        ends_at = time.monotonic() + PATIENCE_S
        while self._patiently(partial(self._forget, task_id)) is None:
            if time.monotonic() > ends_at:
                logger.error("Row %d stays in the queue: its task will run again", task_id)
                return
            time.sleep(1)

    def _forget(self, row: int) -> bool:
        with transaction.atomic(using=Conf.ORM):
            self.get_connection().filter(pk=row).delete()
            Attempt.objects.filter(row=row).delete()
        cluster.note_given_back(row)
        return True

    def set_stat(self, key: str, value: str, timeout: int) -> Any:
        """Called by django-q2's guard at each of its rounds: a sign of life."""
        cluster.note(cluster.GUARD)
        return super().set_stat(key, value, timeout)

    def _patiently(self, ask: Callable[[], T]) -> T | None:
        """None when the database is away, which is told once."""
        try:
            answer = ask()
        except AWAY as error:
            if not self.is_away:
                logger.warning("The queue cannot be read (%s): waiting", type(error).__name__)
            self.is_away = True
            connections[Conf.ORM].close()
            return None
        if self.is_away:
            logger.warning("The queue can be read again")
        self.is_away = False
        return answer


def _rest() -> None:
    """Until it is time to look at the queue again, or there is an errand: a mark of this machine is
    looked for more often than a table is asked."""
    for _ in range(max(1, round(Conf.POLL / LOOK_S))):
        time.sleep(min(LOOK_S, Conf.POLL))
        if cluster.has_errands():
            return


def errand(func: str) -> str:
    """What the pool is given for an errand: nobody keeps its success."""
    return package(uuid4().hex, func, save=False)


def package(task_id: str, func: str, *args: Any, **options: Any) -> str:
    """A task as django-q2 wants to find it in the queue, signed."""
    task = {
        "id": task_id,
        "name": humanize(task_id),
        "func": func,
        "args": args,
        "kwargs": {},
        "started": timezone.now(),
        "ack_failure": Conf.ACK_FAILURES,
        **options,
    }
    return str(SignedPackage.dumps(task))


def keep_failure(task: dict[str, Any], text: str, attempts: int) -> None:
    """The last word on a task that no process will say: it stands among the failed ones."""
    now = timezone.now()
    Task.objects.update_or_create(
        id=task["id"],
        defaults={
            "name": task.get("name", ""),
            "func": task.get("func", ""),
            "args": task.get("args"),
            "kwargs": task.get("kwargs"),
            "group": task.get("group"),
            "started": task.get("started", now),
            "stopped": now,
            "result": text,
            "success": False,
            "attempt_count": attempts,
        },
    )
