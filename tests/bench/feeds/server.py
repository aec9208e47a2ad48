"""The server that both readers visit: a process of its own, on all of 127.0.0.0/8 at one port.

    /<source>/feed     that source's document
    /control?…         changes Mode, for all requests that come later

Run alone (`python -m tests.bench.feeds.server`) it prints its port.
"""

import asyncio
import socket
import sys
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from tests.bench.feeds.documents import content_type, document


@dataclass(frozen=True, slots=True)
class Mode:
    """`latency_ms` before each answer; `validators`: an ETag, and 304 to whoever sends it back;
    `version` of all documents; each source that `hang` divides never answers (0: all do)."""

    latency_ms: int = 0
    validators: int = 1
    version: int = 0
    hang: int = 0


class State:
    """What the next answer will be, and how many there were."""

    mode = Mode()
    answers = 0


def etag(source: int, version: int) -> str:
    return f'"{source}-{version}"'


def answer(source: int, asked: bytes) -> bytes:
    mode = State.mode
    tag = etag(source, mode.version)
    head = [f"Content-Type: {content_type(source)}", "Connection: close"]
    if mode.validators:
        head.append(f"ETag: {tag}")
        if tag.encode() in asked:
            return _message("304 Not Modified", head, b"")
    return _message("200 OK", head, document(source, mode.version))


def _message(status: str, head: list[str], body: bytes) -> bytes:
    lines = [f"HTTP/1.1 {status}", *head, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def control(query: str) -> bytes:
    changes = {name: int(value) for name, value in parse_qsl(query)}
    State.mode = replace(State.mode, **changes)
    return _message("200 OK", ["Connection: close"], str(State.answers).encode())


class Site(asyncio.Protocol):
    """One request a connection, as both readers ask: it is closed after the answer."""

    def __init__(self) -> None:
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._asked += data
        if self._asked.endswith(b"\r\n\r\n"):
            self._answer()

    def _answer(self) -> None:
        address = urlsplit(self._asked.split(b" ", 2)[1].decode())
        if address.path == "/control":
            self._send(control(address.query))
            return
        source = int(address.path.split("/")[1])
        if State.mode.hang and source % State.mode.hang == 0:
            return
        State.answers += 1
        delay = State.mode.latency_ms / 1000
        if delay:
            asyncio.get_running_loop().call_later(delay, self._send_document, source)
        else:
            self._send_document(source)

    def _send_document(self, source: int) -> None:
        if not self._transport.is_closing():
            self._send(answer(source, self._asked))

    def _send(self, message: bytes) -> None:
        self._transport.write(message)
        self._transport.close()


def listening() -> socket.socket:
    """A socket that hears loopback alone: every address of 127.0.0.0/8, and nobody else."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
    listener.bind(("", 0))
    listener.listen(1024)
    return listener


async def serve() -> None:
    listener = listening()
    server = await asyncio.get_running_loop().create_server(Site, sock=listener)
    print(listener.getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        sys.exit(0)
