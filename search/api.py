"""`/search`: the same search as the site's page."""

from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from cms.api.caching import conditional, content_key, etag_of, list_key
from cms.api.parameters import Parameters
from cms.models.publication import Kind
from cms.schemas import Card
from search.query import COUNTED, MAX_CHARACTERS, MAX_PAGE, Results, parse, search

router = Router(tags=["search"])


class SearchQuery(Parameters):
    q: str = Field("", max_length=MAX_CHARACTERS, description="Words; operators are words too")
    page: int = Field(1, ge=1, le=MAX_PAGE, description="Best first: the first page has most of it")


class SearchAnswer(BaseModel):
    """`total` is exact where `total_is_exact`, else there are more; `next_page` is null at the
    end. `query` holds the words that were looked for."""

    query: str
    total: int
    total_is_exact: bool
    next_page: int | None
    items: list[Card]


@router.get("/search", response=SearchAnswer, summary="Search all that is public, best first")
def search_contents(request: HttpRequest, query: Annotated[SearchQuery, Query()]) -> HttpResponse:
    SearchQuery.refuse_unknown(request)
    wanted = parse(query.q, str(query.page))
    found = search(wanted)
    head = SearchAnswer(
        query=" ".join(found.words),
        total=min(found.total, COUNTED),
        total_is_exact=not found.is_capped,
        next_page=wanted.page + 1 if found.has_more else None,
        items=[],
    ).model_dump_json()
    # What is published later may be found as well: any change makes an answer stale.
    keys = [*map(list_key, Kind.values), *(content_key(row.uuid) for row in found.rows)]
    etag = etag_of([head, *(row.card for row in found.rows)])
    return conditional(request, etag, lambda: _rendered(head, found), keys)


def _rendered(head: str, found: Results) -> HttpResponse:
    """Cards go out as they are stored, unparsed, with the origin before each address."""
    cards = ",".join(row.card for row in found.rows)
    cards = cards.replace('"url":"/', f'"url":"{settings.SITE_URL}/')
    body = f"{head.removesuffix(']}')}{cards}]}}"
    return HttpResponse(body, content_type="application/json")
