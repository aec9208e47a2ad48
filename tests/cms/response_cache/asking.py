"""A site of one answer, and requests as gunicorn hands them on."""

import io
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.wsgi import get_wsgi_application

from cms.api.caching import with_groups
from cms.response_cache.answers import Headers
from cms.response_cache.changes import Changes
from cms.response_cache.middleware import Application, ResponseCache
from cms.response_cache.store import Store

PATH = "/api/content/v1/contents"
HEADERS = {
    "Content-Type": "application/json",
    "ETag": '"a1"',
    "Cache-Control": "public, s-maxage=60, stale-while-revalidate=300, stale-if-error=3600",
    "Surrogate-Key": "list-article",
}


@dataclass
class Site:
    """Answers every request with the same, and remembers what it was asked."""

    status: str = "200 OK"
    headers: dict[str, str] = field(default_factory=lambda: dict(HEADERS))
    body: bytes = b"{}"
    asked: list[dict[str, Any]] = field(default_factory=list)
    closed: int = 0
    during: Callable[[], object] = lambda: None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ)
        self.during()
        own = [("X-Request-ID", f"site-{len(self.asked)}"), ("RateLimit", '"anonymous";r=1;t=1')]
        start_response(self.status, [*self.headers.items(), *own])
        return Body(self)


class Body:
    def __init__(self, site: Site) -> None:
        self._site = site

    def __iter__(self) -> Any:
        yield self._site.body

    def close(self) -> None:
        self._site.closed += 1


@dataclass
class Trust:
    """A watcher that says what a test wants."""

    is_away: bool = False
    is_ready: bool = True

    def watches(self) -> bool:
        return self.is_ready


@dataclass(frozen=True)
class Told:
    status: str
    headers: Headers
    body: bytes

    def __getitem__(self, name: str) -> str:
        return next(value for given, value in self.headers if given == name)

    def __contains__(self, name: str) -> bool:
        return any(given == name for given, _value in self.headers)


class Asker:
    """Asks a site through a cache."""

    def __init__(self, site: Application, watcher: Trust | None = None) -> None:
        self.store = Store(2**20)
        self.watcher = watcher or Trust()
        self.cache = ResponseCache(site, self.store, self.watcher)

    def get(self, query: str = "", path: str = PATH, method: str = "GET", **more: Any) -> Told:
        told: list[Any] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "example.org",
            "wsgi.url_scheme": "http",
            **more,
        }
        body = b"".join(self.cache(environ, lambda *said: told.extend(said)))
        return Told(told[0], told[1], body)


class Browser:
    """Asks the whole site for pages through the memory of a process."""

    def __init__(self) -> None:
        self.asker = Asker(get_wsgi_application())
        self.place = Changes()

    def get(self, path: str, query: str = "", **more: Any) -> Told:
        return self.asker.get(
            query,
            path,
            **{
                "HTTP_HOST": "localhost",
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "REMOTE_ADDR": "127.0.0.1",
                "SCRIPT_NAME": "",
                "wsgi.input": io.BytesIO(),
                **more,
            },
        )

    def is_kept(self, path: str) -> bool:
        told = self.get(path)
        return "Cache-Status" in told and told["Cache-Status"].startswith("kiosque; hit")

    def look(self) -> None:
        """Drops what has changed, as each process does every second."""
        self.asker.store.purge(with_groups(self.place.stale_keys()))


def at_once(count: int, act: Callable[[], Any]) -> list[Any]:
    """What each of so many threads got."""
    got: list[Any] = []
    threads = [threading.Thread(target=lambda: got.append(act())) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return got
