"""The outermost door: what is kept is answered before Django hears of the request."""

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote_plus

from django.conf import settings

from cms import logs, metrics
from cms.response_cache.answers import OF_ONE_REQUEST, Answer, Headers, is_named, kept, without_body
from cms.response_cache.copies import Copies
from cms.response_cache.notice import as_copy
from cms.response_cache.store import Flight, Key, Store

API = "/api/content/v1/"
NO_PAGES = ("/admin/", "/api/", "/documents/")
METHODS = ("GET", "HEAD")
SESSION = settings.SESSION_COOKIE_NAME
"""Whoever brings this cookie is somebody. What else a browser may hold changes nothing; Django's
token of a form stays for a year with whoever has opened the page of the login."""
PARAMETERS = frozenset(
    (
        *("cursor", "dossier", "invite", "jour", "mois", "page", "period", "person", "q"),
        *("role", "saison", "show", "sort", "source", "theme", "type", "videos", "words"),
    )
)
"""All that pages read of a query; what else an address carries (`?fbclid=`) makes no other page."""
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
    """WSGI middleware. Keeps what `answers.kept` allows of anonymous GET and HEAD requests for the
    content API and for pages; all else goes through untouched."""

    def __init__(
        self,
        application: Application,
        store: Store,
        watcher: Watcher,
        copies: Copies | None = None,
    ) -> None:
        self._application = application
        self._store = store
        self._watcher = watcher
        self._copies = copies

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None:
            return self._application(environ, start_response)
        if not self._watcher.watches():
            return self._ask_alone(key, environ, start_response)
        now = time.monotonic()
        answer = self._store.get(key)
        if answer is not None and answer.is_fresh(now):
            return give(answer, environ, start_response, HIT)
        if self._watcher.is_away and (old := self._instead_of_an_error(key, answer, now)):
            return give(old, environ, start_response, STALE)
        return self._renew(key, answer, environ, start_response)

    def _ask_alone(
        self, key: Key, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """While nothing may be kept: this process has just started, or cannot look at what
        happens."""
        if self._copies is None or key.path.startswith(API):
            return self._application(environ, start_response)
        reply = ask(self._application, environ)
        copy = self._copy(key) if reply.is_failure else None
        if copy is None:
            return pass_on(reply, environ, start_response)
        return give(copy, environ, start_response, STALE)

    def _instead_of_an_error(self, key: Key, old: Answer | None, now: float) -> Answer | None:
        """What was answered last, or else what is on disk."""
        if old is not None and old.may_replace_an_error(now):
            return as_copy(old)
        return self._copy(key)

    def _copy(self, key: Key) -> Answer | None:
        if self._copies is None or key.query or key.path.startswith(API):
            return None
        found = self._copies.get(key.path)
        return as_copy(found) if found else None

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
            made = self._made_of(reply, key, old)
        finally:
            self._store.land(key, flight, made)
        if made is None:
            return pass_on(reply, environ, start_response)
        if reply.is_failure:
            return give(made, environ, start_response, STALE)
        return tell(made, environ, start_response, [*reply.of_this_request, MISS])

    def _made_of(self, reply: Reply, key: Key, old: Answer | None) -> Answer | None:
        """What others may be given: an old answer for a while, where the site has failed."""
        now = time.monotonic()
        if not reply.is_failure:
            return kept(reply.status, reply.headers, reply.body, now, time.time())
        found = self._instead_of_an_error(key, old, now)
        if found:
            found.fresh_until = now + RETRY_S
        return found


def key_of(environ: Environ) -> Key | None:
    """None for a request whose answer is not for everybody."""
    if environ["REQUEST_METHOD"] not in METHODS:
        return None
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    if path.startswith(API):
        if "HTTP_AUTHORIZATION" in environ:
            return None
        # It reads no cookie, and refuses what it does not know.
        return _key(environ, in_order(query) if "&" in query else query)
    if is_page(path) and SESSION not in environ.get("HTTP_COOKIE", ""):
        return _key(environ, in_order(query, PARAMETERS) if query else "")
    return None


def is_page(path: str) -> bool:
    """Files have no slash at their end."""
    return path.endswith("/") and not path.startswith(NO_PAGES)


def _key(environ: Environ, query: str) -> Key:
    is_secure = "https" in (environ["wsgi.url_scheme"], environ.get("HTTP_X_FORWARDED_PROTO"))
    return Key(is_secure, environ.get("HTTP_HOST", ""), environ["PATH_INFO"], query)


def in_order(query: str, known: Collection[str] = ()) -> str:
    """By name as Django reads it, those that are `known` alone where any are given. Values of one
    name keep their order, which may mean something."""
    pairs = [(unquote_plus(pair.partition("=")[0]), pair) for pair in query.split("&") if pair]
    kept_pairs = [(name, pair) for name, pair in pairs if not known or name in known]
    return "&".join(pair for _name, pair in sorted(kept_pairs, key=lambda found: found[0]))


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
