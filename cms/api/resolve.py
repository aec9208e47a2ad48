"""`/resolve`: what stands at a public path, as a reader's browser would find it.

content → 410 with its reason → redirect (also of what has moved, and of a missing slash) → 404
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field
from wagtail.contrib.redirects.models import Redirect

from cms.api.caching import ABSENT, conditional, content_key, etag_of, path_key, shared, until
from cms.api.content_types import AnyContent, one_of
from cms.api.documents import (
    CONTRACT,
    RichText,
    Row,
    formatted,
    keys_of,
    quoted_of,
    row_at,
    whole,
)
from cms.api.errors import gone, not_found
from cms.api.parameters import Parameters
from cms.api.site import absolute
from cms.models.publication import Publication, Withdrawal
from cms.redirects import path_here, redirect_of, target_of

router = Router(tags=["contents"])

LONGEST = 1024
"""Characters of the longest public path."""


class ResolveQuery(Parameters):
    """Where to look."""

    path: str = Field(description="Path of a page, with or without its query: /articles/x/")
    rich_text: RichText = Field("html", description="Format of rich texts")


class ResolvedContent(BaseModel):
    type: Literal["content"]
    content: AnyContent


class ResolvedRedirect(BaseModel):
    """`to` is a full address; `permanent` tells a 301 from a 302."""

    type: Literal["redirect"]
    to: str
    permanent: bool


Resolved: Any = one_of([ResolvedContent, ResolvedRedirect], "type")


@router.get("/resolve", response=Resolved, summary="What stands at a public path")
def resolve(request: HttpRequest, query: Annotated[ResolveQuery, Query()]) -> HttpResponse:
    """One request for whatever a reader may type: a content in full, or where to go instead."""
    ResolveQuery.refuse_unknown(request)
    path = public_path(query.path)
    if path is None:
        return not_found(request)
    if row := row_at("path", path):
        return resolved_content(request, row, query.rich_text)
    slashed = path if path.endswith("/") else f"{path}/"
    # Of whatever would make another answer of this one.
    keys = ["redirects", *map(path_key, sorted({path, slashed}))]
    if withdrawal := Withdrawal.objects.filter(path=slashed).first():
        return shared(gone(withdrawal.reason), keys, ABSENT)
    if slashed != path and Publication.objects.filter(path=slashed).exists():
        return resolved_redirect(request, slashed, True, keys)
    redirect = redirect_of(query.path)
    target = target_of(redirect) if redirect else ""
    if redirect and target:
        keys.append(led_to(redirect))
        return resolved_redirect(request, target, redirect.is_permanent, keys)
    return shared(not_found(request), keys, ABSENT)


def led_to(redirect: Redirect) -> str:
    """The key of what stands there: it may leave."""
    page = redirect.redirect_page
    return (
        content_key(page.translation_key) if page else path_key(path_here(redirect.redirect_link))
    )


def public_path(text: str) -> str | None:
    """The path that an address names, decoded, without its query; None for what no content can
    have."""
    try:
        path = unquote(urlsplit(text).path)
    except ValueError:
        return None
    if not path.startswith("/") or len(path) > LONGEST or "\0" in path:
        return None
    return path


def resolved_content(request: HttpRequest, row: Row, rich_text: str) -> HttpResponse:
    quoted = quoted_of(row)

    def render() -> HttpResponse:
        text = formatted(whole(row, quoted), rich_text)
        return _json(f'{{"type":"content","content":{text}}}')

    etag = etag_of(["resolve", CONTRACT, row.etag, *quoted.etags, rich_text])
    by_itself = until(row.changes_at, timezone.now())
    return conditional(request, etag, render, keys_of(row, quoted), by_itself)


def resolved_redirect(
    request: HttpRequest, target: str, is_permanent: bool, keys: Sequence[str]
) -> HttpResponse:
    found = ResolvedRedirect(type="redirect", to=absolute(target), permanent=is_permanent)
    answer = found.model_dump_json()
    return conditional(request, etag_of([answer]), lambda: _json(answer), keys)


def _json(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/json")
