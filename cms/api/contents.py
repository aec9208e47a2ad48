"""`/contents`: cards of articles, éditos, episodes and feed items, newest first."""

from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from cms.api.caching import conditional, etag_of
from cms.api.errors import UnknownParameterError, problem
from cms.api.pagination import MAX_PAGE_SIZE, PAGE_SIZE, BadCursorError, Cursor, Slice, slice_of
from cms.api.parameters import Moment, Parameters, chosen, is_uuid
from cms.models.publication import HAS, LISTED_KINDS, Publication, PublicationQuerySet
from cms.schemas import Card

router = Router(tags=["contents"])

FACETS = ("topic", "person", "source", "show", "dossier")
"""Filters by another content: its slug or its uuid, several by comma."""

NAMES = 1_000
"""Characters of such a filter: each name costs a query."""


class ContentsQuery(Parameters):
    """Filters of `/contents`. Values separated by commas mean any of them; two filters, both."""

    kind: str = Field("", description="article, edito, episode, item")
    topic: str = Field("", max_length=NAMES, description="Slug or uuid of a topic")
    person: str = Field("", max_length=NAMES, description="Slug or uuid of a person")
    source: str = Field("", max_length=NAMES, description="Slug or uuid of a source")
    show: str = Field("", max_length=NAMES, description="Slug or uuid of a show")
    dossier: str = Field("", max_length=NAMES, description="Slug or uuid of a dossier")
    has: str = Field("", description="video, audio, transcript")
    published_from: Moment | None = Field(None, description="From this moment on (ISO 8601)")
    published_to: Moment | None = Field(None, description="Before this moment (ISO 8601)")
    cursor: str = Field("", max_length=200, description="`next` or `prev` of an earlier answer")
    limit: int = Field(PAGE_SIZE, ge=1, le=MAX_PAGE_SIZE)


class Contents(Schema):
    """One page of cards; `next` and `prev` are cursors, empty at either end."""

    items: list[Card]
    next: str
    prev: str


@router.get("/contents", response=Contents, summary="List cards, newest first")
def contents(request: HttpRequest, query: Annotated[ContentsQuery, Query()]) -> HttpResponse:
    ContentsQuery.refuse_unknown(request)
    try:
        cursor = Cursor.decode(query.cursor) if query.cursor else None
    except BadCursorError:
        return problem(422, "Invalid cursor", hint="Use `next` or `prev` as they were given.")
    page = slice_of(filtered(query), cursor, query.limit)
    etag = etag_of([*(row.card for row in page.rows), page.next_cursor, page.prev_cursor])
    return conditional(request, etag, lambda: rendered(request, page))


def filtered(query: ContentsQuery) -> PublicationQuerySet:
    rows = Publication.objects.listed()
    if query.kind:
        rows = rows.of_kind(*chosen(query.kind, [kind.value for kind in LISTED_KINDS]))
    if query.has:
        rows = rows.with_facet("has", *(HAS[name] for name in chosen(query.has, PUBLIC_HAS)))
    for facet in FACETS:
        if value := getattr(query, facet):
            rows = rows.with_facet(facet, *targets(facet, value))
    if query.published_from:
        rows = rows.filter(published_at__gte=query.published_from)
    if query.published_to:
        rows = rows.filter(published_at__lt=query.published_to)
    return rows


PUBLIC_HAS = ("video", "audio", "transcript")


def targets(kind: str, text: str) -> list[UUID]:
    """Public uuids named by slug or uuid. Raises UnknownParameterError for what is not public."""
    values = dict.fromkeys(value.strip() for value in text.split(",") if value.strip())
    rows = Publication.objects.of_kind(kind)
    found = []
    for value in values:
        row = (
            rows.filter(uuid=value) if is_uuid(value) else rows.filter(path__endswith=f"/{value}/")
        )
        uuid = row.values_list("uuid", flat=True).first()
        if uuid is None:
            raise UnknownParameterError(value, [f"the slug or uuid of a public {kind}"])
        found.append(uuid)
    return found


def rendered(request: HttpRequest, page: Slice) -> HttpResponse:
    """Cards go out as they are stored, unparsed, with the origin before each address."""
    cards = ",".join(row.card for row in page.rows).replace(
        '"url":"/', f'"url":"{settings.SITE_URL}/'
    )
    body = f'{{"items":[{cards}],"next":"{page.next_cursor}","prev":"{page.prev_cursor}"}}'
    response = HttpResponse(body, content_type="application/json")
    response["Link"] = ", ".join(links(request, page))
    return response


def links(request: HttpRequest, page: Slice) -> list[str]:
    found = []
    for rel, cursor in (("next", page.next_cursor), ("prev", page.prev_cursor)):
        if cursor:
            params = request.GET.copy()
            params["cursor"] = cursor
            found.append(f'<{settings.SITE_URL}{request.path}?{params.urlencode()}>; rel="{rel}"')
    return found
