"""`serve` refuses what cannot work in one sentence, and says where everything is."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from pytest_django import Settings

from cms.management.commands import serve


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
    unit = (Path(settings.BASE_DIR) / "deploy" / "kiosque-web.service").read_text()
    option = "--limit-request-line 8190"
    assert option in " ".join(serve.web(9200))
    assert option in unit
