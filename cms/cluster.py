"""What the processes of one machine's worker tell each other, in files and in shared memory.

No lock is held that a killed process could keep: the kernel frees a `flock` with its holder.
Outside `manage.py worker` nobody listens: every function then does nothing.

    busy-PID    a process of the pool is at work since then, on the row of the queue that it names
    held-ROW    a row of the queue that this cluster has taken and not given back
    lost-ROW    one that no process works on any more: to be run again at once
    want-FUNC   an errand that the clock has asked for, sent-FUNC one that waits inside the cluster
    rest-FUNC   an errand that failed a moment ago
    KIND-PID    what is to be cleared away when that process is killed
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.sharedctypes import RawValue
from pathlib import Path
from typing import Any

from django.conf import settings

from cms import marks

CLOCK, GUARD, WORKER, TAKEN = "clock", "guard", "worker", "taken"
"""Touched at each round of the clock and of django-q2's guard, when a process of the pool begins
or ends a task, and when a row of the queue is taken."""
UNSAVED, BACKLOG = "unsaved", "backlog"
"""There since a task ended that nobody has saved; since rows wait that nobody has taken."""

PING = "cms.cluster.answer"
PINGS = 4
"""A pool that has nothing to do is asked that often, within WORKER_PATIENCE, if it is alive."""
SENT_S = 20.0
"""An errand that did not begin by then has been lost on the way."""
REST_S = 30.0
"""Between a failure of an errand and its next run."""

# One byte, shared by all processes that fork from this one; nothing to lock.
_stopping = RawValue("b", 0)


def ask_to_stop(asked: bool = True) -> None:
    """Long tasks of this process and of its children end soon."""
    _stopping.value = int(asked)


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
    folder = marks.folder()
    if folder is None:
        return 0
    for number in range(max(1, settings.Q_CLUSTER["workers"] - 1)):
        descriptor = marks.lock(folder / f"slot-{number}")
        if descriptor is not None:
            return descriptor
    return None


# --- Errands: small tasks that this machine gives itself, without a row in the queue ----------


def want(func: str) -> None:
    """The clock asks for one run of `func` on this machine. One waits at most, however often it
    is asked for; one that has failed rests for a while."""
    folder = marks.folder()
    if folder and marks.age(folder / f"rest-{func}") >= REST_S:
        marks.touch(folder / f"want-{func}")


def take_errands() -> list[str]:
    """What the pool is to run now; each is given out once."""
    folder = marks.folder()
    if folder is None or is_stopping():
        return []
    if marks.age(folder / WORKER) >= settings.WORKER_PATIENCE / PINGS:
        want(PING)
    return [path.name[5:] for path in sorted(folder.glob("want-*")) if _send(folder, path)]


def has_errands() -> bool:
    """Whether one is wanted that does not wait inside the cluster already."""
    folder = marks.folder()
    if folder is None or is_stopping():
        return False
    return any(_is_free(folder, path) for path in folder.glob("want-*"))


def _is_free(folder: Path, wanted: Path) -> bool:
    return marks.age(folder / f"sent-{wanted.name[5:]}") >= SENT_S


def _send(folder: Path, wanted: Path) -> bool:
    if not _is_free(folder, wanted):
        return False
    marks.touch(folder / f"sent-{wanted.name[5:]}")
    wanted.unlink(missing_ok=True)
    return True


def answer() -> None:
    """The task of a heartbeat: that it runs is the answer. Needs no database."""


# --- Marks of the processes -------------------------------------------------------------------


def note(name: str) -> None:
    folder = marks.folder()
    if folder:
        marks.touch(folder / name)


def note_backlog(*, waits: bool) -> None:
    """Whether rows have waited for long; the mark keeps the moment since when."""
    folder = marks.folder()
    if folder and not waits:
        (folder / BACKLOG).unlink(missing_ok=True)
    elif folder and not (folder / BACKLOG).exists():
        marks.touch(folder / BACKLOG)


def note_begin(task: dict[str, Any], **kwargs: Any) -> None:
    """A process of the pool begins a task."""
    folder = marks.folder()
    if folder:
        marks.touch(folder / f"busy-{os.getpid()}", str(task.get("ack_id") or ""))
        (folder / f"sent-{task['func']}").unlink(missing_ok=True)
        marks.touch(folder / WORKER)


def note_end(task: dict[str, Any], **kwargs: Any) -> None:
    """A process of the pool has ended a task, well or not."""
    folder = marks.folder()
    if folder:
        if not (folder / UNSAVED).exists():
            marks.touch(folder / UNSAVED)
        if not task.get("ack_id") and not task.get("success", True):
            marks.touch(folder / f"rest-{task['func']}")
        (folder / f"busy-{os.getpid()}").unlink(missing_ok=True)
        marks.touch(folder / WORKER)


def note_saved(**kwargs: Any) -> None:
    """What came of a task is saved."""
    folder = marks.folder()
    if folder:
        (folder / UNSAVED).unlink(missing_ok=True)


def note_taken(row: int, until: str) -> None:
    """This cluster has locked a row; the moment is the lock, which is nobody else's."""
    folder = marks.folder()
    if folder:
        marks.touch(folder / f"held-{row}", until)
        marks.touch(folder / TAKEN)


def note_lost(row: int) -> None:
    folder = marks.folder()
    if folder:
        marks.lose(folder, str(row))


def note_given_back(row: int) -> None:
    folder = marks.folder()
    if folder:
        (folder / f"held-{row}").unlink(missing_ok=True)
        (folder / f"lost-{row}").unlink(missing_ok=True)


def lost() -> dict[int, str]:
    """Rows of the queue that died with the process that held them, and their locks."""
    folder = marks.folder()
    paths = folder.glob("lost-*") if folder else []
    return {int(path.name[5:]): path.read_text() for path in paths}


def keep(kind: str, text: str) -> None:
    """What others have to clear away should this process be killed; with an empty text, nothing."""
    folder = marks.folder()
    if folder and text:
        marks.touch(folder / f"{kind}-{os.getpid()}", text)
    elif folder:
        (folder / f"{kind}-{os.getpid()}").unlink(missing_ok=True)


def leave(kind: str) -> None:
    """This process lives on, and cannot clear away itself what it kept."""
    folder = marks.folder()
    if folder:
        with suppress(FileNotFoundError):
            mine = folder / f"{kind}-{os.getpid()}"
            mine.rename(folder / f"{kind}-left-{time.monotonic_ns()}")


def has_legacy(kind: str) -> bool:
    """Whether a process of this machine was killed, or gave up, that kept something of `kind`."""
    return bool(_legacies(kind))


def clear_legacies(kind: str) -> list[str]:
    """What dead processes kept, to be cleared away by whoever asks."""
    texts = []
    for path in _legacies(kind):
        with suppress(FileNotFoundError):
            texts.append(path.read_text())
            path.unlink()
    return texts


def _legacies(kind: str) -> list[Path]:
    folder = marks.folder()
    kept = folder.glob(f"{kind}-*") if folder else []
    return [path for path in kept if _is_left(path.name.removeprefix(f"{kind}-"))]


def _is_left(owner: str) -> bool:
    return owner.startswith("left-") or not marks.is_alive(int(owner))
