"""The suite's database on SQLite: migrated once, and copied until a migration changes.

Migrating takes most of a minute, in every process that runs tests. `migrate` runs on a copy too:
it finds nothing to apply, and permissions and content types follow the models as always.
"""

import fcntl
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps

FILLED_AFTER = (
    *("cms_publicationfacet", "cms_publication", "cms_publicationevent"),
    "django_q_schedule",
)
"""What code writes after `migrate`, on each copy too: it changes without a migration."""
OLD_S = 7 * 24 * 3600.0


def fingerprint() -> str:
    """Of all migrations of all applications, and of the library that runs them."""
    digest = sha256(sqlite3.sqlite_version.encode())
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path, "migrations").rglob("*.py")):
            digest.update(f"{config.label} {path.name} ".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def keep_one(creation: Any, folder: Path) -> None:
    """Has `creation`, a connection's own, start from the copy in `folder`, and make one if there is
    none."""
    folder.mkdir(exist_ok=True)
    kept = folder / f"migrated-{fingerprint()}.sqlite3"
    name_it, create_it = creation._create_test_db, creation.create_test_db
    opened: list[sqlite3.Connection] = []

    def name_and_fill(*args: Any, **kwargs: Any) -> str:
        name: str = name_it(*args, **kwargs)
        for source in opened.copy():
            # What is in memory lasts as long as somebody is connected to it.
            opened.append(sqlite3.connect(name, uri=True))
            source.backup(opened[-1])
        return name

    def create_and_keep(*args: Any, **kwargs: Any) -> str:
        with _alone(folder):
            if not kept.exists():
                made: str = create_it(*args, **kwargs)
                _keep(creation.connection.connection, kept)
                return made
            opened.append(sqlite3.connect(f"{kept.as_uri()}?mode=ro", uri=True))
        name: str = create_it(*args, **kwargs)
        for each in opened:
            each.close()
        return name

    creation._create_test_db = name_and_fill
    creation.create_test_db = create_and_keep


def _keep(migrated: sqlite3.Connection, kept: Path) -> None:
    for old in kept.parent.glob("migrated-*"):
        if time.time() - old.stat().st_mtime > OLD_S:
            old.unlink()
    unfinished = kept.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as target:
        migrated.backup(target)
        for table in FILLED_AFTER:
            target.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant
            target.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        target.commit()
    unfinished.rename(kept)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time; the others wait."""
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
