"""The client behind `cms.outbound.fetch`, `post` and `send`: one guarded request after another."""

import socket
import ssl
import time
from collections.abc import Container, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache, partial
from types import MappingProxyType, TracebackType
from typing import Any, Self
from urllib.parse import urldefrag, urlencode, urljoin

import certifi
from django.conf import settings
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3 import exceptions as urllib3_errors
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Url, parse_url

from cms.outbound.addresses import IPAddress, host_of, is_listed, is_public, resolve
from cms.outbound.alarm import Alarm
from cms.outbound.answers import Redirect, Response
from cms.outbound.errors import (
    BrokenResponseError,
    CertificateError,
    DeadlineError,
    OutboundError,
    RefusedAddressError,
    RefusedURLError,
    TooLargeError,
    TooManyRedirectsError,
    UnreachableError,
    UnresolvedError,
)
from cms.outbound.turns import Pace, Turns

MAX_BYTES = 10 * 1024 * 1024
DEADLINE_S = 30.0
CONNECT_S = 5.0
MAX_REQUESTS = 5
# What a POST is answered with is a word or a sentence, and is there at once.
MAX_ANSWER = 64 * 1024
POST_DEADLINE_S = 10.0
# The only redirects that carry a POST on as it is (RFC 9110, 15.4.8 and 15.4.9).
REPEATED = frozenset({307, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
FORM = "application/x-www-form-urlencoded"
# All that may follow a redirect to another host: anything else could be a secret of the first.
SAFE_HEADERS = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "content-type",
        "if-none-match",
        "if-modified-since",
        "range",
    }
)


def fetch(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
    deadline: float = DEADLINE_S,
) -> Response:
    """GET `url`, following redirects; raises an OutboundError, never anything else.

    The wait for a first turn at the host is not part of `deadline`: it is our own politeness.
    """
    with _Exchange(max_bytes, deadline) as exchange:
        return _follow(exchange, url, dict(headers or {}), None, REDIRECTS)


def post(
    url: str,
    form: Mapping[str, str],
    *,
    max_bytes: int = MAX_ANSWER,
    deadline: float = POST_DEADLINE_S,
) -> Response:
    """POST a form to `url`, checked as `fetch` is on each request; raises an OutboundError.

    Only 307 and 308 are followed, with the same form; any other redirect is the answer. A form may
    hold a secret: it never goes from https on to http.
    """
    body = urlencode(form).encode()
    with _Exchange(max_bytes, deadline) as exchange:
        return _follow(exchange, url, {"Content-Type": FORM}, body, REPEATED)


def send(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    max_bytes: int = MAX_ANSWER,
    deadline: float = POST_DEADLINE_S,
) -> Response:
    """POST `body` as it is to `url`, checked as `fetch` is; raises an OutboundError.

    A message is signed for one receiver: any redirect is the answer.
    """
    with _Exchange(max_bytes, deadline) as exchange:
        return _follow(exchange, url, dict(headers), body, frozenset())


def _follow(
    exchange: "_Exchange",
    url: str,
    sent: dict[str, str],
    body: bytes | None,
    followed: Container[int],
) -> Response:
    """`followed` are the statuses whose redirects are."""
    hops: list[Redirect] = []
    while True:
        host = host_of(url)
        with exchange.named_errors(), turns.turn(host, _pace(), exchange.patience()):
            response, target = exchange.ask(url, sent, body)
        if target is None or response["status"] not in followed:
            return Response(redirects=tuple(hops), **response)
        hops.append(Redirect(url, response["status"]))
        if len(hops) >= MAX_REQUESTS:
            raise TooManyRedirectsError(f"more than {MAX_REQUESTS} requests from {hops[0].url}")
        with exchange.named_errors():
            url = urldefrag(urljoin(url, target)).url
        if body is not None and _is_secure(hops[-1].url) and not _is_secure(url):
            raise RefusedURLError("a form is not sent on in clear")
        if host_of(url) != host:
            sent = {name: value for name, value in sent.items() if name.lower() in SAFE_HEADERS}


def _is_secure(url: str) -> bool:
    return url[:6].lower() == "https:"


turns = Turns()


def _pace() -> Pace:
    return Pace(
        getattr(settings, "OUTBOUND_HOST_CONNECTIONS", 2),
        getattr(settings, "OUTBOUND_HOST_DELAY", 1.0),
    )


class _Watched:
    """A connection whose socket an alarm can cut from its first byte on."""

    def __init__(self, alarm: Alarm, /, *args: Any, **kwargs: Any) -> None:
        self._alarm = alarm
        super().__init__(*args, **kwargs)

    def _new_conn(self) -> socket.socket:
        connection: socket.socket = super()._new_conn()  # type: ignore[misc]  # urllib3's hook
        self._alarm.watch(connection)
        return connection


class _PlainConnection(_Watched, HTTPConnection):
    pass


class _TLSConnection(_Watched, HTTPSConnection):
    pass


@cache
def _tls() -> ssl.SSLContext:
    """Mozilla's list of authorities, read once: reading it takes longer than a request."""
    return ssl.create_default_context(cafile=certifi.where())


