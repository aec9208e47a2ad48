"""Answers that processes share: on a real Redis, and on one that is not there."""

import os
import pickle
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.core.cache.backends.redis import RedisCache

from cms.response_cache import shared
from cms.response_cache.answers import Answer, kept
from cms.response_cache.shared import SharedStore
from cms.response_cache.store import Key
from tests.cms.response_cache.processes import Process, Told, serving
from tests.cms.workers import until
from tests.factories import pages

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
MB = 2**20

Open = Callable[[], SharedStore]


@pytest.fixture
def prefix() -> Iterator[str]:
    """Of keys that go with the test."""
    server = redis.Redis.from_url(REDIS, socket_connect_timeout=0.5)
    try:
        server.ping()
    except redis.RedisError:
        pytest.skip(f"no Redis at {REDIS}")
    prefix = f"test-{uuid4().hex}"
    yield prefix
    for name in server.scan_iter(f"{prefix}:*"):
        server.delete(name)


@pytest.fixture
def opened(prefix: str) -> Open:
    """One more process of the newsroom."""
    return partial(store_at, REDIS, prefix)


def store_at(url: str, prefix: str) -> SharedStore:
    options = {"serializer": shared.Bytes, "socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    return SharedStore(MB, RedisCache(url, {"KEY_PREFIX": prefix, "OPTIONS": options}))


def key(number: object) -> Key:
    return Key(True, "example.org", f"/api/content/v1/contents/{number}", "q=œ\0&page=2")


def answer(body: bytes = b"{}\n{}", keys: str = "content-1", fresh_s: int = 60) -> Answer:
    headers = [
        ("Content-Type", "application/json"),
        ("Cache-Control", f"public, s-maxage={fresh_s}, stale-if-error=3600"),
        ("Surrogate-Key", keys),
        ("ETag", '"tag"'),
    ]
    found = kept("200 OK", headers, body, now=time.monotonic())
    assert found
    return found


def put(store: SharedStore, number: object, found: Answer) -> None:
    flight, leads = store.board(key(number), time.monotonic())
    assert leads
    store.land(key(number), flight, found)


def test_what_one_process_keeps_another_one_gives_as_it_was(opened: Open) -> None:
    one, other = opened(), opened()
    made = answer(b"\x00\xff\n" * 100, keys="content-1 list-article")
    put(one, 1, made)
    found = other.get(key(1))
    assert found
    for name in ("code", "status", "headers", "headers_without_body", "body", "keys", "etag"):
        assert getattr(found, name) == getattr(made, name), name
    assert found.fresh_until == pytest.approx(made.fresh_until, abs=0.5)
    assert found.replaces_errors_until == pytest.approx(made.replaces_errors_until, abs=0.5)
    assert not other.get(key(2))


def test_what_one_purges_no_other_gives(opened: Open) -> None:
    one, other = opened(), opened()
    put(one, 1, answer(keys="content-1 list-article"))
    put(one, 2, answer(keys="content-2 list-article"))
    put(one, 3, answer(keys="content-3"))
    other.purge({"content-1", "content-9"})
    assert [number for number in (1, 2, 3) if one.get(key(number))] == [2, 3]
    other.purge({"list-article"})
    assert [number for number in (1, 2, 3) if one.get(key(number))] == [3]
    put(other, 1, answer(keys="content-1 list-article"))
    assert one.get(key(1))
    other.clear()
    assert [number for number in (1, 2, 3) if one.get(key(number))] == []


def test_what_was_purged_while_it_was_made_is_not_kept(opened: Open) -> None:
    one = opened()
    flight, _ = one.board(key(1), time.monotonic())
    one.purge({"content-1"})
    one.land(key(1), flight, answer())
    assert not one.get(key(1))


def test_what_another_kept_after_a_purge_leaves_with_the_next(opened: Open) -> None:
    """It was read before the change, and its process has not heard of that yet."""
    quick, slow = opened(), opened()
    flight, _ = slow.board(key(1), time.monotonic())
    quick.purge({"content-1"})
    slow.land(key(1), flight, answer())
    assert quick.get(key(1))
    slow.purge({"content-1"})
    assert not quick.get(key(1))


def test_redis_forgets_what_nobody_may_be_given(prefix: str, opened: Open) -> None:
    one = opened()
    put(one, 1, answer())
    put(one, 2, answer(b"x" * MB))
    server = redis.Redis.from_url(REDIS)
    names = [name for name in server.scan_iter(f"{prefix}:*") if b":answer:" in name]
    assert [3600 <= server.ttl(name) <= 3660 for name in names] == [True]
    assert not one.get(key(2))


@pytest.mark.parametrize("rubbish", [b"", b"{}", b"[]\n", b'{"head": {}, "tokens": {}}\n', None])
def test_what_is_not_ours_is_never_given_nor_run(
    prefix: str, opened: Open, rubbish: bytes | None
) -> None:
    one = opened()
    put(one, 1, answer())
    server = redis.Redis.from_url(REDIS)
    value = pickle.dumps(partial(print, "run")) if rubbish is None else rubbish
    for name in server.scan_iter(f"{prefix}:*:answer:*"):
        server.set(name, value)
    assert not one.get(key(1))


def test_without_redis_nothing_is_kept_and_nothing_fails(caplog: pytest.LogCaptureFixture) -> None:
    store = store_at("redis://127.0.0.1:1/0", "nowhere")
    store.clear()
    put(store, 1, answer())
    store.purge({"content-1"})
    assert not store.get(key(1))
    assert len(caplog.records) == 1


def test_a_purge_that_redis_missed_is_made_up_for(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = opened()
    put(one, 1, answer())
    with monkeypatch.context() as patch:

        def refuse(*args: Any) -> None:
            raise redis.ConnectionError

        patch.setattr(RedisCache, "delete_many", refuse)
        one.purge({"content-1"})
    assert not one.get(key(1))
    monkeypatch.setattr(one, "_rests_until", time.monotonic() - 1)
    assert not one.get(key(1))
    put(one, 1, answer())
    assert one.get(key(1))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_processes_share_what_they_answer_and_are_fresh_together(prefix: str) -> None:
    article = pages.article(title="Titre 0")
    with serving(2, REDIS_URL=REDIS, SITE_URL=f"http://{prefix}.example") as (one, other):
        until(partial(watched, one), "what is kept")
        until(partial(watched, other), "what is kept")
        until(lambda: asked(one).is_kept, "the list")
        assert asked(other).is_kept
        article.title = "Titre neuf"
        article.save()
        for process in (one, other):
            until(partial(shows, process, "Titre neuf"), "the new title")


def watched(process: Process) -> bool:
    """A process keeps nothing before its first look at what happens, and clears all with it."""
    return process.keeps("/api/content/v1/site")


def asked(process: Process) -> Told:
    """Under the name that both have to the world."""
    return process.get("/api/content/v1/contents", Host="127.0.0.1")


def shows(process: Process, title: str) -> bool:
    return title in asked(process).body.decode()
