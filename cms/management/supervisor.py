"""Runs a few programs as one: they start together and stop together. Pure standard library.

Not a production supervisor: it restarts nothing (docs/operations.md has units for that).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

# Seconds that programs have, together, to finish what they hold.
GRACE = 25.0
# Seconds between two looks at the programs.
PACE = 0.1

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1


class Supervisor:
    """`run()` starts all programs and returns when all have ended."""

    def __init__(self, programs: Mapping[str, Sequence[str]], grace: float = GRACE) -> None:
        self._programs = programs
        self._grace = grace
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._signals = 0

    def run(self) -> str | None:
        """The name of the program that ended by itself; None when a signal asked for the stop."""
        with self._handled():
            try:
                self._start()
                ended = self._watch()
            finally:
                self._stop()
        return ended

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

    def _start(self) -> None:
        parent = os.getpid()
        for name, argv in self._programs.items():
            # A session each: a Ctrl-C of the terminal reaches us alone, and we pass it on in order.
            self._children[name] = subprocess.Popen(
                argv, start_new_session=True, preexec_fn=lambda: die_with(parent)
            )

    def _watch(self) -> str | None:
        while not self._signals:
            for name, child in self._children.items():
                if child.poll() is not None:
                    return name
            time.sleep(PACE)
        return None

    def _stop(self) -> None:
        """The leader is asked first: a group-wide SIGTERM makes django-q2's parent hang."""
        asked = self._signals
        for child in self._children.values():
            with suppress(ProcessLookupError):
                child.terminate()
        end = time.monotonic() + self._grace
        # A second Ctrl-C means: now.
        while time.monotonic() < end and self._signals <= max(asked, 1):
            if all(child.poll() is not None for child in self._children.values()):
                break
            time.sleep(PACE)
        for child in self._children.values():
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def die_with(parent: int, number: signal.Signals = signal.SIGTERM) -> None:
    """In a new child: have the kernel end it when `parent` dies, be it by SIGKILL. Linux only."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    # The parent may have died between the fork and the line above.
    if os.getppid() != parent:
        os._exit(1)
