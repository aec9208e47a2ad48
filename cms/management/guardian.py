"""Keeps the parts of a worker alive: none of them can stop the work by its death or by its silence.

    guardian ─┬─ clock     one process
              └─ cluster   django-q2: parent, guard, pusher, monitor, pool, readers of feeds

A part is a process with a session of its own, forked from this one, which has read the code and
has no thread and no database. When a part dies or is silent, all that is left of its session is
killed and it starts again.
"""

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from types import FrameType

from setproctitle import setproctitle

from cms.management.supervisor import STOPS, die_with

logger = logging.getLogger(__name__)

PACE_S = 0.25
"""Between two looks at the parts."""
REBIRTH_S = 2.0
"""Between two starts of a part that cannot live."""
ABSENT_S = 5.0
"""Since our last look: we stood still, as a machine does that is moved or starved, and so did they.
"""
TRUST_S = 20.0
"""After that nobody is ill: what has not moved meanwhile could not."""
GRACE_S = 20.0
"""For a part that is asked to stop: what visits sources gives back what it has not begun."""


def nothing() -> None:
    """What a part has to do when it is found dead."""


def well() -> str:
    return ""


@dataclass
class Part:
    """`main` runs in a process of its own, until it dies; why it must is what `ailment` says.
    `bury` is called before each start, to clear away what the former one has left."""

    name: str
    main: Callable[[], None]
    ailment: Callable[[], str] = well
    bury: Callable[[], None] = nothing
    process: BaseProcess | None = field(default=None, init=False)
    started_at: float = field(default=float("-inf"), init=False)

    def look(self, *, is_trusted: bool = False) -> None:
        """Starts what is not alive, and kills what is ill, unless it `is_trusted` to be well."""
        if self.process is None:
            self._start()
        elif self.has_ended():
            dead = self.process
            self.kill()
            logger.error("The %s died (%s): it starts again", self.name, dead.exitcode)
            self._start()
        elif not is_trusted and (ailment := self.ailment()):
            logger.error("The %s is stopped: %s", self.name, ailment)
            self.kill()

    def _start(self) -> None:
        if time.monotonic() - self.started_at < REBIRTH_S:
            return
        self.bury()
        self.started_at = time.monotonic()
        # Forked: it starts within milliseconds, and shares the memory that the code takes.
        context = multiprocessing.get_context("fork")
        self.process = context.Process(target=self._live, args=(os.getpid(),), name=self.name)
        with deaf():
            self.process.start()

    def _live(self, guardian: int) -> None:
        os.setsid()
        die_with(guardian, signal.SIGKILL)
        for number in STOPS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        setproctitle(f"kiosque {self.name}")
        self.main()

    def ask_to_stop(self) -> None:
        """The leader of the session alone: its children are its affair."""
        if self.process and not self.has_ended():
            self.process.terminate()

    def has_ended(self) -> bool:
        """Leaves the dead unburied: until `kill` the kernel gives their number to nobody else."""
        if self.process is None or self.process.pid is None:
            return True
        look = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.process.pid, look) is not None

    def kill(self) -> None:
        """All of its session, now."""
        if self.process and self.process.pid:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.kill()
            self.process.join()
        self.process = None


class Guardian:
    """`run()` keeps the parts alive until a signal asks for the end, and then always ends."""

    def __init__(self, parts: Sequence[Part], grace_s: float = GRACE_S) -> None:
        self._parts = parts
        self._grace_s = grace_s
        self._signals = 0
        self._looked_at = time.monotonic()
        self._trusts_until = float("-inf")

    def run(self) -> None:
        with self._handled():
            try:
                while not self._signals:
                    self._look()
                    time.sleep(PACE_S)
            finally:
                self._stop()

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked_at > ABSENT_S:
            logger.warning("Nothing ran here for %.0f seconds", now - self._looked_at)
            self._trusts_until = now + TRUST_S
        self._looked_at = now
        for part in self._parts:
            part.look(is_trusted=now < self._trusts_until)

    @contextmanager
    def _handled(self) -> Iterator[None]:
        former = {number: signal.signal(number, self._note) for number in STOPS}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1

    def _stop(self) -> None:
        asked = self._signals
        for part in self._parts:
            part.ask_to_stop()
        end = time.monotonic() + self._grace_s
        # A second Ctrl-C means: now.
        while time.monotonic() < end and self._signals <= max(asked, 1):
            if all(part.has_ended() for part in self._parts):
                break
            time.sleep(PACE_S)
        for part in self._parts:
            part.kill()


@contextmanager
def deaf() -> Iterator[None]:
    """A signal that comes between the fork and the child's own handlers waits for those."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
