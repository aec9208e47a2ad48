import socket
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
    alarm._ring()
    pair[1].sendall(b"a")
    assert pair[0].recv(1) == b"a"
    alarm.stop()
