"""How often a stranger may ask the APIs, send a form or try a password.

What is answered from memory never gets here: only what costs something is counted
(`cms.response_cache`)."""

import ipaddress
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cms.api.errors import problem
from cms.networks import is_internal

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

HOUSEHOLD = 64
"""Bits of an IPv6 address that tell one connection from another; its owner chooses the rest."""


class Rate(NamedTuple):
    """So many requests at once, and as many again within so many seconds, steadily."""

    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Spent:
    """What a request has left of a bucket: tokens, seconds until there is one, until it is full."""

    is_allowed: bool
    remaining: int
    wait_s: float
    full_s: float


_turn = threading.Lock()
"""Between threads; processes have each their own memory unless `CACHES` names a shared one."""


def spend_at(bucket: str, rate: Rate) -> Spent:
    cache = caches["rates"]
    with _turn:
        spent, full_at = spend(rate, cache.get(bucket, 0.0), time.time())
        cache.set(bucket, full_at, timeout=rate.seconds)
    return spent


SENT = Rate(10, 60.0)
"""Forms of one kind that one address may send to our pages."""


def too_many_sent(request: HttpRequest, kind: str) -> HttpResponse | None:
    """429 in words for readers, where a form is one too many."""
    if request.method != "POST":
        return None
    spent = spend_at(f"{kind}:{bucket_of(client_of(request.META))}", SENT)
    if spent.is_allowed:
        return None
    response = HttpResponse(render_to_string("429.html"), status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(math.ceil(spent.wait_s))
    return response


class RateLimitMiddleware:
    """Requests below `/api/` spend a turn of their address, or are refused with 429.

    A request of v3 that brings a token spends one only where the token opens nothing: machines of
    the newsroom are not counted, whoever guesses from the same address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.API_RATE is None:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self._rate = Rate(*settings.API_RATE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        client = client_of(request.META)
        if not is_counted(request) or is_free(client):
            return self.get_response(request)
        answered = None
        if brings_token(request):
            answered = self.get_response(request)
            if answered.status_code != HTTPStatus.UNAUTHORIZED:
                return answered
        spent = spend_at(bucket_of(client), self._rate)
        if not spent.is_allowed:
            response = refusal(spent)
        else:
            response = answered or self.get_response(request)
        for name, value in headers(self._rate, spent).items():
            response[name] = value
        return response


def spend(rate: Rate, full_at: float, now: float) -> tuple[Spent, float]:
    """One token of a bucket that is full again at `full_at`, and when it is full after that. Pure.

    The bucket as one moment: the generic cell rate algorithm (ITU-T I.371, Annex A).
    """
    each_s = rate.seconds / rate.requests
    # A clock that was set back leaves moments that never come.
    before_s = min(max(full_at - now, 0.0), rate.seconds)
    full_s = before_s + each_s
    over_s = full_s - rate.seconds
    # Sums of fractions are not exact.
    if over_s > each_s / 1000:
        return Spent(False, 0, over_s, before_s), now + before_s
    remaining = math.floor((rate.seconds - full_s) / each_s + 1 / 1000)
    return Spent(True, remaining, 0.0, full_s), now + full_s


def is_counted(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") and request.method != "OPTIONS"


def brings_token(request: HttpRequest) -> bool:
    """Tokens mean something at v3 alone: elsewhere anybody may send one."""
    return request.path.startswith("/api/v3/") and "HTTP_AUTHORIZATION" in request.META


def client_of(meta: Mapping[str, str]) -> Address | None:
    """Whoever asks; None where that cannot be told. What a proxy says of it counts if the proxy is
    ours, on this machine or its private network: the last one, which it has written itself."""
    address = meta.get("REMOTE_ADDR", "")
    forwarded = meta.get("HTTP_X_FORWARDED_FOR", "")
    if forwarded and (not address or is_internal(address)):
        address = forwarded.rpartition(",")[2].strip()
    return _read(address)


@lru_cache(maxsize=4096)
def _read(address: str) -> Address | None:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def bucket_of(client: Address | None) -> str:
    if isinstance(client, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((client, HOUSEHOLD), strict=False))
    return str(client)


def is_free(client: Address | None) -> bool:
    return client is not None and any(client in network for network in settings.API_RATE_FREE)


def refusal(spent: Spent) -> HttpResponse:
    wait_s = math.ceil(spent.wait_s)
    response = problem(
        429,
        "Too many requests",
        hint=f"Try again in {wait_s} s. What is answered from the cache is not counted.",
    )
    response["Retry-After"] = str(wait_s)
    return response


def headers(rate: Rate, spent: Spent) -> dict[str, str]:
    """draft-ietf-httpapi-ratelimit-headers-10, and the three of its seventh version and before,
    which clients read today."""
    window, reset = math.ceil(rate.seconds), math.ceil(spent.full_s)
    return {
        "RateLimit-Policy": f'"anonymous";q={rate.requests};w={window}',
        "RateLimit": f'"anonymous";r={spent.remaining};t={reset}',
        "RateLimit-Limit": str(rate.requests),
        "RateLimit-Remaining": str(spent.remaining),
        "RateLimit-Reset": str(reset),
    }
