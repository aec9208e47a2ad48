"""`/contents`: cards of articles, éditos, episodes and feed items, newest first."""

from collections.abc import Sequence
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from cms.api.caching import conditional, content_key, etag_of, facet_key, list_key
from cms.api.content_types import AnyListed
from cms.api.documents import CONTRACT, RichText, extended
from cms.api.errors import problem
from cms.api.lists import Facets, Filters, page_of
from cms.api.names import named, resolved
from cms.api.pagination import MAX_PAGE_SIZE, PAGE_SIZE, BadCursorError, Cursor, Slice
from cms.api.parameters import OptionalMoment, Parameters, chosen, words
from cms.models.publication import HAS, LISTED_KINDS
from cms.schemas import Card

router = Router(tags=["contents"])

FACETS = ("topic", "person", "source", "show", "dossier")
"""Filters by another content: its slug or its uuid, several by comma."""

KINDS = tuple(kind.value for kind in LISTED_KINDS)
PUBLIC_HAS = ("video", "audio", "transcript")
INCLUDED = ("seo", "body", "details", "related")
FIELDS = tuple(Card.model_fields)

NAMES = 1_000
"""Characters of such a filter."""


class Narrowed(Parameters):
    """Filters of lists and of the search. Values separated by commas mean any of them; two filters,
    both."""

    topic: str = Field("", max_length=NAMES, description="Slug or uuid of a topic")
    person: str = Field("", max_length=NAMES, description="Slug or uuid of a person")
    source: str = Field("", max_length=NAMES, description="Slug or uuid of a source")
    show: str = Field("", max_length=NAMES, description="Slug or uuid of a show")
    dossier: str = Field("", max_length=NAMES, description="Slug or uuid of a dossier")
    has: str = Field("", description="Any of these", json_schema_extra=words(PUBLIC_HAS))
    published_from: OptionalMoment = Field(None, description="From this moment on (ISO 8601)")
    published_to: OptionalMoment = Field(None, description="Before this moment (ISO 8601)")


class ContentsQuery(Narrowed):
    """Filters of `/contents`."""

    kind: str = Field("", description="Any of these kinds", json_schema_extra=words(KINDS))
    updated_since: OptionalMoment = Field(None, description="Changed since this moment (ISO 8601)")
    locale: str = Field("", pattern=r"^([a-z]{2,3})?$", description="Language: fr, en, es…")
    fields: str = Field(
        "", description="Fields of a card: nothing else is given", json_schema_extra=words(FIELDS)
    )
    include: str = Field("", description="Added to each card", json_schema_extra=words(INCLUDED))
    rich_text: RichText = Field("html", description="Format of rich texts of what is included")
    cursor: str = Field("", max_length=200, description="`next` or `prev` of an earlier answer")
    limit: int = Field(PAGE_SIZE, ge=1, le=MAX_PAGE_SIZE)


class Contents(Schema):
    """One page of cards; `next` and `prev` are cursors, empty at either end."""

    items: list[Card]
    next: str
    prev: str


class ListedContents(Contents):
    """One page of contents; what `include` names comes with each card."""

    items: list[AnyListed]


@router.get("/contents", response=ListedContents, summary="List contents, newest first")
def contents(request: HttpRequest, query: Annotated[ContentsQuery, Query()]) -> HttpResponse:
    ContentsQuery.refuse_unknown(request)
    try:
        cursor = Cursor.decode(query.cursor) if query.cursor else None
    except BadCursorError:
        return problem(422, "Invalid cursor", hint="Use `next` or `prev` as they were given.")
    fields, include = chosen(query.fields, FIELDS), chosen(query.include, INCLUDED)
    filters = filters_of(query)
    page = page_of(filters, cursor, query.limit, with_documents=bool(include))
    held: list[str] = []
    if fields or include:
        page, held = extended(page, fields, include, query.rich_text)
    etags = [row.etag for row in page.rows]
    wanted = [*fields, *include, query.rich_text]
    etag = etag_of([CONTRACT, *etags, page.next_cursor, page.prev_cursor, *wanted])
    return conditional(
        request, etag, lambda: rendered(request, page), [*keys(filters, page), *held]
    )


def filters_of(query: ContentsQuery) -> Filters:
    """Raises UnknownParameterError for a value from outside its list, or that is not public."""
    kinds = chosen(query.kind, KINDS)
    return Filters(
        kinds=tuple(dict.fromkeys(kinds)),
        facets=facets_of(query),
        published_from=query.published_from,
        published_to=query.published_to,
        updated_since=query.updated_since,
        locale=query.locale,
    )


def facets_of(query: Narrowed) -> Facets:
    """Raises UnknownParameterError for what is not public."""
    has = tuple(HAS[name] for name in dict.fromkeys(chosen(query.has, PUBLIC_HAS)))
    facets = resolved({facet: named(getattr(query, facet)) for facet in FACETS})
    return (*facets, ("has", has)) if has else facets


def keys(filters: Filters, page: Slice) -> list[str]:
    """Of its contents, and of what may enter it: a facet that all of them carry says more than
    their kinds."""
    entering = [facet_key(facet, uuid) for facet, uuids in filters.facets for uuid in uuids]
    held = [content_key(row.uuid) for row in page.rows]
    return [*(entering or map(list_key, filters.kinds or KINDS)), *held]


def rendered(request: HttpRequest, page: Slice) -> HttpResponse:
    """Cards go out as they are stored, unparsed, with the origin before each address."""
    cards = ",".join([row.card for row in page.rows]).replace(
        'url":"/', f'url":"{settings.SITE_URL}/'
    )
    body = f'{{"items":[{cards}],"next":"{page.next_cursor}","prev":"{page.prev_cursor}"}}'
    response = HttpResponse(body, content_type="application/json")
    if found := links(request, page):
        response["Link"] = ", ".join(found)
    return response


def links(request: HttpRequest, page: Slice) -> Sequence[str]:
    found = []
    for rel, cursor in (("next", page.next_cursor), ("prev", page.prev_cursor)):
        if cursor:
            params = request.GET.copy()
            params["cursor"] = cursor
            found.append(f'<{settings.SITE_URL}{request.path}?{params.urlencode()}>; rel="{rel}"')
    return found
