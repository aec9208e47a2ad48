"""Strong ETags (RFC 9110 §8.8.3), answered before anything is rendered."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

FRESH_S, RENEWED_S = 60, 300
CACHE_CONTROL = (
    f"public, max-age=0, s-maxage={FRESH_S}, stale-while-revalidate={RENEWED_S}, "
    "stale-if-error=86400"
)
ABSENT = "public, max-age=0, s-maxage=10"
"""Of an answer that nothing is there: what has just been published shall not be missed for long."""


MOST_KEYS = 40
"""Keys of one answer that stand for themselves. Some proxies take 4 kB of headers, no more."""


def etag_of(parts: Iterable[str]) -> str:
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()
    return f'"{digest}"'


def conditional(
    request: HttpRequest,
    etag: str,
    render: Callable[[], HttpResponse],
    keys: Iterable[str] = (),
    cache_control: str = "",
) -> HttpResponse:
    """304 when the client holds `etag` already, else what `render` gives.

    `keys` name what the answer is made of (`Surrogate-Key`, as Varnish and Fastly read it): a
    change of one of them makes the answer stale. Beyond `MOST_KEYS` their groups stand for them.
    """
    held = [
        tag.strip().removeprefix("W/")
        for tag in request.META.get("HTTP_IF_NONE_MATCH", "").split(",")
    ]
    known = etag in held or held == ["*"]
    response = HttpResponseNotModified() if known else render()
    response["ETag"] = etag
    return shared(response, keys, cache_control)


def shared(response: HttpResponse, keys: Iterable[str], cache_control: str = "") -> HttpResponse:
    """An answer that caches may give to everybody until one of `keys` changes."""
    response["Cache-Control"] = cache_control or CACHE_CONTROL
    if text := " ".join(_bounded(keys)):
        response["Surrogate-Key"] = text
    return response


def _bounded(keys: Iterable[str]) -> list[str]:
    each = list(dict.fromkeys(keys))
    return [*each[:MOST_KEYS], *sorted(set(map(group_of, each[MOST_KEYS:])))]


def group_of(key: str) -> str:
    """The key up to the second letter after its last hyphen: it stands for all that begin so in an
    answer made of many. `content-` has 256 groups."""
    name, hyphen, rest = key.rpartition("-")
    return f"{name}{hyphen}{rest[:2]}"


def with_groups(keys: Iterable[str]) -> set[str]:
    """All names under which answers may carry these keys."""
    return {name for key in keys for name in (key, group_of(key))}


def until(moment: datetime | None, now: datetime) -> str:
    """`Cache-Control` of an answer that is another one from `moment` on: the old one is given out
    after that in place of an error alone."""
    if moment is None:
        return CACHE_CONTROL
    left_s = max(0, int((moment - now).total_seconds()))
    fresh_s = min(FRESH_S, left_s)
    renewed_s = min(RENEWED_S, left_s - fresh_s)
    return CACHE_CONTROL.replace(f"s-maxage={FRESH_S}", f"s-maxage={fresh_s}").replace(
        f"revalidate={RENEWED_S}", f"revalidate={renewed_s}"
    )


def content_key(uuid: UUID) -> str:
    """Of every answer that holds anything of this content, its card included."""
    return f"content-{uuid.hex}"


def list_key(kind: str) -> str:
    """Of every list that a content of this kind may enter."""
    return f"list-{kind}"


def path_key(path: str) -> str:
    """Of an answer that says that nothing stands at a public path, or leads to it."""
    return f"path-{hashlib.blake2b(path.encode(), digest_size=8).hexdigest()}"


def facet_key(facet: str, target: UUID) -> str:
    """Of every list of what carries this facet, for what may enter it."""
    return f"{facet}-{target.hex}"
