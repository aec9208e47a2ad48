"""A receiver of webhooks on loopback: it verifies as docs/api.md shows, and keeps what it takes."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from syndication.signing import new_secret

SECRET = new_secret()


def documented_verify() -> Callable[[str, dict[str, str], bytes], Any]:
    """The function of the paper: verify(secret, headers, body) gives the payload, or raises."""
    paper = Path(__file__).resolve().parents[2] / "docs/api.md"
    (snippet,) = re.findall(r"```python\n(.*?)```", paper.read_text("utf-8"), re.S)
    names: dict[str, Any] = {}
    exec(snippet, names)  # noqa: S102 - our own paper
    verify: Callable[[str, dict[str, str], bytes], Any] = names["verify"]
    return verify


@dataclass
class Receiver:
    """`status` is what it answers. While `hold` is set it takes requests and answers nobody."""

    url: str = ""
    status: int = 204
    location: str = ""
    hold: threading.Event | None = None
    asked: threading.Event = field(default_factory=threading.Event)
    ids: list[str] = field(default_factory=list)
    payloads: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    refused: int = 0

    def __post_init__(self) -> None:
        self._verify, self._lock = documented_verify(), threading.Lock()

    @property
    def events(self) -> list[tuple[str, str]]:
        """(action, path) of all that it took, in the order in which it came."""
        told = [event for payload in self.payloads for event in payload["data"]["events"]]
        return [(e["action"], e["url"].removeprefix("http://localhost")) for e in told]

    def take(self, headers: dict[str, str], body: bytes) -> int:
        self.asked.set()
        if self.hold:
            self.hold.wait(30)
        with self._lock:
            if not 200 <= self.status < 300:
                self.refused += 1
                return self.status
            self._verify(SECRET, headers, body)
            self.ids.append(headers["webhook-id"])
            self.headers.append(headers)
            self.bodies.append(body)
            self.payloads.append(json.loads(body))
            return self.status


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.take({n.lower(): v for n, v in self.headers.items()}, body)
            self.send_response(status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
            pass

    return Handler


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    try:
        yield receiver
    finally:
        if receiver.hold:
            receiver.hold.set()
        server.shutdown()
        server.server_close()
