"""Politeness: who may start a request to a host, and when."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """What one host is asked to bear: simultaneous connections, seconds between two starts."""

    connections: int = 2
    delay_s: float = 1.0


class Turns:
    """The turns of one process, host by host. Thread-safe, on a monotonic clock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._open: Counter[str] = Counter()
        self._next_start: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, pace: Pace, patience: float | None = None) -> Iterator[None]:
        """Wait for a turn at `host`, hold it while the block runs.

        Raises TimeoutError when none comes within `patience` seconds; None waits for ever.
        """
        ends_at = float("inf") if patience is None else self._clock() + patience
        with self._changed:
            while (free_at := self._free_at(host, pace.connections)) > (now := self._clock()):
                if now >= ends_at:
                    raise TimeoutError(f"no free connection to {host}")
                wake_at = min(free_at, ends_at)
                self._changed.wait(None if wake_at == float("inf") else wake_at - now)
            self._open[host] += 1
            self._next_start[host] = now + pace.delay_s
        try:
            yield
        finally:
            self._leave(host)

    def _free_at(self, host: str, connections: int) -> float:
        """When a request may start; infinity while all the host's connections are in use."""
        if self._open[host] >= connections:
            return float("inf")
        return self._next_start.get(host, 0.0)

    def _leave(self, host: str) -> None:
        with self._changed:
            self._open[host] -= 1
            now = self._clock()
            for quiet in [name for name, at in self._next_start.items() if at <= now]:
                if not self._open[quiet]:
                    del self._next_start[quiet], self._open[quiet]
            self._changed.notify_all()
