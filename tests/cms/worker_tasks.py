"""Tasks that behave as badly as tasks can. Each says what it does in a file."""

import os
import signal
import time
from typing import Any


def note(path: str, word: Any) -> None:
    """One line at once: lines of several processes do not mix."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{word}\n".encode())
    os.close(descriptor)


def work(path: str, word: Any, seconds: float) -> None:
    """Says so when it has worked for that long."""
    time.sleep(seconds)
    note(path, word)


def poison(path: str) -> None:
    """Ends its process, as the kernel does with one that takes all memory."""
    note(path, "poison")
    os.kill(os.getpid(), signal.SIGKILL)


def stubborn(path: str) -> None:
    """Neither its timeout nor SIGTERM ends it."""
    note(path, f"{os.getpid()} {time.monotonic()}")
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        try:
            while True:
                time.sleep(0.1)
        except BaseException as error:
            note(path, type(error).__name__)
