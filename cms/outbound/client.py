"""The client behind `cms.outbound.fetch` and `post`: one guarded request after another."""

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from types import MappingProxyType, TracebackType
from typing import Any, Self
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import EXTRA_BLOCKED_NET_RANGES
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3 import HTTPConnectionPool
from urllib3 import exceptions as urllib3_errors
from urllib3.connection import HTTPConnection, HTTPSConnection

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
# All that may follow a redirect to another host: anything else could be a secret of the first.
SAFE_HEADERS = frozenset({"accept", "accept-language", "if-none-match", "if-modified-since"})


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
        return _follow(exchange, url, dict(headers or {}), None)


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
    with _Exchange(max_bytes, deadline) as exchange:
        return _follow(exchange, url, {}, form)


def _follow(
    exchange: "_Exchange", url: str, sent: dict[str, str], form: Mapping[str, str] | None
) -> Response:
    hops: list[Redirect] = []
    while True:
        host = host_of(url)
        with exchange.named_errors(), turns.turn(host, _pace(), exchange.patience()):
            response, target = exchange.ask(url, sent, form)
        if target is None or (form is not None and response["status"] not in REPEATED):
            return Response(redirects=tuple(hops), **response)
        hops.append(Redirect(url, response["status"]))
        if len(hops) >= MAX_REQUESTS:
            raise TooManyRedirectsError(f"more than {MAX_REQUESTS} requests from {hops[0].url}")
        url = urldefrag(urljoin(url, target)).url
        if form is not None and hops[-1].url.startswith("https:") and not url.startswith("https:"):
            raise RefusedURLError("a form is not sent on in clear")
        if host_of(url) != host:
            sent = {name: value for name, value in sent.items() if name.lower() in SAFE_HEADERS}


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


class _PinnedAdapter(IPFilterAdapter):
    """requests-hardened's adapter, with every resolved address checked instead of the first,
    OUTBOUND_ALLOW, the list of ports, and connections that an alarm can cut."""

    def __init__(self, exchange: "_Exchange", *, is_https_proto: bool) -> None:
        self._exchange = exchange
        super().__init__(is_https_proto=is_https_proto)

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        # The grandparent's: the parent's would resolve the name itself and refuse OUTBOUND_ALLOW.
        parts: Any = HTTPAdapter.build_connection_pool_key_attributes(self, request, verify, cert)
        host_params, pool_kwargs = parts
        host = host_params["host"]
        port = host_params["port"] or (443 if self._is_https_proto else 80)
        request.headers["Host"] = urlsplit(request.url or "").netloc
        if self._is_https_proto:
            pool_kwargs.update(assert_hostname=host, server_hostname=host)
        address = checked_address(host, port, self._exchange.remaining())
        host_params["host"] = f"[{address}]" if address.version == 6 else str(address)
        return host_params, pool_kwargs

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        connection = _TLSConnection if self._is_https_proto else _PlainConnection
        pool.ConnectionCls = partial(connection, self._exchange.alarm)
        return pool


class _Exchange:
    """One fetch: its clock, its session without cookies, its alarm."""

    def __init__(self, max_bytes: int, deadline: float) -> None:
        self.alarm = Alarm()
        self._max_bytes, self._deadline = max_bytes, deadline
        self._ends_at: float | None = None
        self._session = HTTPSession(Config(True, False, True, (CONNECT_S, deadline)))
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.mount("http://", _PinnedAdapter(self, is_https_proto=False))
        self._session.mount("https://", _PinnedAdapter(self, is_https_proto=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._session.close()
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
        self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None
    ) -> tuple[dict[str, Any], str | None]:
        """The fields of a Response, and where it redirects to if it does (its body is not read).
        GET, or POST of a form."""
        with self._answer(url, headers, form) as answer:
            target = self._session.get_redirect_target(answer)
            names = {name.lower(): value for name, value in answer.headers.items()}
            return {
                "url": url,
                "status": answer.status_code,
                "headers": MappingProxyType(names),
                "body": b"" if target is not None else self._body(answer),
            }, target

    @contextmanager
    def _answer(
        self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None
    ) -> Iterator[requests.Response]:
        left = self.remaining()
        sent = {"Accept-Encoding": "gzip, deflate", "Connection": "close"}
        sent["User-Agent"] = getattr(settings, "OUTBOUND_USER_AGENT", "Kiosque")
        sent.update(headers)
        timeout = (min(CONNECT_S, left), left)
        try:
            with self._session.request(
                "GET" if form is None else "POST",
                url,
                headers=sent,
                data=form,
                timeout=timeout,
                stream=True,
                allow_redirects=False,
            ) as answer:
                yield answer
        finally:
            # We have asked the server to close: the next hop must not find it in the pool.
            self._session.close()
            self.alarm.release()

    def _body(self, answer: requests.Response) -> bytes:
        body = bytearray()
        for piece in answer.raw.stream(65536, decode_content=True):
            body += piece
            if len(body) > self._max_bytes:
                raise TooLargeError(f"more than {self._max_bytes} bytes")
        return bytes(body)

    @contextmanager
    def named_errors(self) -> Iterator[None]:
        try:
            yield
        except (requests.RequestException, urllib3_errors.HTTPError, OSError, ValueError) as error:
            raise self._named(error)(str(error)[:500]) from error
        if self.alarm.rang:  # a body without a length ends quietly when its connection is cut
            raise DeadlineError("the deadline has passed")

    def _named(self, error: Exception) -> type[OutboundError]:
        cause = error.args[0] if error.args else None
        timeouts = (requests.Timeout, urllib3_errors.TimeoutError, TimeoutError)
        if self.alarm.rang or isinstance(error, timeouts) or isinstance(cause, timeouts):
            return DeadlineError
        if isinstance(error, requests.exceptions.SSLError | urllib3_errors.SSLError):
            return CertificateError
        if isinstance(error, ValueError):  # requests' InvalidURL, InvalidSchema, InvalidHeader…
            return RefusedURLError
        if isinstance(error, requests.ConnectionError) and not isinstance(
            cause, urllib3_errors.ProtocolError
        ):
            return UnreachableError
        return BrokenResponseError


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
        if not is_public(address) or any(address in net for net in EXTRA_BLOCKED_NET_RANGES):
            raise RefusedAddressError(f"{host} is {address}, which is not public")
        if port not in getattr(settings, "OUTBOUND_PORTS", (80, 443, 8080, 8443)):
            raise RefusedURLError(f"port {port} is not allowed")
    return addresses[0]
