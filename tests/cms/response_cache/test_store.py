"""What is kept in memory: bounded, dropped by key, never older than what was dropped meanwhile."""

import threading
import tracemalloc
import uuid

from cms.response_cache.answers import Answer, kept
from cms.response_cache.store import Key, Store

MB = 2**20
NOW = 30.0


def key(number: object) -> Key:
    return Key(True, "example.org", f"/api/content/v1/contents/{number}", "")


def answer(body: bytes = b"{}", keys: str = "content-1") -> Answer:
    headers = [
        ("Content-Type", "application/json"),
        ("Cache-Control", "public, s-maxage=60"),
        ("Surrogate-Key", keys),
        ("Content-Length", str(len(body))),
        ("ETag", f'"{uuid.uuid4().hex}"'),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    found = kept("200 OK", headers, body, now=0.0)
    assert found
    return found


def put(store: Store, number: object, found: Answer) -> None:
    flight, leads = store.board(key(number), NOW)
    assert leads
    store.land(key(number), flight, found)


def test_an_answer_is_found_until_one_of_its_keys_is_purged() -> None:
    store = Store(MB)
    put(store, 1, answer(keys="content-1 list-article"))
    put(store, 2, answer(keys="content-2 list-article"))
    put(store, 3, answer(keys="content-3"))
    store.purge({"content-9"})
    assert all(store.get(key(number)) for number in (1, 2, 3))
    store.purge({"content-1"})
    assert [number for number in (1, 2, 3) if store.get(key(number))] == [2, 3]
    store.purge({"list-article", "content-9"})
    assert [number for number in (1, 2, 3) if store.get(key(number))] == [3]
    store.clear()
    assert not store.get(key(3))
    assert store.size == 0


def test_the_least_recently_used_leave_first() -> None:
    one = answer(b"x" * 1_000)
    store = Store(10 * one.size)
    for number in range(8):
        put(store, number, answer(b"x" * 1_000))
    assert store.get(key(0))
    for number in range(8, 14):
        put(store, number, answer(b"x" * 1_000))
    assert store.get(key(0))
    assert not store.get(key(1))
    assert store.size <= 10 * one.size


def test_an_answer_that_would_empty_the_memory_is_not_kept() -> None:
    store = Store(MB)
    put(store, 1, answer())
    put(store, 2, answer(b"x" * (MB // 2)))
    assert store.get(key(1))
    assert not store.get(key(2))


def test_bytes_are_counted_as_they_are() -> None:
    """Lists of twenty cards, each with its own keys: the shape that weighs most beside its body."""
    limit = 8 * MB
    store = Store(limit)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(3_000):
        keys = " ".join(f"content-{uuid.uuid4().hex}" for _ in range(20))
        put(store, number, answer(uuid.uuid4().bytes * 400, keys))
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert store.size > 0.9 * limit
    assert taken < 1.25 * limit, f"{taken / MB:.1f} MB"


def test_what_was_purged_while_it_was_made_is_not_kept() -> None:
    """It was read before the change: kept now, it would be old for as long as it is fresh."""
    store = Store(MB)
    flight, _ = store.board(key(1), NOW)
    store.purge({"content-1"})
    store.land(key(1), flight, answer(keys="content-1"))
    assert not store.get(key(1))
    flight, leads = store.board(key(1), NOW)
    assert leads
    store.purge({"content-2"})
    store.land(key(1), flight, answer(keys="content-1"))
    assert store.get(key(1))


def test_what_was_made_while_all_was_dropped_is_not_kept() -> None:
    store = Store(MB)
    flight, _ = store.board(key(1), NOW)
    store.clear()
    store.land(key(1), flight, answer())
    assert not store.get(key(1))


def test_one_makes_it_and_the_others_wait_for_it() -> None:
    store = Store(MB)
    flight, leads = store.board(key(1), NOW)
    other, follows = store.board(key(1), NOW)
    assert leads
    assert not follows
    assert other is flight
    waiting = threading.Thread(target=other.done.wait)
    waiting.start()
    made = answer()
    store.land(key(1), flight, made)
    waiting.join(5)
    assert not waiting.is_alive()
    assert other.answer is made


def test_what_has_landed_since_is_not_made_again() -> None:
    store = Store(MB)
    made = answer()
    put(store, 1, made)
    flight, leads = store.board(key(1), NOW)
    assert not leads
    assert flight.done.is_set()
    assert flight.answer is made
    assert store.board(key(1), 60.0)[1]


def test_nobody_waits_for_one_that_has_failed() -> None:
    store = Store(MB)
    flight, _ = store.board(key(1), NOW)
    store.land(key(1), flight, None)
    assert flight.done.is_set()
    assert store.board(key(1), NOW)[1]


def test_a_newer_answer_takes_the_place_of_the_former() -> None:
    store = Store(MB)
    put(store, 1, answer(keys="content-1"))
    flight, leads = store.board(key(1), 60.0)
    assert leads
    newer = answer(b"[]", keys="content-2")
    store.land(key(1), flight, newer)
    alone = Store(MB)
    put(alone, 1, newer)
    assert store.size == alone.size
    store.purge({"content-1"})
    assert store.get(key(1)) is newer
