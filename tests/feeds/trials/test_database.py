"""RELIABILITY, row 37, in full: the database server is killed while sources are being visited.

The server is one of the trial's own, started and thrown away by it.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cms.workers import ROOT, running, until
from tests.feeds.conftest import Site
from tests.feeds.reading import rss

pytestmark = [pytest.mark.trial, pytest.mark.postgresql]

SOURCES = 30
KILLS = 10
FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


class Server:
    """A PostgreSQL cluster in a folder. It refuses to be root's, so root lends it to `postgres`."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self._bin = FOUND[-1] if FOUND else Path(str(shutil.which("pg_ctl"))).parent
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = probe.getsockname()[1]
        self._options = f"-p {self._port} -k {folder}"
        self.url = f"postgres://postgres@127.0.0.1:{self._port}/postgres"
        if os.getuid() == 0:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        self._call("initdb", "-D", self._data, "-A", "trust", "-U", "postgres", "-E", "UTF8")
        self.control("start")

    def control(self, verb: str, mode: str = "immediate") -> None:
        """`immediate` is a crash: the server recovers from its log when it starts."""
        options = ["-m", mode] if verb != "start" else []
        options += ["-o", self._options, "-l", f"{self._data}.log"] if verb != "stop" else []
        self._call("pg_ctl", "-D", self._data, "-w", *options, verb)

    def _call(self, program: str, *arguments: object) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*as_user, str(self._bin / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._data.parent)

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def server() -> Iterator[Server]:
    # Not in pytest's own folder, which nobody but its owner may enter.
    with tempfile.TemporaryDirectory(prefix="kiosque-server-") as folder:
        started = Server(Path(folder))
        yield started
        started.control("stop")


def manage(server: Server, *arguments: str) -> None:
    environment = {**os.environ, "DATABASE_URL": server.url}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.cms.worker_settings"
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def test_row_37_a_server_that_crashes_loses_nothing(
    server: Server, site: Site, tmp_path: Path
) -> None:
    manage(server, "migrate", "--verbosity", "0")
    urls = [site.put(f"/{n}", rss(f"<guid>{n}</guid><title>T{n}</title>")) for n in range(SOURCES)]
    manage(server, "add_source", "--trust", "auto", *urls)
    allowed = site.root.removeprefix("http://")
    took: list[float] = []
    visited = "SELECT 1 FROM feeds_source WHERE last_visit_at > now() - interval '2 s'"
    due = "UPDATE feeds_source SET next_visit_at = now() WHERE lease_until IS NULL"
    with running(tmp_path, DATABASE_URL=server.url, OUTBOUND_ALLOW=allowed) as worker:
        until(lambda: server.ask(visited), "a first visit")
        for _ in range(KILLS):
            server.ask(due)
            server.control("restart")
            begun = time.monotonic()
            time.sleep(2)
            until(lambda: server.ask(due) or server.ask(visited), "a visit")
            took.append(time.monotonic() - begun)
        count = "SELECT count(*) FROM feeds_feeditem"
        until(lambda: server.ask(count)[0][0] == SOURCES, "all items", 300)
        worker.stop()
    (items,) = server.ask("SELECT count(*), count(DISTINCT identity) FROM feeds_feeditem")
    aside = server.ask("SELECT count(*) FROM feeds_source WHERE quarantined_at IS NOT NULL")[0][0]
    print(
        f"\n{KILLS} crashes of PostgreSQL: visits again after median {sorted(took)[KILLS // 2]:.1f}"
        f" s, worst {max(took):.1f} s; items {items[0]} of {SOURCES}, sources set aside {aside}"
    )
    assert max(took) <= 60
    assert items == (SOURCES, SOURCES)
    assert aside == 0
