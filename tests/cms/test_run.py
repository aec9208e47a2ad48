"""What `make run` starts is a whole newsroom, and its stop leaves nobody behind.

The database is always SQLite in a folder of the test's own, as on a newcomer's machine.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Seconds for a first start on a busy machine, and for a stop.
PATIENCE = 240


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Newsroom:
    """One `serve --prepare`, from its start to the last of its processes."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        variables = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "cms.settings.dev"}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--prepare"],
            cwd=ROOT,
            env={**variables, "VAR_ROOT": str(folder), "PORT": str(self.port)},
            stdout=subprocess.PIPE,
            text=True,
        )

    def said(self) -> str:
        """What it prints until it is up."""
        assert self.process.stdout
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        return "".join(lines)

    def status(self, path: str) -> int:
        # The port is listened to a moment after the addresses are printed.
        for _ in range(PATIENCE * 100):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
                connection.request("GET", path)
                return connection.getresponse().status
            except ConnectionRefusedError:
                assert self.process.poll() is None, "it ended before it listened"
                time.sleep(0.01)
        raise AssertionError("it never listened")

    def stop(self) -> int:
        """Its exit code; the pipe's end proves that no process has stayed."""
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode


def login(said: str) -> str:
    return next(line for line in said.splitlines() if line.startswith("Login:"))


def test_two_runs_keep_the_newsroom(tmp_path: Path) -> None:
    first = Newsroom(tmp_path)
    said = first.said()
    try:
        for path in ("/", "/admin/login/", "/api/v2/pages/", "/api/v2/items/", "/le-fil/"):
            assert first.status(path) == 200, path
        assert first.status(f"/api/content/v1/search?q={'a' * 8_000}") == 422
        assert f"http://127.0.0.1:{first.port}/admin/" in said
    finally:
        assert first.stop() == 0
    second = Newsroom(tmp_path)
    again = second.said()
    try:
        assert second.status("/") == 200
        assert login(again) == login(said)
    finally:
        assert second.stop() == 0


@pytest.mark.trial
def test_fifty_stops_leave_nobody(tmp_path: Path) -> None:
    for _ in range(50):
        newsroom = Newsroom(tmp_path)
        newsroom.said()
        assert newsroom.status("/") == 200
        assert newsroom.stop() == 0
