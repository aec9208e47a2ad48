"""RELIABILITY, row 38: the disk of the database is full while sources are being visited.

The server and its disk, a file system in memory, are the trial's own.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from cms import marks
from tests.feeds.conftest import Site
from tests.feeds.ingesting import serve
from tests.feeds.test_restarts import ROOT, Cluster, _wait_for, worker

pytestmark = [
    pytest.mark.trial,
    pytest.mark.postgresql,
    pytest.mark.skipif(os.getuid() != 0, reason="root alone may mount a file system"),
]

DISK_MB = 400
LEFT_MB = 24
"""For what comes in after the disk was filled up: about a third of it."""
FULL_S = 30
SOURCES, ITEMS = 40, 500
COUNT = "SELECT count(*) FROM feeds_feeditem"


@contextmanager
def disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kiosque-disk-") as folder:
        options = ["-o", f"size={DISK_MB}m"]
        subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path, left_mb: int) -> Path:
    """A file that leaves so little room on the disk."""
    state = os.statvfs(folder)
    ballast = folder / "ballast"
    size = state.f_bavail * state.f_frsize - left_mb * 2**20
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, size)
    return ballast


def room_mb(folder: Path) -> float:
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize / 2**20


def is_up(cluster: Cluster) -> bool:
    try:
        return bool(cluster.ask("SELECT 1"))
    except psycopg.OperationalError:
        return False


def test_row_38_a_full_disk_loses_nothing(site: Site, tmp_path: Path) -> None:
    with disk() as folder:
        cluster = Cluster(folder)
        try:
            _filled_and_freed(site, cluster, folder, tmp_path)
        finally:
            cluster.ctl("stop", "--mode=immediate")


def _filled_and_freed(site: Site, cluster: Cluster, folder: Path, marks_folder: Path) -> None:
    environment = os.environ | {
        marks.FOLDER: str(marks_folder),
        "DATABASE_URL": cluster.url,
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "OUTBOUND_ALLOW": site.root.removeprefix("http://"),
        "OUTBOUND_HOST_DELAY": "0",
    }

    def manage(*arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)

    manage("migrate", "--verbosity", "0")
    manage("add_source", "--trust", "auto", *serve(site, SOURCES, ITEMS))
    with worker(environment):
        _wait_for(cluster, COUNT, 1000, 300)
        ballast = fill(folder, LEFT_MB)
        ends_at = time.monotonic() + 300
        while room_mb(folder) > 1 and is_up(cluster) and time.monotonic() < ends_at:
            time.sleep(0.5)
        time.sleep(FULL_S)
        was_up = is_up(cluster)
        stored = cluster.ask(COUNT)[0][0] if was_up else "?"
        print(f"\nfull at {stored} items, {room_mb(folder):.1f} MB left; server up: {was_up}")
        ballast.unlink()
        if not is_up(cluster):
            # As its unit does: it had nowhere to write its log to, and stopped.
            cluster.ctl("start")
        stored = cluster.ask(COUNT)[0][0]
        begun = time.monotonic()
        _wait_for(cluster, COUNT, stored + 1, 300)
        waited = time.monotonic() - begun
        print(f"space at {stored} items: again after {waited:.1f} s")
        assert stored < SOURCES * ITEMS
        assert waited <= 60
        _wait_for(cluster, COUNT, SOURCES * ITEMS, 900, retry=True)
    assert cluster.ask(COUNT) == [(SOURCES * ITEMS,)]
    public = "SELECT count(*) FROM cms_publication WHERE kind = 'item'"
    assert cluster.ask(public) == [(SOURCES * ITEMS,)]
    manage("rebuild_publications", "--check")
    where = ["--host=127.0.0.1", f"--port={cluster.port}", "--username=postgres"]
    cluster.run("pg_amcheck", *where, "--install-missing", "k")
    cluster.run("pg_dump", *where, "--file=/dev/null", "k")
