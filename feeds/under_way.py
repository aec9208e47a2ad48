"""The visits that one process makes at the same time. No database: threads come and go here."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue

from feeds.leases import Lease
from feeds.settle import Brought, Visit

QUICK = 20
"""Visits at a time, of those that have begun less than QUICK_S ago."""
QUICK_S = 2.0
MOST = 64
"""Threads: what is slow waits in one of them, and leaves the quick ones their places."""
TICK_S = 0.25
LINGER_S = 0.02
"""A few visits that have ended wait that long for others: they are settled at the price of one."""


class UnderWay:
    """Leases in the order of their visits: waiting for a place, begun, ended.

    add ──→ waiting ──→ threads: bring ──→ ended ──→ forget
               ↑ begin ─────────┘ a place is free again

    Some wait always, so that a place is taken again at once, whatever the task's own thread does.
    """

    def __init__(
        self, bring: Callable[[Lease], Brought], quick: int = QUICK, most: int = MOST
    ) -> None:
        self._bring, self._quick, self._most = bring, quick, most
        self._threads = ThreadPoolExecutor(most, thread_name_prefix="visit")
        self._lock = threading.RLock()
        self._is_open = True
        self._waiting: deque[Lease] = deque()
        self._begun: dict[Future[Brought], tuple[Lease, float]] = {}
        self._ended: SimpleQueue[Future[Brought]] = SimpleQueue()

    @property
    def leases(self) -> list[Lease]:
        """All that are not forgotten."""
        with self._lock:
            return [*(lease for lease, _ in self._begun.values()), *self._waiting]

    @property
    def is_idle(self) -> bool:
        """Whether nothing has begun that is not forgotten."""
        return not self._begun

    @property
    def room(self) -> int:
        """How many leases may be added; 0 while that is so few that they are not worth what taking
        them costs."""
        with self._lock:
            left = self._most - len(self._begun)
            room = min(self._quick + self._quick // 2 - self._busy(), left) - len(self._waiting)
            return max(0, room) if room >= min(self._quick // 4, left) else 0

    def _busy(self) -> int:
        """Places that are taken: a visit that is slow has lost its own."""
        recent = time.monotonic() - QUICK_S
        return sum(at > recent and not future.done() for future, (_, at) in self._begun.items())

    def add(self, leases: Iterable[Lease]) -> None:
        with self._lock:
            self._waiting.extend(leases)
        self._begin()

    def ended(self) -> list[tuple[Future[Brought], Visit]]:
        """Visits that have ended; waits for the first for TICK_S at most."""
        self._begin()  # places grow free with time
        futures = self._ready(TICK_S)
        if futures and len(futures) < min(self._quick // 4, len(self._begun)):
            time.sleep(LINGER_S)
            futures += self._ready(0)
        with self._lock:
            return [(future, (self._begun[future][0], future.result())) for future in futures]

    def _ready(self, seconds: float) -> list[Future[Brought]]:
        try:
            futures = [self._ended.get(timeout=seconds)]
        except Empty:
            return []
        while not self._ended.empty():
            futures.append(self._ended.get())
        return futures

    def forget(self, futures: Iterable[Future[Brought]]) -> None:
        """They are settled."""
        with self._lock:
            for future in futures:
                del self._begun[future]

    def begin_no_more(self) -> None:
        """What waits goes on waiting."""
        self._is_open = False

    def close(self) -> None:
        """Does not wait for what is slow: a task that is out of time ends now."""
        self.begin_no_more()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _begin(self) -> None:
        with self._lock:
            while self._is_open and self._waiting and self._has_place():
                lease = self._waiting.popleft()
                future = self._threads.submit(self._bring, lease)
                self._begun[future] = (lease, time.monotonic())
                future.add_done_callback(self._end)

    def _has_place(self) -> bool:
        return self._busy() < self._quick and len(self._begun) < self._most

    def _end(self, future: Future[Brought]) -> None:
        """In the thread of the visit."""
        self._ended.put(future)
        self._begin()
