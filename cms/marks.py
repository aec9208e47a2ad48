"""The files by which processes of one machine's worker know of each other: cms/cluster.py names
them. Their ages are counted by the machine's own counter, so that setting the clock changes none.
"""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

FOLDER = "KIOSQUE_WORKER_FOLDER"
"""The variable that names the folder of this machine's worker."""


def touch(path: Path, text: str = "") -> None:
    """The time of a mark is that of the machine's own counter: somebody may set the clock."""
    # A full disk costs a mark, not the process that leaves it.
    with suppress(OSError):
        path.write_text(text)
        os.utime(path, (time.monotonic(), time.monotonic()))


def age(path: Path) -> float:
    """Seconds since `path` was touched; infinite when it is not there."""
    try:
        return time.monotonic() - path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def folder() -> Path | None:
    name = os.environ.get(FOLDER)
    return Path(name) if name else None


def lock(path: Path) -> int | None:
    """A descriptor that holds the lock of `path` until it is closed; None when another does."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def lose(folder: Path, row: str) -> None:
    """A row of the queue that was held is lost: no process works on it any more."""
    with suppress(FileNotFoundError):
        (folder / f"held-{row}").rename(folder / f"lost-{row}")
