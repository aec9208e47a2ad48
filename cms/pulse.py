"""What the parent of a worker reads in the marks of its processes: who has died, who is late, who
has not moved although it should have. Asks no database."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from cms import marks
from cms.cluster import BACKLOG, GUARD, TAKEN, UNSAVED, WORKER

OVERDUE_S = 4.5
"""Beyond the timeout, after which django-q2 asks politely, a task is killed."""


def forget(folder: Path) -> None:
    """Marks of a cluster that is gone: what it held is lost; the new one counts as alive."""
    for kind in ("busy-*", "want-*", "sent-*", "rest-*", UNSAVED, BACKLOG):
        for path in folder.glob(kind):
            path.unlink(missing_ok=True)
    for held in folder.glob("held-*"):
        marks.lose(folder, held.name[5:])
    for name in (GUARD, WORKER, TAKEN):
        marks.touch(folder / name)


def bury(folder: Path) -> None:
    """Marks of processes of the pool that died at work: what they held is lost."""
    for busy in folder.glob("busy-*"):
        if not marks.is_alive(int(busy.name[5:])):
            with suppress(FileNotFoundError):
                row = busy.read_text()
                busy.unlink()
                marks.lose(folder, row)


def overdue(folder: Path) -> list[int]:
    """Processes whose task ignores that its time is over, and that politeness has not ended."""
    longest = settings.Q_CLUSTER["timeout"] + OVERDUE_S
    return [int(path.name[5:]) for path in folder.glob("busy-*") if marks.age(path) >= longest]


def is_silent(folder: Path, name: str, patience_s: float) -> bool:
    return marks.age(folder / name) >= patience_s


def why_frozen(folder: Path) -> str:
    """What has not moved for WORKER_PATIENCE although it should have; empty when all does.

    A pool that works, each task within its timeout, is no frozen one.
    """
    patience_s = settings.WORKER_PATIENCE
    has_idle = len(list(folder.glob("busy-*"))) < settings.Q_CLUSTER["workers"]
    silent: dict[str, Callable[[], bool]] = {
        "the guard is silent": lambda: is_silent(folder, GUARD, patience_s),
        "what has ended is not saved": lambda: (
            patience_s <= marks.age(folder / UNSAVED) < float("inf")
        ),
        "heartbeats are not answered": lambda: has_idle and is_silent(folder, WORKER, patience_s),
        "rows wait and none is taken": lambda: has_idle and _stands(folder, patience_s),
    }
    return next((reason for reason, is_so in silent.items() if is_so()), "")


def _stands(folder: Path, patience_s: float) -> bool:
    waits = patience_s <= marks.age(folder / BACKLOG) < float("inf")
    return waits and is_silent(folder, TAKEN, patience_s)
