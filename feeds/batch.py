"""Many visits at once, in one task: threads bring, the task's own thread leases and settles."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import TypeVar

from django.db import connection

from cms import moments
from feeds import apart, leases, pipeline, settle
from feeds.apart import Reader
from feeds.keep import AWAY
from feeds.leases import Lease
from feeds.settle import Brought, Visit

logger = logging.getLogger(__name__)
T = TypeVar("T")

BUDGET_S = 20.0
"""No visit starts later: 30 seconds to fetch and 30 to read fit into the task's timeout."""
QUICK = 20
"""Visits at a time, of those that have begun less than QUICK_S ago."""
QUICK_S = 2.0
MOST = 64
"""Threads: what is slow waits in one of them, and leaves the quick ones their places."""
TOGETHER = 300
"""Items that are stored in one transaction."""
TICK_S = 0.25
PATIENCE_S = 20.0
"""How long a database that restarts is waited for."""
DRAIN_S = 10.0
"""What a visit that is under way still gets when the worker is asked to stop."""


def never() -> bool:
    return False


class Batch:
    """The visits that are under way in this process.

    lease_batch ──→ threads: bring ──→ this thread: settle ──→ Report
         ↑                                      │
         └──── while there is budget, work and room ┘
    """

    def __init__(self, *, suspects: bool = False, reader: Reader = apart.read) -> None:
        """`suspects` are visited one by one: who stops the process again is then known."""
        self._suspects = suspects
        self._quick, self._most = (1, 1) if suspects else (QUICK, MOST)
        self._bring = partial(pipeline.bring, reader=reader)
        self._threads = ThreadPoolExecutor(self._most, thread_name_prefix="visit")
        self._under_way: dict[Future[Brought], Lease] = {}
        self._begun: dict[Future[Brought], float] = {}
        self._visited = 0

    def run(self, is_stopping: Callable[[], bool] = never) -> int:
        """Visits what is due until nothing is, the budget is spent, or `is_stopping()`; how many
        visits were recorded. Leases that cannot be used any more are given back."""
        try:
            ends_at = time.monotonic() + BUDGET_S
            while time.monotonic() < ends_at and not is_stopping():
                self._lease()
                if not self._under_way:
                    break
                self._settle_what_is_ready()
            self._finish(is_stopping)
            leases.keep([])
        except BaseException:
            leases.leave()
            raise
        finally:
            # Not waited for: a task that is out of time ends now.
            self._threads.shutdown(wait=False, cancel_futures=True)
        return self._visited

    def _lease(self) -> None:
        room = self._room(time.monotonic())
        # A few at a time: leasing costs a transaction, however many there are.
        if room and room >= min(self._quick // 4, self._most - len(self._under_way)):
            for lease in self._leased(min(room, leases.SIZE)):
                future = self._threads.submit(self._bring, lease)
                self._under_way[future] = lease
                self._begun[future] = time.monotonic()
            leases.keep(self._under_way.values())

    def _leased(self, size: int) -> list[Lease]:
        """Nothing when the database is away: what is under way waits for it (`patiently`)."""
        try:
            return leases.lease_batch(moments.agreed(), size, suspects=self._suspects)
        except AWAY:
            connection.close()
            return []

    def _room(self, now: float) -> int:
        begun = self._begun.items()
        quick = sum(at > now - QUICK_S and not future.done() for future, at in begun)
        return max(0, min(self._quick - quick, self._most - len(self._under_way)))

    def _finish(self, is_stopping: Callable[[], bool]) -> None:
        stops_at = float("inf")
        while self._under_way and time.monotonic() < stops_at:
            if stops_at == float("inf") and is_stopping():
                stops_at = time.monotonic() + DRAIN_S
            self._settle_what_is_ready()
        if self._under_way:
            leases.give_back(self._under_way.values())

    def _settle_what_is_ready(self) -> None:
        ready, _ = wait(self._under_way, TICK_S, FIRST_COMPLETED)
        brought = {future: (self._under_way[future], future.result()) for future in ready}
        for group in groups(brought.items()):
            settle_patiently([visit for _, visit in group])
            self._forget([future for future, _ in group])

    def _forget(self, settled: Sequence[Future[Brought]]) -> None:
        for future in settled:
            del self._under_way[future], self._begun[future]
        self._visited += len(settled)


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


def settle_patiently(visits: Sequence[Visit]) -> None:
    patiently(partial(settle.settle_all, visits))


def patiently(settle: Callable[[], object]) -> None:
    """Settles once the database answers; raises OperationalError after PATIENCE_S without one."""
    ends_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            settle()
            return
        except AWAY:
            if time.monotonic() >= ends_at or connection.in_atomic_block:
                raise
            logger.warning("The database is away: a visit waits for it")
            connection.close()
            time.sleep(1)
