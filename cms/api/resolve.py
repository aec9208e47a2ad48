"""`/resolve`: what stands at a public path, as a reader's browser would find it.

content → 410 with its reason → redirect (also of what has moved, and of a missing slash) → 404
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field
from wagtail.contrib.redirects.models import Redirect

from cms.api.caching import ABSENT, conditional, etag_of, path_key, shared
from cms.api.content_types import AnyContent, one_of
from cms.api.documents import (
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
from cms.api.site import open_links
from cms.models.publication import Publication, Withdrawal

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
        return resolved_redirect(request, target, redirect.is_permanent, [*keys, path_key(target)])
    return shared(not_found(request), keys, ABSENT)


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

    etag = etag_of(["resolve", row.etag, *quoted.etags, rich_text])
    return conditional(request, etag, render, keys_of(row, quoted))


def resolved_redirect(
    request: HttpRequest, target: str, is_permanent: bool, keys: Sequence[str]
) -> HttpResponse:
    to = settings.SITE_URL + target if target.startswith("/") else target
    answer = ResolvedRedirect(type="redirect", to=to, permanent=is_permanent).model_dump_json()
    return conditional(request, etag_of([answer]), lambda: _json(answer), keys)


def redirect_of(text: str) -> Redirect | None:
    """As Wagtail looks one up: with its query first, then without; one of this site before one of
    any."""
    asked = Redirect.normalise_path(text)
    plain = Redirect.normalise_path(asked.partition("?")[0])
    rows = Redirect.objects.filter(old_path__in={asked, plain}).select_related("redirect_page")
    found = sorted(rows[:4], key=lambda row: (row.old_path != asked, row.site_id is None))
    return found[0] if found else None


def target_of(redirect: Redirect) -> str:
    """Where it leads: a path of ours, or an address elsewhere. Empty where nothing public stands:
    the address of a draft tells its title."""
    page = redirect.redirect_page
    if page is not None:
        rows = Publication.objects.filter(uuid=page.translation_key).values_list("path", flat=True)
        path = rows.first()
        return f"{path.rstrip('/')}{redirect.redirect_page_route_path or '/'}" if path else ""
    link: str = redirect.redirect_link
    return link if link in open_links([link]) else ""


def _json(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/json")