class _Exchange:
    """One fetch: its clock, its alarm, a connection for each request."""

    def __init__(self, max_bytes: int, deadline: float) -> None:
        self.alarm = Alarm()
        self._max_bytes, self._deadline = max_bytes, deadline
        self._ends_at: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.alarm.stop()

    def patience(self) -> float | None:
        return None if self._ends_at is None else self.remaining()

    def remaining(self) -> float:
        """Seconds left; the clock starts at the first call."""
        if self._ends_at is None:
            self._ends_at = time.monotonic() + self._deadline
            self.alarm.start(self._deadline)
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise DeadlineError("the deadline has passed")
        return left

    def ask(
        self, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[dict[str, Any], str | None]:
        """The fields of a Response, and where it redirects to if it does (its body is not read).
        GET, or POST of a body."""
        with self._answer(parse_url(url), headers, body) as answer:
            target = answer.headers.get("location") if answer.status in REDIRECTS else None
            # Without NUL, which http.client lets through and no database stores.
            names = {k.lower(): v.replace("\0", "") for k, v in answer.headers.items()}
            return {
                "url": url,
                "status": answer.status,
                "headers": MappingProxyType(names),
                "body": b"" if target is not None else self._body(answer),
            }, None if target is None else _as_utf8(target)

    @contextmanager
    def _answer(
        self, url: Url, headers: Mapping[str, str], body: bytes | None
    ) -> Iterator[BaseHTTPResponse]:
        left = self.remaining()
        sent = {"Accept": "*/*", "Accept-Encoding": "gzip, deflate", "Connection": "close"}
        sent["User-Agent"] = getattr(settings, "OUTBOUND_USER_AGENT", "Kiosque")
        sent["Host"] = url.netloc or ""
        sent.update(headers)
        try:
            with (
                self._pool(url) as pool,
                closing(
                    pool.urlopen(
                        "GET" if body is None else "POST",
                        url.request_uri,
                        body,
                        sent,
                        retries=False,
                        redirect=False,
                        assert_same_host=False,
                        timeout=Timeout(connect=min(CONNECT_S, left), read=left),
                        preload_content=False,
                    )
                ) as answer,
            ):
                yield answer
        finally:
            self.alarm.release()

    def _pool(self, url: Url) -> HTTPConnectionPool:
        """Of one connection, to an address that was checked."""
        if url.scheme not in {"http", "https"} or not url.host or url.auth is not None:
            # The other parser has let it through: they do not read it alike.
            raise RefusedURLError("not an address of the web")
        name, is_tls = url.host.strip("[]"), url.scheme == "https"
        port = url.port or (443 if is_tls else 80)
        address = checked_address(name, port, self.remaining())
        host = f"[{address}]" if address.version == 6 else str(address)
        pool = HTTPConnectionPool(host, port)
        if is_tls:
            # The name that the certificate must be for; the host is an address by now.
            pool = HTTPSConnectionPool(host, port, ssl_context=_tls(), server_hostname=name)
        connection = _TLSConnection if is_tls else _PlainConnection
        pool.ConnectionCls = partial(connection, self.alarm)  # type: ignore[assignment]  # its hook
        return pool

    def _body(self, answer: BaseHTTPResponse) -> bytes:
        body = bytearray()
        try:
            for piece in answer.stream(65536, decode_content=True):
                body += piece
                if len(body) > self._max_bytes:
                    raise TooLargeError(f"more than {self._max_bytes} bytes")
        except ValueError as error:  # a chunk of a negative length
            raise BrokenResponseError(str(error)) from error
        return bytes(body)

    @contextmanager
    def named_errors(self) -> Iterator[None]:
        try:
            yield
        except (urllib3_errors.HTTPError, OSError, ValueError) as error:
            raise self._named(error)(str(error)[:500]) from error
        if self.alarm.rang:  # a body without a length ends quietly when its connection is cut
            raise DeadlineError("the deadline has passed")

    def _named(self, error: Exception) -> type[OutboundError]:
        if self.alarm.rang:
            return DeadlineError
        if isinstance(error, urllib3_errors.NewConnectionError):  # which passes for a timeout
            return UnreachableError
        if isinstance(error, urllib3_errors.TimeoutError | TimeoutError):
            return DeadlineError
        if isinstance(error, urllib3_errors.SSLError):
            return CertificateError
        if isinstance(error, ValueError):  # an address, a header that cannot be sent
            return RefusedURLError
        return BrokenResponseError


def _as_utf8(header: str) -> str:
    """An address that a server wrote with its own letters: http.client reads headers as latin-1."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header


def checked_address(host: str, port: int, seconds: float) -> IPAddress:
    """The address to connect to, once all that `host` resolves to are allowed.

    Raises UnresolvedError, DeadlineError, RefusedAddressError or RefusedURLError (port).
    """
    try:
        addresses = resolve(host, port, seconds)
    except LookupError as error:
        raise UnresolvedError(str(error)) from error
    for address in addresses:
        if is_listed(getattr(settings, "OUTBOUND_ALLOW", ()), host, address, port):
            continue
        if not is_public(address):
            raise RefusedAddressError(f"{host} is {address}, which is not public")
        if port not in getattr(settings, "OUTBOUND_PORTS", (80, 443, 8080, 8443)):
            raise RefusedURLError(f"port {port} is not allowed")
    return addresses[0]
