"""What the bench runs: newsrooms with and without memory, beside each a bare Django, beside all a
stock Wagtail with a thousand articles."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.feeds.house import ROOT
from tests.bench.feeds.measure import tree

HOST = "kiosque.example"
WORKERS = 2
PATIENCE_S = 30
STOCK = {"stock": "tests.bench.stock.site:application"}
OURS = {
    "bare": "tests.bench.api.bare:application",
    "uncached": "cms.wsgi:application",
    "cached": "cms.wsgi:application",
}


@dataclass(frozen=True, slots=True)
class Running:
    pid: int
    port: int
    house: "House"

    def memory_mb(self) -> float:
        """Proportional set size: what processes share is counted once."""
        return sum(_pss_mb(process.pid) for process in tree([self.pid]))


class House:
    """One site in a database of the bench's own; all may share a folder."""

    def __init__(self, database_url: str, folder: str) -> None:
        self._url = database_url
        self._environ = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": HOST,
            "SITE_URL": f"https://{HOST}",
            "DATABASE_URL": database_url,
            "MEDIA_ROOT": f"{folder}/media",
            "STATIC_ROOT": f"{folder}/static",
            # Counted as everybody's are, and never refused.
            "API_RATE": "1000000000/min",
            "API_RATE_FREE": "",
        }

    def seed_stock(self) -> None:
        self._python("django", "collectstatic", "--noinput", "--verbosity", "0")
        self._python("tests.bench.stock.seed")

    def seed(self, articles: int) -> dict[str, Any]:
        """Lets the newsroom grow; what can be asked of it."""
        told = self._python("tests.bench.api.seed", str(articles))
        facts: dict[str, Any] = json.loads(told.splitlines()[-1])
        return facts

    def _python(self, module: str, *arguments: str) -> str:
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self._environ, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout

    def backends(self) -> list[int]:
        """PostgreSQL's processes that serve it: on this machine, or they cost nothing."""
        asked = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type IN ('client backend', 'parallel worker')"
        )
        with psycopg.connect(self._url) as connection:
            own = connection.info.backend_pid
            return [pid for (pid,) in connection.execute(asked) if pid != own]

    @contextmanager
    def running(self, name: str, application: str) -> Iterator[Running]:
        port = _free_port()
        memory = {} if name == "cached" else {"RESPONSE_CACHE_MB": "0"}
        command = [sys.executable, "-m", "gunicorn", application, "--no-control-socket"]
        command += ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--preload"]
        command += ["--log-level", "warning"]
        environ = {**self._environ, **memory}
        with subprocess.Popen(command, cwd=ROOT, env=environ) as process:
            try:
                _wait_for(port, process)
                yield Running(process.pid, port, self)
            finally:
                process.terminate()


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
    return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(PATIENCE_S * 10):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE_S):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    sys.exit("A server of the bench has not started: see what it says above")


def _pss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
