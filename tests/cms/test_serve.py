"""`serve` refuses what cannot work in one sentence, and says where everything is."""

import os
import re
import shlex
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from pytest_django import Settings

from cms.management.commands import serve

PATIENCE_S = 120


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.create_server((serve.HOST, 0)) as server:
        yield server.getsockname()[1]


def test_a_busy_port_is_told_before_anything_starts(settings: Settings, busy_port: int) -> None:
    settings.PORT = busy_port
    with pytest.raises(CommandError, match=rf"PORT={busy_port + 1} make run"):
        call_command("serve", prepare=True)


def test_a_port_for_root_alone_is_not_answered_with_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(CommandError, match="PORT=8000 make run"):
        serve.refuse_busy(80)


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="no port"):
        serve.refuse_busy(70_000)


def test_a_free_port_is_accepted(busy_port: int) -> None:
    with socket.create_server((serve.HOST, 0)) as server:
        free = server.getsockname()[1]
    serve.refuse_busy(free)


def test_addresses_come_with_the_login(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    (tmp_path / "editor-login").write_text("redaction a-password\n")
    text = serve.addresses(9200)
    for part in ("http://127.0.0.1:9200/admin/", "/api/v2/pages/", "redaction", "a-password"):
        assert part in text


def test_production_prints_no_login(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR = tmp_path
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "cms.demo")
    (tmp_path / "editor-login").write_text("redaction a-password\n")
    assert "a-password" not in serve.addresses(9200)


def test_addresses_are_as_long_in_production() -> None:
    """As long as gunicorn can be told to take."""
    option = "--limit-request-line 8190"
    assert option in " ".join(serve.web(9200))
    assert option in " ".join(in_production())


def in_production() -> list[str]:
    """What follows `gunicorn` in the unit of production."""
    unit = (Path(settings.BASE_DIR) / "deploy" / "kiosque-web.service").read_text()
    command = re.search(r"^ExecStart=\S+/gunicorn ((?:.*\\\n)*.*)$", unit, re.M)
    assert command
    return shlex.split(command[1].replace("\\\n", ""))


@contextmanager
def served(listening: socket.socket) -> Iterator[subprocess.Popen[bytes]]:
    """Production's web server on a socket handed over as systemd does (sd_listen_fds(3))."""
    command = shlex.join([sys.executable, "-m", "gunicorn", *in_production()])
    script = f"exec 3<&{listening.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ exec {command}"
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    with subprocess.Popen(
        ["bash", "-c", script],
        cwd=settings.BASE_DIR,
        env=environ,
        pass_fds=[listening.fileno()],
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def test_a_restart_refuses_nobody() -> None:
    """What comes between an end and a beginning waits in the socket."""
    with socket.create_server((serve.HOST, 0)) as listening, ThreadPoolExecutor(1) as pool:
        alive = f"http://{serve.HOST}:{listening.getsockname()[1]}/livez"
        ended = threading.Event()

        def ask_on() -> set[int]:
            found = set()
            while not ended.is_set():
                found.add(urllib.request.urlopen(alive, timeout=PATIENCE_S).status)
            return found

        with served(listening) as first:
            assert urllib.request.urlopen(alive, timeout=PATIENCE_S).status == 200
            asked = pool.submit(ask_on)
            first.terminate()
            assert first.wait(PATIENCE_S) == 0
        with served(listening):
            assert urllib.request.urlopen(alive, timeout=PATIENCE_S).status == 200
            ended.set()
            assert asked.result() == {200}
