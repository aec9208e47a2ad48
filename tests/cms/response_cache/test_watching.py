"""What is kept is dropped when it changes, and kept when nobody can tell; one thread a process."""

import os
import threading
from typing import Any

import pytest
from django.db import OperationalError, ProgrammingError

from cms.response_cache import watching
from cms.response_cache.changes import LostError
from cms.response_cache.store import Store
from cms.response_cache.watching import Watcher
from tests.cms.response_cache.test_store import answer, key, put


class Told:
    """In place of `Changes`: tells what a test has put down, raises what it has put down."""

    news: list[set[str] | Exception] = []

    def __init__(self) -> None:
        self._look()

    def stale_keys(self) -> set[str]:
        return self._look()

    def _look(self) -> set[str]:
        news = self.news.pop(0) if self.news else set()
        if isinstance(news, Exception):
            raise news
        return news


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[set[str] | Exception]:
    monkeypatch.setattr(Told, "news", [])
    monkeypatch.setattr(watching, "Changes", Told)
    monkeypatch.setattr(watching.connection, "close", lambda: None)
    return Told.news


@pytest.fixture
def watcher(told: list[Any]) -> Watcher:
    found = Watcher(Store(2**20))
    # As if the thread ran: the tests look themselves.
    found._pid = os.getpid()
    return found


def kept(watcher: Watcher) -> bool:
    return watcher._store.get(key(1)) is not None


def test_nothing_is_relied_on_before_the_first_look(watcher: Watcher) -> None:
    assert not watcher.watches()
    watcher.look()
    assert watcher.watches()


def test_what_changes_is_dropped(watcher: Watcher, told: list[Any]) -> None:
    watcher.look()
    put(watcher._store, 1, answer(keys="content-1"))
    told.append({"content-2"})
    watcher.look()
    assert kept(watcher)
    told.append({"content-1"})
    watcher.look()
    assert not kept(watcher)


def test_without_a_database_all_stays_until_it_is_back(watcher: Watcher, told: list[Any]) -> None:
    told.append(OperationalError())
    watcher.look()
    assert not watcher.watches()
    watcher.look()
    put(watcher._store, 1, answer(keys="content-1"))
    told += [OperationalError(), OperationalError(), {"content-1"}]
    for _ in range(2):
        watcher.look()
        assert watcher.is_away
        assert watcher.watches()
        assert kept(watcher)
    watcher.look()
    assert not watcher.is_away
    assert not kept(watcher)


def test_all_is_dropped_where_the_place_is_lost(watcher: Watcher, told: list[Any]) -> None:
    watcher.look()
    put(watcher._store, 1, answer())
    told.append(LostError())
    watcher.look()
    assert not kept(watcher)
    assert watcher.watches()


def test_nothing_is_kept_where_looking_fails(watcher: Watcher, told: list[Any]) -> None:
    """Tables that a migration has not made yet, or a mistake of ours."""
    watcher.look()
    put(watcher._store, 1, answer())
    told += [ProgrammingError(), ProgrammingError()]
    watcher.look()
    assert not watcher.watches()
    assert not kept(watcher)
    watcher.look()
    watcher.look()
    assert watcher.watches()


def test_the_first_requests_of_a_process_start_one_thread(
    told: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(
        threading.Thread, "start", lambda thread: started.append(thread.name), raising=True
    )
    watcher = Watcher(Store(2**20))
    assert started == []
    watcher.watches()
    watcher.watches()
    assert started == ["watcher"]
    # gunicorn's children begin as copies of their parent.
    monkeypatch.setattr(os, "getpid", lambda: -1)
    watcher.watches()
    assert started == ["watcher"] * 2
