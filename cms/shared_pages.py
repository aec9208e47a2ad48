"""Pages that are the same for all who bring no cookie of ours: caches are told so, with the keys
that drop them (`cms.api.caching`).

A view says that its page is one of those by what it draws: a page of ours, or `keys` in its
context. `changes_at` there is the moment from which the page is another one by itself.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, has_vary_header, patch_cache_control

from cms.api.caching import content_key, shared, until
from cms.models import PublicationFacet
from cms.models.base import BasePage
from cms.recent import recent

ELSEWHERE = ("/admin/", "/api/", "/documents/")
"""Where other rules hold."""

QUOTING = ("content", "entry")
"""Facets of what a page shows the name of, and that may change without it."""


class SharedPagesMiddleware:
    """An answer that names its keys may be kept for everybody, unless it is for one visitor: who
    brings a cookie of ours, or is given one, or whose session was looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD") or request.path.startswith(ELSEWHERE):
            return response
        keys = sorted(keys_of(response))
        if not keys:
            return response
        if is_of_one_visitor(request, response):
            del response["Surrogate-Key"]
            patch_cache_control(response, private=True)
            return response
        return _for_all(request, response, keys)


def _for_all(request: HttpRequest, response: HttpResponse, keys: list[str]) -> HttpResponse:
    context = getattr(response, "context_data", None) or {}
    by_itself = until(context.get("changes_at"), timezone.now())
    shared(response, keys, response.get("Cache-Control", "") or by_itself)
    if response.status_code != 200:
        return response
    etag = f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
    response["ETag"] = etag
    found = get_conditional_response(request, etag, response=response) or response
    found["Surrogate-Key"] = response["Surrogate-Key"]
    return found


def has_cookie_of_ours(request: HttpRequest) -> bool:
    return not request.COOKIES.keys().isdisjoint(
        (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    )


def is_of_one_visitor(request: HttpRequest, response: HttpResponse) -> bool:
    was_looked_at = has_vary_header(response, "Cookie")
    return bool(has_cookie_of_ours(request) or response.cookies or was_looked_at)


def keys_of(response: HttpResponse) -> set[str]:
    """Those that an answer carries already, or of what its template has drawn; none for what is not
    to be kept."""
    if carried := response.get("Surrogate-Key"):
        return set(carried.split())
    context = getattr(response, "context_data", None) or {}
    page = context.get("page")
    own = keys_of_page(page) if isinstance(page, BasePage) and page.live else set()
    own |= set(context.get("keys", ()))
    return {"site", *own, *map(_key_of_card, cards_in(context))} if own else set()


def keys_of_page(page: BasePage) -> set[str]:
    """Its own, those of the pages above it, whose names stand in it, and of what it quotes."""
    return {
        content_key(page.uuid),
        *(content_key(ancestor.translation_key) for ancestor in page.ancestors),
        *map(content_key, _quoted(page)),
    }


def _quoted(page: BasePage) -> Iterable[UUID]:
    if page.public_row and not page.public_row.quotes:
        return ()
    quoted = PublicationFacet.objects.filter(publication__uuid=page.uuid, facet__in=QUOTING)
    return recent(("quoted", page.uuid), lambda: list(quoted.values_list("target_id", flat=True)))


def cards_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every card among what a template is given, however deep; none stands in another."""
    if isinstance(value, Mapping):
        if "kind" in value and "url" in value and isinstance(value.get("id"), str):
            yield value
        else:
            yield from _each(value.values())
    elif isinstance(value, list | tuple):
        yield from _each(value)
    elif is_dataclass(value):
        yield from _each(getattr(value, field.name) for field in fields(value))


def _each(values: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    for value in values:
        yield from cards_in(value)


def _key_of_card(card: Mapping[str, Any]) -> str:
    return f"content-{card['id'].replace('-', '')}"
