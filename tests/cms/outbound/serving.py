"""A server of our own that speaks raw HTTP, and names that resolve as a test wants."""

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable
from typing import Any

import pytest

Script = Callable[[socket.socket, bytes], None]


class Server:
    """Speaks raw HTTP by path, and remembers what was asked."""

    def __init__(self) -> None:
        self.scripts: dict[str, Script] = {}
        self.requests: list[str] = []
        scripts, requests = self.scripts, self.requests

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                asked = b""
                while b"\r\n\r\n" not in asked and (piece := self.request.recv(65536)):
                    asked += piece
                if not asked:
                    return
                requests.append(asked.decode("latin-1"))
                with contextlib.suppress(OSError):
                    scripts[asked.split(b" ")[1].decode()](self.request, asked)

        self.tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.tcp.daemon_threads = True
        self.port = self.tcp.server_address[1]
        self.root = f"http://127.0.0.1:{self.port}"
        threading.Thread(
            target=self.tcp.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def put(self, path: str, *pieces: bytes) -> str:
        def send(connection: socket.socket, asked: bytes) -> None:
            for piece in pieces:
                connection.sendall(piece)

        self.scripts[path] = send
        return self.root + path

    def close(self) -> None:
        self.tcp.shutdown()
        self.tcp.server_close()


def http(body: bytes = b"", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def answer_with(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Makes names resolve to each list of addresses in turn, then to the last for ever."""
    left, literal = list(answers), socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        if host[-1].isdigit():
            return literal(host, port, *args, **kwargs)
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
