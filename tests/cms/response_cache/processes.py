"""Web processes as gunicorn runs them, on a test's own database."""

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from cms.api import caching
from tests.cms.workers import ROOT, database_url, until


@dataclass(frozen=True)
class Told:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_kept(self) -> bool:
        return self.headers.get("Cache-Status", "").startswith("kiosque; hit")


@dataclass(frozen=True)
class Process:
    """One master of gunicorn with one worker of several threads."""

    port: int

    def get(self, path: str, method: str = "GET", **headers: str) -> Told:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
            return Told(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def shows(self, path: str, text: str) -> bool:
        return text in self.get(path).body.decode()

    def hides(self, path: str, text: str) -> bool:
        return not self.shows(path, text)

    def keeps(self, path: str) -> bool:
        return self.get(path).is_kept

    def answers(self) -> bool:
        with suppress(OSError):
            return self.get("/livez").status == 200
        return False


@contextmanager
def serving(
    count: int = 1, cache_control: str = caching.CACHE_CONTROL, **variables: Any
) -> Iterator[list[Process]]:
    """So many, each of which answers."""
    environ = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "DATABASE_URL": database_url(),
        "CACHE_CONTROL": cache_control,
        **variables,
    }
    with ExitStack() as stack:
        processes = [stack.enter_context(_started(environ)) for _ in range(count)]
        for process in processes:
            until(process.answers, "gunicorn")
        yield processes


@contextmanager
def _started(environ: dict[str, str]) -> Iterator[Process]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "tests.cms.response_cache.site:application"),
        *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "8"),
        *("--worker-class", "gthread", "--no-control-socket", "--log-level", "warning"),
    ]
    with subprocess.Popen(command, cwd=ROOT, env=environ) as started:
        try:
            yield Process(port)
        finally:
            started.terminate()
