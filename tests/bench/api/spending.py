"""The processor time of processes that come and go: a kept connection ends after a minute, and
PostgreSQL's process with it."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.bench.feeds.measure import Process, tree

EVERY_S = 0.3


class Spending:
    """While the block runs. `roots` are asked for each time, so that newcomers count; of one that
    has ended counts what was seen last."""

    def __init__(self, roots: Callable[[], list[int]]) -> None:
        self._roots = roots
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._seen: dict[int, float] = {}

    def __enter__(self) -> Self:
        self._at_first = self._look()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()
        self._look()

    @property
    def cpu_s(self) -> float:
        return sum(seen - self._at_first.get(pid, 0.0) for pid, seen in self._seen.items())

    def _watch(self) -> None:
        while not self._done.wait(EVERY_S):
            self._look()

    def _look(self) -> dict[int, float]:
        found: list[Process] = tree(self._roots())
        self._seen |= {process.pid: process.cpu_s for process in found}
        return dict(self._seen)
