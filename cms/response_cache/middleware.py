"""The outermost door: what is kept is answered before Django hears of the request."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from cms import logs, metrics
from cms.response_cache.answers import OF_ONE_REQUEST, Answer, Headers, is_named, kept, without_body
from cms.response_cache.store import Flight, Key, Store

PREFIX = "/api/content/v1/"
METHODS = ("GET", "HEAD")
PATIENCE_S = 10.0
"""How long a request waits for another one that makes the same answer."""
RETRY_S = 5.0
"""For how long an old answer stands in for an error before the site is asked again."""

# RFC 9211.
HIT = ("Cache-Status", "kiosque; hit")
STALE = ("Cache-Status", "kiosque; hit; detail=stale")
MISS = ("Cache-Status", "kiosque; fwd=miss")

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Watcher(Protocol):
    """Drops what has changed (`cms.response_cache.watching`). `is_away`: it cannot read what has
    changed, because the database does not answer."""

    is_away: bool

    def watches(self) -> bool:
        """Whether what is kept can be relied on. Called by each request, and starts what it
        needs."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the site has answered to one request."""

    status: str
    headers: Headers
    body: bytes

    @property
    def is_failure(self) -> bool:
        return self.status >= "500"

    @property
    def of_this_request(self) -> Headers:
        return [(name, value) for name, value in self.headers if name.lower() in OF_ONE_REQUEST]


class ResponseCache:
    """WSGI middleware. Keeps what `answers.kept` allows of anonymous GET and HEAD requests below
    PREFIX; all else goes through untouched."""

    def __init__(self, application: Application, store: Store, watcher: Watcher) -> None:
        self._application = application
        self._store = store
        self._watcher = watcher

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None or not self._watcher.watches():
            return self._application(environ, start_response)
        now = time.monotonic()
        answer = self._store.get(key)
        if answer is not None:
            if answer.is_fresh(now):
                return give(answer, environ, start_response, HIT)
            if self._watcher.is_away and answer.may_replace_an_error(now):
                return give(answer, environ, start_response, STALE)
        return self._renew(key, answer, environ, start_response)

    def _renew(
        self, key: Key, old: Answer | None, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """One request asks the site. Others get what is old, where they may, or wait for it."""
        flight, leads = self._store.board(key, time.monotonic())
        if leads:
            return self._lead(key, flight, old, environ, start_response)
        if old is not None and old.may_wait_for_renewal(time.monotonic()):
            return give(old, environ, start_response, STALE)
        if flight.done.wait(PATIENCE_S) and flight.answer is not None:
            return give(flight.answer, environ, start_response, HIT)
        return self._application(environ, start_response)

    def _lead(
        self,
        key: Key,
        flight: Flight,
        old: Answer | None,
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        made = None
        try:
            reply = ask(self._application, environ)
            made = self._made_of(reply, old)
        finally:
            self._store.land(key, flight, made)
        if made is None:
            return pass_on(reply, environ, start_response)
        if made is old:
            return give(made, environ, start_response, STALE)
        return tell(made, environ, start_response, [*reply.of_this_request, MISS])

    def _made_of(self, reply: Reply, old: Answer | None) -> Answer | None:
        """What others may be given: the old answer for a while, where the site has failed."""
        now = time.monotonic()
        if reply.is_failure and old is not None and old.may_replace_an_error(now):
            old.fresh_until = now + RETRY_S
            return old
        return kept(reply.status, reply.headers, reply.body, now)


def key_of(environ: Environ) -> Key | None:
    """None for a request whose answer is not for everybody."""
    path = environ["PATH_INFO"]
    if not path.startswith(PREFIX) or environ["REQUEST_METHOD"] not in METHODS:
        return None
    if "HTTP_AUTHORIZATION" in environ:
        return None
    is_secure = "https" in (environ["wsgi.url_scheme"], environ.get("HTTP_X_FORWARDED_PROTO"))
    query = environ.get("QUERY_STRING", "")
    return Key(
        is_secure,
        environ.get("HTTP_HOST", ""),
        path,
        in_order(query) if "&" in query else query,
        "HTTP_ORIGIN" in environ,
    )


def in_order(query: str) -> str:
    """By name. Values of one name keep their order, which may mean something."""
    return "&".join(sorted(filter(None, query.split("&")), key=lambda pair: pair.partition("=")[0]))


def ask(application: Application, environ: Environ) -> Reply:
    """The site's whole answer, as if nobody held an older one and as if for GET: it may be kept
    for others."""
    told: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> None:
        told.append((status, headers))

    asked = {**environ, "REQUEST_METHOD": "GET"}
    asked.pop("HTTP_IF_NONE_MATCH", None)
    parts = application(asked, start_response)
    try:
        body = b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close:
            close()
    status, headers = told[-1]
    return Reply(status, headers, body)


def give(
    answer: Answer, environ: Environ, start_response: StartResponse, how: tuple[str, str]
) -> list[bytes]:
    """Answers a request that the site has not heard of: it is numbered and counted here."""
    identity = logs.accepted_id(environ.get("HTTP_X_REQUEST_ID", ""))
    logs.run_id.set(identity)
    metrics.note_response(answer.code)
    return tell(answer, environ, start_response, [("X-Request-ID", identity), how])


def tell(
    answer: Answer, environ: Environ, start_response: StartResponse, own: Headers
) -> list[bytes]:
    """`own` headers are this request's alone."""
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and answer.is_held(asked):
        start_response("304 Not Modified", answer.headers_without_body + own)
        return []
    start_response(answer.status, answer.headers + own)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


def pass_on(reply: Reply, environ: Environ, start_response: StartResponse) -> list[bytes]:
    """What may not be kept. It was asked for as if nobody held it, so that is looked at here."""
    etag = next((value for name, value in reply.headers if name.lower() == "etag"), "")
    if reply.status.startswith("200") and is_named(etag, environ.get("HTTP_IF_NONE_MATCH", "")):
        start_response("304 Not Modified", without_body(reply.headers))
        return []
    start_response(reply.status, reply.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [reply.body]
