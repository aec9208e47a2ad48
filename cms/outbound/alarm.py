"""A deadline for sockets, whatever is done with them."""

import socket
import threading
from contextlib import suppress


class Alarm:
    """Cuts all watched connections at the deadline: a socket's own timeout is per read, so a
    server that drips one byte a second would hold it for ever."""

    def __init__(self) -> None:
        self.rang = False
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._timer: threading.Timer | None = None

    def start(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, connection: socket.socket) -> None:
        # A duplicate, because TLS detaches the socket it wraps; both end with the same shutdown.
        with self._lock:
            self._sockets.append(connection.dup())
        if self.rang:
            self._ring()

    def _ring(self) -> None:
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
        if self._timer:
            self._timer.cancel()
        self.release()
