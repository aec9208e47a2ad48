"""Readers that are killed cost their own document at most, and never the next one."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path

import pytest
from django.utils import timezone

from feeds.errors import FeedError
from feeds.reading import read
from feeds.sandbox import Sandbox
from feeds.types import Fetched, Validators
from tests.feeds.reading import rss

DOCUMENT = Fetched(
    url="https://gazette.example/feed",
    status=200,
    headers={"content-type": "application/rss+xml"},
    body=rss("<guid>1</guid><title>Un</title>").encode(),
    validators=Validators(),
)


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(1) as box:
        yield box


def titles(box: Sandbox) -> list[str]:
    return [item.title for item in box.run(read, DOCUMENT, timezone.now()).items]


def children_of(pid: int) -> set[int]:
    """Whichever of its threads has started them."""
    texts = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children")]
    return {int(child) for text in texts for child in text.split()}


def readers(servers: set[int]) -> set[int]:
    return {reader for server in servers for reader in children_of(server)}


def test_row_42_a_killed_reader_costs_no_later_document(box: Sandbox) -> None:
    for _ in range(3):
        assert titles(box) == ["Un"]
        # The server is one for all tests of this process.
        (reader,) = readers(children_of(os.getpid()))
        os.kill(reader, signal.SIGKILL)
        # The document that is read at that moment, if there is one.
        with suppress(FeedError):
            titles(box)
    assert titles(box) == ["Un"]


@pytest.mark.parametrize("fault", [RuntimeError("Unexpected error"), CancelledError()])
def test_row_42_a_broken_pool_is_replaced(
    box: Sandbox, fault: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken: list[object] = []
    ask = Sandbox._ready_pool

    def once(box: Sandbox) -> object:
        pool = ask(box)
        if not broken:
            broken.append(pool)
            monkeypatch.setattr(pool, "schedule", fail)
        return pool

    def fail(*args: object, **kwargs: object) -> None:
        raise fault

    monkeypatch.setattr(Sandbox, "_ready_pool", once)
    assert titles(box) == ["Un"]
    assert ask(box) is not broken[0]


def test_two_broken_pools_are_an_error_of_ours(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Sandbox, "_ask", ended)
    with pytest.raises(FeedError, match="readers ended") as caught:
        titles(box)
    assert caught.value.name == "internal"


@pytest.mark.parametrize(("code", "name"), [(1, "too_complex"), (3, "internal")])
def test_how_a_child_ends_is_named(box: Sandbox, code: int, name: str) -> None:
    """With 1, pebble's own loop has failed: it had no memory left to report what had."""
    with pytest.raises(FeedError) as caught:
        box.run(os._exit, code)
    assert caught.value.name == name
