"""Strong ETags (RFC 9110 §8.8.3), answered before anything is rendered."""

import hashlib
from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

CACHE_CONTROL = "public, max-age=0, s-maxage=60, stale-while-revalidate=300, stale-if-error=86400"


def etag_of(parts: Iterable[str]) -> str:
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()
    return f'"{digest}"'


def conditional(
    request: HttpRequest, etag: str, render: Callable[[], HttpResponse]
) -> HttpResponse:
    """304 when the client holds `etag` already, else what `render` gives."""
    held = [
        tag.strip().removeprefix("W/")
        for tag in request.headers.get("If-None-Match", "").split(",")
    ]
    known = etag in held or held == ["*"]
    response = HttpResponseNotModified() if known else render()
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    return response
