"""Reading what strangers send in processes that can be killed: a document costs only itself.

Each child has a budget of processor time for a document and one of memory for its life, set by the
kernel (setrlimit), which also stops what Python cannot interrupt: expat, nh3, decoders of pictures.
"""

import logging
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from feeds import page_head, pixels, reading
from feeds.errors import FeedError

logger = logging.getLogger(__name__)

CPU_S = 10
WALL_S = 15.0
# Bytes that a child may take over what it has when it starts: the pixels of the largest pictures.
MEMORY = 200 * 1024 * 1024
# Those that a document may: 10 MB of long entries, the most that is let in, take 53 MB.
DOCUMENT_MEMORY = 90 * 1024 * 1024
# Documents after which a child is replaced, so that what it leaks stays small.
RECYCLE = 200
# Beyond WALL_S, the pool has lost the task: a child died before it said what it had taken.
LOST_S = WALL_S + 10
# How a child ends that asks too much: of time, of memory, of an allocation that Rust needed; with 1
# when it had not even the memory left to say so.
EXHAUSTED = frozenset({-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT, 1})
# What a pool says when it has ended (BrokenProcessPool is a RuntimeError): a killed reader may
# leave it broken for good, and its end takes back what waits.
ENDED = (RuntimeError, CancelledError)

P = ParamSpec("P")
R = TypeVar("R")
Task = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Sandbox:
    """`processes` children, started at the first document. May be used from many threads."""

    def __init__(self, processes: int, recycle: int = RECYCLE) -> None:
        self._processes, self._recycle = processes, recycle
        self._lock = threading.Lock()
        # A document's time counts from its start: none waits inside the pool.
        self._places = threading.BoundedSemaphore(processes)
        self._pool: ProcessPool | None = None
        # atexit is not called in processes that multiprocessing has started, django-q2's workers.
        self._at_exit = Finalize(self, self.close, exitpriority=100)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the children; the next document starts new ones."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()
            pool.join()

    def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """A function of a module, in a child. Raises what it raises, and FeedError: `too_complex`
        where a limit was met, `internal` where the child died otherwise."""
        with self._places:
            result: R = self._outcome((function, args, kwargs))
            return result

    def _outcome(self, task: Task) -> Any:
        """Once more, by new readers, when the pool ended: another document's fault, or nobody's."""
        with suppress(*ENDED):
            return self._ask(self._ready_pool(), task)
        try:
            return self._ask(self._ready_pool(), task)
        except ENDED as error:
            raise FeedError("internal", "the readers ended") from error

    def _ask(self, pool: ProcessPool, task: Task) -> Any:
        begun = time.monotonic()
        try:
            future = pool.schedule(within_limits, args=task, timeout=WALL_S)
            return future.result(timeout=LOST_S)
        except FutureTimeoutError as error:
            if time.monotonic() - begun >= LOST_S:
                self._forget(pool)
            raise FeedError("too_complex", f"more than {WALL_S:.0f} s") from error
        except ProcessExpired as error:
            name = "too_complex" if error.exitcode in EXHAUSTED else "internal"
            logger.warning("A reader ended with %s: %s", error.exitcode, name)
            raise FeedError(name, f"the reader ended with {error.exitcode}") from error
        except ENDED:
            self._forget(pool)
            raise

    def _ready_pool(self) -> ProcessPool:
        with self._lock:
            if self._pool is None:
                self._pool = _pool(self._processes, self._recycle)
            return self._pool

    def _forget(self, pool: ProcessPool) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        pool.stop()


def _pool(processes: int, recycle: int) -> ProcessPool:
    # Never a bare fork: the parent has threads. The server is small and has imported the readers.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([m.__name__ for m in (reading, pixels, page_head)])
    return ProcessPool(processes, recycle, limit_memory, (MEMORY,), context)


def limit_memory(size: int) -> None:
    """In a child, for its life: at most `size` bytes of data more than now, and no core file."""
    size += data_bytes()
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def data_bytes() -> int:
    """Data of this process, as RLIMIT_DATA counts it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))


def within_limits(function: Callable[..., R], args: Sequence[Any], kwargs: dict[str, Any]) -> R:
    """In a child: CPU_S seconds of processor time from now on, then SIGXCPU ends it; for a document
    less memory than for a picture."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_S, hard))
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    soft = min(most, data_bytes() + DOCUMENT_MEMORY) if function is reading.read else most
    resource.setrlimit(resource.RLIMIT_DATA, (soft, most))
    return function(*args, **kwargs)


@cache
def of_this_process(processes: int) -> Sandbox:
    """The one sandbox of a process."""
    return Sandbox(processes)


# A child of a fork has neither the threads nor the children of its parent.
os.register_at_fork(after_in_child=of_this_process.cache_clear)
