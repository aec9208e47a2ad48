"""Many visits at once, in one task: threads bring, the task's own thread leases and settles."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeVar

from django.db import connection

from cms import moments
from feeds import apart, leases, pipeline, settle
from feeds.apart import Reader
from feeds.keep import AWAY, is_away
from feeds.leases import Lease
from feeds.settle import Visit
from feeds.under_way import UnderWay

logger = logging.getLogger(__name__)
T = TypeVar("T")

BUDGET_S = 20.0
"""No visit starts later: 30 seconds to fetch and 30 to read fit into the task's timeout."""
TOGETHER = 300
"""Items that are stored in one transaction."""
PATIENCE_S = 20.0
"""How long a database that restarts is waited for."""
DRAIN_S = 10.0
"""What a visit that is under way still gets when the worker is asked to stop."""


def never() -> bool:
    return False


class Batch:
    """Visits until nothing is due.

    lease_batch ──→ under way ──→ settle ──→ Report
         ↑                          │
         └── while there is budget, work and room ┘
    """

    def __init__(self, *, suspects: bool = False, reader: Reader = apart.read) -> None:
        """`suspects` are visited one by one: who stops the process again is then known."""
        self._suspects = suspects
        bring = partial(pipeline.bring, reader=reader)
        self._visits = UnderWay(bring, 1, 1) if suspects else UnderWay(bring)
        self._visited = 0

    def run(self, is_stopping: Callable[[], bool] = never) -> int:
        """Visits what is due until nothing is, the budget is spent, or `is_stopping()`; how many
        visits were recorded. Leases that cannot be used any more are given back."""
        try:
            ends_at = time.monotonic() + BUDGET_S
            while time.monotonic() < ends_at and not is_stopping():
                self._lease()
                if not self._visits.leases:
                    break
                self._settle_what_is_ready()
            self._finish(is_stopping)
            leases.note([])
        except BaseException:
            leases.leave()
            raise
        finally:
            self._visits.close()
        return self._visited

    def _lease(self) -> None:
        if room := self._visits.room:
            # Noted before the first of them begins.
            leased = self._leased(min(room, leases.SIZE))
            leases.note([*self._visits.leases, *leased])
            self._visits.add(leased)

    def _leased(self, size: int) -> list[Lease]:
        """Nothing when the database is away: what is under way waits for it (`patiently`)."""
        try:
            return leases.lease_batch(moments.agreed(), size, suspects=self._suspects)
        except AWAY:
            connection.close()
            return []

    def _finish(self, is_stopping: Callable[[], bool]) -> None:
        self._visits.begin_no_more()
        stops_at = float("inf")
        while not self._visits.is_idle and time.monotonic() < stops_at:
            if stops_at == float("inf") and is_stopping():
                stops_at = time.monotonic() + DRAIN_S
            self._settle_what_is_ready()
        if unused := self._visits.leases:
            leases.give_back(unused)

    def _settle_what_is_ready(self) -> None:
        for group in groups(self._visits.ended()):
            patiently(partial(settle.settle_all, [visit for _, visit in group]))
            self._visits.forget([future for future, _ in group])
            self._visited += len(group)


def groups(ready: Iterable[tuple[T, Visit]]) -> Iterator[list[tuple[T, Visit]]]:
    """Visits that are settled together: what many would pay each, they pay once. No group has many
    more than TOGETHER items, so that none is long or large."""
    group: list[tuple[T, Visit]] = []
    size = 0
    for each in ready:
        group.append(each)
        found = each[1][1].reading
        size += len(found.items) if found else 0
        if size >= TOGETHER:
            yield group
            group, size = [], 0
    if group:
        yield group


def patiently(settle: Callable[[], object]) -> None:
    """Settles once the database answers. Raises what `settle` does, OperationalError or
    InterfaceError after PATIENCE_S without an answer."""
    ends_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            settle()
            return
        except AWAY as error:
            if not is_away(error) or time.monotonic() >= ends_at or connection.in_atomic_block:
                raise
            logger.warning("The database is away: a visit waits for it")
            connection.close()
            time.sleep(1)
