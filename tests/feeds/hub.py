"""A real hub, small: it takes subscriptions, verifies them and delivers signed bodies, over HTTP.

What it calls is our callback on the test server, whatever public host it was given.
"""

import hmac
import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlencode, urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler

SITE_URL = "https://kiosque.example"
CHALLENGE = "<script>alert(1)</script>"

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Hub:
    """`requests` are the forms it was sent. `status` is what it answers; a hub that is `silent`
    verifies nothing, one that is `hasty` verifies before it answers, others in `settle`."""

    callback_host: str = ""
    status: int = 202
    lease_s: str = "864000"
    silent: bool = False
    hasty: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[dict[str, str]] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    url: str = ""
    _unverified: bool = False

    @property
    def secret(self) -> str:
        return next(r["hub.secret"] for r in reversed(self.requests) if "hub.secret" in r)

    @property
    def path(self) -> str:
        return urlsplit(self.requests[-1]["hub.callback"]).path

    def take(self, form: dict[str, str]) -> int:
        self.requests.append(form)
        self._unverified = not self.silent and self.status < 300
        if self.hasty:
            self.settle()
        return self.status

    def settle(self) -> None:
        """Verifies the last request, if that is still to be done."""
        if self._unverified:
            self._unverified = False
            self.verify()

    def verify(self, **changed: str) -> Reply:
        """Asks the callback to confirm the last request."""
        asked = self.requests[-1]
        said = {
            "hub.mode": asked["hub.mode"],
            "hub.topic": asked["hub.topic"],
            "hub.challenge": CHALLENGE,
            "hub.lease_seconds": self.lease_s,
        }
        said.update({f"hub.{name}": value for name, value in changed.items()})
        reply = self.call("GET", f"{self.path}?{urlencode(said)}")
        self.replies.append(reply)
        return reply

    def deliver(self, body: bytes, method: str = "sha256", **headers: str) -> Reply:
        return self.call("POST", self.path, body, self.signed(body, method, **headers))

    def signed(self, body: bytes, method: str = "sha256", **headers: str) -> dict[str, str]:
        digest = hmac.new(self.secret.encode(), body, method).hexdigest()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        signature = {"X-Hub-Signature": f"{method}={digest}"}
        return {"Content-Type": "application/atom+xml", **signature, **named}

    def call(
        self, verb: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Reply:
        connection = http.client.HTTPConnection(self.callback_host, timeout=20)
        try:
            connection.request(verb, path, body, headers or {})
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, named, answer.read()
        finally:
            connection.close()


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status = hub.take({name: values[0] for name, values in parse_qs(body).items()})
            self.send_response(status)
            for name, value in hub.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
            pass

    return Handler


class _Handler(QuietWSGIRequestHandler):
    # Without it, each answer on a kept connection waits 40 ms for an acknowledgement.
    disable_nagle_algorithm = True


class _Site(ThreadedWSGIServer):
    """Our own site, inside the transaction of the test. Requests come while the test waits for
    them, so its connection has one user at a time."""

    def _close_connections(self) -> None:
        pass


@contextmanager
def running_site() -> Iterator[str]:
    """Our own site over HTTP; `host:port`."""
    connection = connections["default"]
    server = _Site(("127.0.0.1", 0), _Handler, connections_override={"default": connection})
    server.set_app(WSGIHandler())
    connection.inc_thread_sharing()
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    try:
        # The transaction of the test outlives its requests.
        with patch.object(connection, "close_if_unusable_or_obsolete"):
            yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        connection.dec_thread_sharing()


@contextmanager
def running_hub(settings: Any) -> Iterator[Hub]:
    """A hub that the guarded door is told to let through, and a site that hubs can call."""
    hub = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hub))
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_port}/hub"
    settings.SITE_URL = SITE_URL
    settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, f"127.0.0.1:{server.server_port}"]
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
