import threading

import pytest

from cms.outbound.turns import Pace, Turns

FREE = Pace(connections=2, delay_s=0)


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_host_bears_so_many_connections(clock: Clock) -> None:
    turns = Turns(clock)
    with turns.turn("a.example", FREE), turns.turn("a.example", FREE):
        with pytest.raises(TimeoutError), turns.turn("a.example", FREE, patience=0):
            pass
        with turns.turn("b.example", FREE, patience=0):
            pass
    with turns.turn("a.example", FREE, patience=0):
        pass


def test_starts_are_apart(clock: Clock) -> None:
    turns, pace = Turns(clock), Pace(connections=2, delay_s=1)
    with turns.turn("a.example", pace):
        pass
    with pytest.raises(TimeoutError), turns.turn("a.example", pace, patience=0):
        pass
    clock.now += 1
    with turns.turn("a.example", pace, patience=0):
        pass


def test_who_waits_is_woken_when_somebody_leaves() -> None:
    turns, order = Turns(), []
    one = Pace(connections=1, delay_s=0)

    def second() -> None:
        with turns.turn("a.example", one, patience=10):
            order.append("second")

    with turns.turn("a.example", one):
        thread = threading.Thread(target=second)
        thread.start()
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_quiet_hosts_are_forgotten(clock: Clock) -> None:
    turns = Turns(clock)
    for number in range(100):
        with turns.turn(f"{number}.example", FREE):
            pass
    assert not turns._next_start
    assert not turns._open
