"""What the processes of one machine's worker tell each other, in files and in shared memory.

No lock is held that a killed process could keep: the kernel frees a `flock` with its holder.
Outside `manage.py worker` nobody listens: every function then does nothing.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.sharedctypes import RawValue
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER = "KIOSQUE_WORKER_FOLDER"
"""The variable that names the folder of this machine's worker."""
MONITOR, WORKER = "monitor", "worker"
"""The files that those who finish tasks, and those who run them, touch when they do."""

# One byte, shared by all processes that fork from this one; nothing to lock.
_stopping = RawValue("b", 0)


def ask_to_stop() -> None:
    """Long tasks of this process and of its children end soon."""
    _stopping.value = 1


def is_stopping() -> bool:
    return bool(_stopping.value)


@contextmanager
def slot() -> Iterator[bool]:
    """Whether one of this machine's places for long tasks is free, and held while the block runs.

    One process of a worker always stays free for what cannot wait.
    """
    descriptor = _free_slot()
    try:
        yield descriptor is not None
    finally:
        if descriptor:
            os.close(descriptor)


def has_free_slot() -> bool:
    with slot() as free:
        return free


def _free_slot() -> int | None:
    """A descriptor that holds a place, 0 where nobody counts, None when all are taken."""
    folder = _folder()
    if folder is None:
        return 0
    for number in range(max(1, settings.Q_CLUSTER["workers"] - 1)):
        descriptor = os.open(folder / f"slot-{number}", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
        else:
            return descriptor
    return None


def note_begin(**kwargs: Any) -> None:
    """A process of the pool begins a task."""
    folder = _folder()
    if folder:
        (folder / f"busy-{os.getpid()}").touch()
        (folder / WORKER).touch()


def note_end(**kwargs: Any) -> None:
    """A process of the pool has ended a task."""
    folder = _folder()
    if folder:
        (folder / f"busy-{os.getpid()}").unlink(missing_ok=True)
        (folder / WORKER).touch()


def note_saved(**kwargs: Any) -> None:
    """The monitor has saved what came of a task."""
    folder = _folder()
    if folder:
        (folder / MONITOR).touch()


def forget(folder: Path) -> None:
    """Marks of a cluster that is gone; the new one is counted as alive from now."""
    for busy in folder.glob("busy-*"):
        busy.unlink(missing_ok=True)
    for name in (MONITOR, WORKER):
        (folder / name).touch()


def is_frozen(folder: Path, patience_s: float) -> bool:
    """Whether heartbeats (see `cms.broker`) have gone unanswered for `patience_s` seconds, although
    a process of the pool had nothing else to do. A task that works, within its timeout, is no
    frozen one: django-q2 ends it when that is over."""
    now = time.time()
    if now - (folder / WORKER).stat().st_mtime < patience_s:
        return now - (folder / MONITOR).stat().st_mtime >= patience_s
    longest = settings.Q_CLUSTER["timeout"] + 5
    busy = [path for path in folder.glob("busy-*") if _is_at_work(path, now - longest)]
    return len(busy) < settings.Q_CLUSTER["workers"]


def _is_at_work(busy: Path, since: float) -> bool:
    with suppress(FileNotFoundError):
        return busy.stat().st_mtime > since and Path(f"/proc/{busy.name[5:]}").exists()
    return False


def _folder() -> Path | None:
    name = os.environ.get(FOLDER)
    return Path(name) if name else None
