import os
import socket
import time
from collections.abc import Iterator

import pytest

from cms.outbound.alarm import Alarm


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.settimeout(10)
    with ours, theirs:
        yield ours, theirs


def test_a_read_ends_when_the_alarm_rings(pair: tuple[socket.socket, socket.socket]) -> None:
    alarm = Alarm()
    alarm.watch(pair[0])
    alarm.start(0.01)
    assert pair[0].recv(1) == b""
    assert alarm.rang
    alarm.stop()


def test_a_connection_made_too_late_is_cut_at_once(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    alarm = Alarm()
    alarm.start(0)
    while not alarm.rang:
        pass
    alarm.watch(pair[0])
    assert pair[0].recv(1) == b""
    alarm.stop()


def test_what_is_released_is_left_alone(pair: tuple[socket.socket, socket.socket]) -> None:
    alarm = Alarm()
    alarm.watch(pair[0])
    alarm.release()
    alarm.ring()
    pair[1].sendall(b"a")
    assert pair[0].recv(1) == b"a"
    alarm.stop()


def test_the_earliest_of_many_alarms_rings_first_and_the_stopped_ones_never() -> None:
    late, stopped, early = Alarm(), Alarm(), Alarm()
    late.start(60)
    stopped.start(0.02)
    stopped.stop()
    early.start(0.01)
    deadline = time.monotonic() + 10
    while not early.rang and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(0.03)
    assert (early.rang, stopped.rang, late.rang) == (True, False, False)


def test_alarms_ring_in_a_child_of_a_fork() -> None:
    Alarm().start(60)
    child = os.fork()
    if child == 0:
        alarm = Alarm()
        alarm.start(0.01)
        deadline = time.monotonic() + 10
        while not alarm.rang and time.monotonic() < deadline:
            time.sleep(0.005)
        os._exit(0 if alarm.rang else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
