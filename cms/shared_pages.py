"""Pages that are the same for all who bring no session: caches are told so, with the keys
that drop them (`cms.api.caching`).

A view says that its page is one of those by what it draws: a page of ours, or `keys` in its
context. `changes_at` there is the moment from which the page is another one by itself.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, has_vary_header, patch_cache_control

from cms.api.caching import content_key, facet_key, shared, until
from cms.api.pagination import Cards
from cms.models import PublicationFacet, SiteSettings
from cms.models.base import BasePage
from cms.recent import recent
from cms.surroundings import SharedPicture, surroundings_of

ELSEWHERE = ("/admin/", "/api/", "/documents/")
"""Where other rules hold."""

QUOTING = ("content", "entry")
"""Facets of what a page shows the name of, and that may change without it."""


class SharedPagesMiddleware:
    """An answer that names its keys may be kept for everybody, unless it is for one visitor: who
    brings a session, or is given a cookie, or whose session was looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD") or request.path.startswith(ELSEWHERE):
            return response
        keys = keys_of(response)
        if not keys:
            return response
        if is_of_one_visitor(request, response):
            del response["Surrogate-Key"]
            patch_cache_control(response, private=True)
            return response
        return _for_all(request, response, keys)


def _for_all(request: HttpRequest, response: HttpResponse, keys: set[str]) -> HttpResponse:
    context = getattr(response, "context_data", None) or {}
    picture = _shared_picture(request) if context else None
    # Also of one that is not shown: the day it may be, it stands in the page.
    keys |= {facet_key("image", picture.uuid)} if picture else set()
    moments = (context.get("changes_at"), picture and picture.until)
    by_itself = until(min(filter(None, moments), default=None), timezone.now())
    shared(response, sorted(keys), response.get("Cache-Control", "") or by_itself)
    if response.status_code != 200:
        return response
    etag = f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
    response["ETag"] = etag
    found = get_conditional_response(request, etag, response=response) or response
    found["Surrogate-Key"] = response["Surrogate-Key"]
    return found


def _shared_picture(request: HttpRequest) -> SharedPicture | None:
    """What pages without a picture of their own are shared with, where a site is."""
    with suppress(SiteSettings.DoesNotExist):
        return surroundings_of(request).shared_picture
    return None


def is_of_one_visitor(request: HttpRequest, response: HttpResponse) -> bool:
    was_looked_at = has_vary_header(response, "Cookie")
    brings_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return bool(brings_session or response.cookies or was_looked_at)


def keys_of(response: HttpResponse) -> set[str]:
    """Those that an answer carries already, or of what its template has drawn; none for what is not
    to be kept."""
    if carried := response.get("Surrogate-Key"):
        return set(carried.split())
    context = getattr(response, "context_data", None) or {}
    page = context.get("page")
    own = keys_of_page(page) if isinstance(page, BasePage) and page.live else set()
    own |= set(context.get("keys", ()))
    return {"site", *own, *map(content_key, shown_in(context))} if own else set()


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


def shown_in(value: Any) -> Iterator[UUID]:
    """Of every card among what a template is given, however deep; none stands in another."""
    if isinstance(value, Cards):
        yield from value.ids
    elif isinstance(value, Mapping):
        if "kind" in value and "url" in value and isinstance(value.get("id"), str):
            yield UUID(value["id"])
        else:
            yield from _each(value.values())
    elif isinstance(value, list | tuple):
        yield from _each(value)
    elif is_dataclass(value):
        yield from _each(getattr(value, field.name) for field in fields(value))


def _each(values: Iterable[Any]) -> Iterator[UUID]:
    for value in values:
        yield from shown_in(value)
