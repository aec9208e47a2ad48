import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import migrated


def test_a_changed_migration_is_another_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = SimpleNamespace(label="house", path=str(tmp_path))
    monkeypatch.setattr(apps, "get_app_configs", lambda: [house])
    (tmp_path / "migrations").mkdir()
    first = migrated.fingerprint()
    assert migrated.fingerprint() == first
    (tmp_path / "migrations" / "0001_initial.py").write_text("operations = []")
    second = migrated.fingerprint()
    (tmp_path / "migrations" / "0001_initial.py").write_text("operations = [1]")
    assert len({first, second, migrated.fingerprint()}) == 3


@pytest.mark.django_db
def test_the_suite_runs_on_all_migrations() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    if connection.vendor == "sqlite":
        kept = settings.BASE_DIR / "var" / f"migrated-{migrated.fingerprint()}.sqlite3"
        with closing(sqlite3.connect(kept)) as copy:
            assert copy.execute("SELECT count(*) FROM django_migrations").fetchone()[0] > 0
            for table in migrated.FILLED_AFTER:
                assert copy.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608 - ours
