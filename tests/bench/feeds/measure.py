"""Processor time and memory of a process and all its children, read from /proc while they work."""

import os
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

TICK = os.sysconf("SC_CLK_TCK")
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20
EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    parent: int
    cpu_s: float
    """Its own, and that of the children that it has seen end."""


@dataclass(slots=True)
class Usage:
    """Of a stretch of work: `rss_mb` are the samples of each process, oldest first."""

    cpu_s: float = 0.0
    peak_mb: float = 0.0
    rss_mb: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def largest_mb(self) -> float:
        """The most that a single process had."""
        return max((max(samples) for samples in self.rss_mb.values()), default=0.0)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of visits took: `items` were new to whoever visited."""

    sources: int
    items: int
    seconds: float
    usage: Usage
    database_cpu_s: float = 0.0

    @property
    def rate(self) -> float:
        return self.sources / self.seconds if self.seconds else 0.0


def cpu_s(pids: list[int]) -> float:
    """Of these processes and all below them; 0 for those of another machine."""
    return sum(process.cpu_s for process in tree(pids))


def _process(pid: int) -> Process | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return Process(pid, int(fields[1]), sum(map(int, fields[11:15])) / TICK)


def tree(roots: list[int]) -> list[Process]:
    """Processes and their descendants, those that have just ended left out."""
    every = [_process(int(path.name)) for path in Path("/proc").glob("[0-9]*")]
    children: dict[int, list[Process]] = defaultdict(list)
    for process in every:
        if process:
            children[process.parent].append(process)
    found = [process for process in every if process and process.pid in roots]
    for process in found:
        found.extend(children[process.pid])
    return found


def rss_mb(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_MB
    except (OSError, IndexError):
        return 0.0


class Watch:
    """While the block runs, samples the trees of some processes."""

    def __init__(self, roots: list[int]) -> None:
        self._roots = roots
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.usage = Usage()

    def __enter__(self) -> Self:
        self._before = cpu_s(self._roots)
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
        self.usage.cpu_s = cpu_s(self._roots) - self._before

    def _sample(self) -> None:
        while not self._done.wait(EVERY_S):
            sizes = {process.pid: rss_mb(process.pid) for process in tree(self._roots)}
            self.usage.peak_mb = max(self.usage.peak_mb, sum(sizes.values()))
            for pid, size in sizes.items():
                self.usage.rss_mb[pid].append(size)
