"""What holds for every test: its database, no network but loopback, and who is collected."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase

from tests import migrated

# Each is collected only when asked for by `-m`, so that nothing is ever reported as skipped.
OPT_IN = {"browser", "trial"}


def _left_out(item: pytest.Item, asked: str) -> bool:
    if any(item.get_closest_marker(name) and name not in asked for name in OPT_IN):
        return True
    engine = settings.DATABASES["default"]["ENGINE"]
    return bool(item.get_closest_marker("postgresql")) and not engine.endswith("postgresql")


def _reaches_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server"} & {*getattr(item, "fixturenames", ())}
    is_case = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    marks = map(item.get_closest_marker, ("django_db", "postgresql"))
    return bool(fixtures or is_case or any(marks))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        action="store_true",
        help="only tests that reach the database: the others are the same on every one",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    asked, database = config.option.markexpr, config.option.database
    items[:] = [
        item
        for item in items
        if not _left_out(item, asked) and (not database or _reaches_database(item))
    ]


def _is_local(family: int, address: Any) -> bool:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return True
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return address[0] == "localhost"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    if connection.vendor == "sqlite":
        migrated.keep_one(connection.creation, settings.BASE_DIR / "var")


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for another machine fails there, whatever network there is."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if not _is_local(self.family, address):
            raise AssertionError(f"A test tried to connect to {address!r}.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _nothing_recent() -> None:
    """What a process has read or counted in one test is not there in the next."""
    from cms import recent
    from search import postgresql
    from search.words import Vocabulary

    caches["rates"].clear()
    recent.forget()
    postgresql._known = (0.0, Vocabulary(()))


@pytest.fixture
def broken_counter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Called, it breaks the two functions through which all that is public is written."""
    from cms import publications
    from tests.cms.counter import CounterError

    def fail(*args: Any, **kwargs: Any) -> None:
        raise CounterError

    def break_it() -> None:
        for name in ("_write", "_withdraw"):
            monkeypatch.setattr(publications, name, fail)
        monkeypatch.setattr(publications, "withdraw_facet", fail)

    yield break_it
    monkeypatch.undo()
