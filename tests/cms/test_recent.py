"""What every page asks is read once a second, and anew as soon as it has changed."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from cms import recent


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    now = [100.0]
    monkeypatch.setattr(recent, "monotonic", lambda: now[0])
    recent.forget()
    yield now
    recent.forget()


class Shelf:
    def __init__(self) -> None:
        self.reads = 0

    def read(self) -> int:
        self.reads += 1
        return self.reads


def test_is_read_once_a_second(clock: list[float]) -> None:
    shelf = Shelf()
    assert [recent.recent("menu", shelf.read) for _ in range(3)] == [1, 1, 1]
    assert recent.recent("other", shelf.read) == 2
    clock[0] += recent.FOR_S
    assert recent.recent("menu", shelf.read) == 3


def test_is_read_anew_once_forgotten() -> None:
    shelf = Shelf()
    recent.recent("menu", shelf.read)
    recent.forget()
    assert recent.recent("menu", shelf.read) == 2


def test_is_not_kept_where_it_was_forgotten_while_it_was_read() -> None:
    shelf = Shelf()

    def slowly() -> int:
        found = shelf.read()
        recent.forget()
        return found

    assert recent.recent("menu", slowly) == 1
    assert recent.recent("menu", shelf.read) == 2


@pytest.mark.django_db(transaction=True)
def test_is_read_inside_a_transaction_and_kept_by_none() -> None:
    shelf = Shelf()
    with transaction.atomic():
        assert recent.recent("menu", shelf.read) == 1
    assert recent.recent("menu", shelf.read) == 2


@pytest.mark.django_db(transaction=True)
def test_is_forgotten_again_when_the_change_is_there() -> None:
    shelf = Shelf()
    with transaction.atomic():
        recent.forget()
        recent._kept["menu"] = (1e9, "before the change, read by another thread")
    assert recent.recent("menu", shelf.read) == 1


def test_holds_no_endless_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "MOST", 2)
    for name in range(5):
        recent.recent(name, lambda: 0)
    assert len(recent._kept) <= 2
