"""A server of our own, on loopback, that the guarded door is told to let through."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from feeds.models import Source
from tests.factories.feeds import SourceFactory
from tests.feeds.hub import running_hub, running_site
from tests.feeds.live import Scene

DATA = Path(__file__).parent / "data"
CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"

# Real feeds, which are not ours: where they are absent, the tests that read them are not collected.
collect_ignore = [] if (CORPUS / "MANIFEST.csv").exists() else ["test_corpus.py"]

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """What the server answers by path, and what it was asked: (path, headers in lower case)."""

    root: str
    answers: dict[str, Answer | Callable[[dict[str, str]], Answer]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def put(self, path: str, body: bytes | str, status: int = 200, **headers: str) -> str:
        """Serves `body` at `path`; header names are written with underscores. The address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body.encode() if isinstance(body, str) else body
        self.answers[path] = (status, named, raw)
        return self.root + path

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        self.requests.append((path, headers))
        found = self.answers.get(path, (404, {}, b"nothing here"))
        return found(headers) if callable(found) else found


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, named, body = site.answer(self.path, headers)
            self.send_response(status)
            for name, value in named.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
            pass

    return Handler


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    site = Site("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    site.root = f"http://127.0.0.1:{server.server_port}"
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server.server_port}"]
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    yield site
    server.shutdown()
    server.server_close()


def sample(name: str) -> bytes:
    """A document of tests/feeds/data, written for these tests."""
    return (DATA / name).read_bytes()


@pytest.fixture
def scene(site: Site, settings: Any, db: None) -> Iterator[Scene]:
    """A site, a hub and our own site."""
    with running_hub(settings) as hub, running_site() as hub.callback_host:
        yield Scene(site, hub)


@pytest.fixture
def no_rules_remembered() -> Iterator[None]:
    """What sites allow robots is kept in the cache for a day."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def partner() -> Source:
    return SourceFactory.create(name="Gazette amie", is_partner=True)
