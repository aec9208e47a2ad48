"""A deadline for sockets, whatever is done with them."""

import heapq
import os
import socket
import threading
import time
from contextlib import suppress
from itertools import count


class Clock:
    """Rings all alarms of a process from one thread: a timer of its own for each request costs a
    thread that is woken to be told that all went well."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due: list[tuple[float, int, Alarm]] = []
        self._turns = count()
        self._thread: threading.Thread | None = None

    def ring(self, alarm: "Alarm", seconds: float) -> None:
        """Rings `alarm` after so many seconds, unless it is stopped by then."""
        with self._changed:
            entry = (time.monotonic() + seconds, next(self._turns), alarm)
            heapq.heappush(self._due, entry)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="alarms", daemon=True)
                self._thread.start()
            elif self._due[0] is entry:
                self._changed.notify()

    def _run(self) -> None:
        while True:
            self._next().ring()

    def _next(self) -> "Alarm":
        """Waits for the next alarm that is due and still on."""
        with self._changed:
            while True:
                while self._due and self._due[0][2].is_off:
                    heapq.heappop(self._due)
                left = self._due[0][0] - time.monotonic() if self._due else None
                if left is not None and left <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(left)


class Alarm:
    """Cuts all watched connections at the deadline: a socket's own timeout is per read, so a
    server that drips one byte a second would hold it for ever."""

    def __init__(self) -> None:
        self.rang = False
        self.is_off = False
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []

    def start(self, seconds: float) -> None:
        _clock.ring(self, seconds)

    def watch(self, connection: socket.socket) -> None:
        # A duplicate, because TLS detaches the socket it wraps; both end with the same shutdown.
        with self._lock:
            self._sockets.append(connection.dup())
        if self.rang:
            self.ring()

    def ring(self) -> None:
        self.rang = True
        with self._lock:
            for connection in self._sockets:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Forgets the connections so far; the deadline stays."""
        with self._lock:
            for connection in self._sockets:
                connection.close()
            self._sockets.clear()

    def stop(self) -> None:
        self.is_off = True
        self.release()


_clock = Clock()


def _new_clock() -> None:
    # A child of a fork has the alarms of its parent, and not the thread that rings them.
    global _clock
    _clock = Clock()


os.register_at_fork(after_in_child=_new_clock)
