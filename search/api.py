"""`/search`: the same search as the site's page."""

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from cms.api.caching import conditional, content_key, etag_of, list_key
from cms.api.contents import Narrowed, facets_of
from cms.api.lists import Filters
from cms.api.openapi import OPTIONAL
from cms.api.parameters import chosen, words
from cms.models.publication import Kind
from cms.schemas import Card
from search.facets import choices, kind_counts
from search.passages import passages_of
from search.query import COUNTED, MAX_CHARACTERS, MAX_PAGE, Results, Search, parse, search

router = Router(tags=["search"])

KINDS = tuple(kind.value for kind in Kind if kind is not Kind.INDEX)
INCLUDED = ("facets", "passages")


class SearchQuery(Narrowed):
    """Filters are those of `/contents`; `kind` is any of all kinds here."""

    q: str = Field("", max_length=MAX_CHARACTERS, description="Words; operators are words too")
    page: int = Field(1, ge=1, le=MAX_PAGE, description="Best first: the first page has most of it")
    kind: str = Field("", description="Any of these kinds", json_schema_extra=words(KINDS))
    sort: Literal["best", "newest"] = Field("best", description="What comes first")
    match: Literal["all", "any"] = Field("all", description="Whether one of the words is enough")
    include: str = Field("", description="Added", json_schema_extra=words(INCLUDED))


class FoundPassage(BaseModel):
    """`title` and `html` are HTML that holds text and `<mark>` alone; `html` is empty where none of
    the words stands in what was read. `start_s`: the second of a recording at which it is said."""

    title: str
    html: str
    start_s: int | None


class FoundCard(Card):
    """`passage` comes with `include=passages`."""

    passage: FoundPassage | SkipJsonSchema[None] = Field(None, json_schema_extra={OPTIONAL: True})


class KindCount(BaseModel):
    kind: str
    count: int


class FacetCount(BaseModel):
    uuid: UUID
    title: str
    count: int


class FoundFacets(BaseModel):
    """What the results carry, most frequent first: eight of each at most, and what is asked for.
    `are_exact`: counted over all results, else over the first of them."""

    are_exact: bool
    kind: list[KindCount]
    source: list[FacetCount]
    person: list[FacetCount]
    dossier: list[FacetCount]
    show: list[FacetCount]


class SearchAnswer(BaseModel):
    """`total` is exact where `total_is_exact`, else there are more; `next_page` is null at the
    end. `query` holds the words that were looked for. `facets` come with `include=facets`."""

    query: str
    total: int
    total_is_exact: bool
    next_page: int | None
    facets: FoundFacets | SkipJsonSchema[None] = Field(None, json_schema_extra={OPTIONAL: True})
    items: list[FoundCard]


@router.get("/search", response=SearchAnswer, summary="Search all that is public, best first")
def search_contents(request: HttpRequest, query: Annotated[SearchQuery, Query()]) -> HttpResponse:
    SearchQuery.refuse_unknown(request)
    wanted, include = wanted_by(query), chosen(query.include, INCLUDED)
    found = search(wanted, with_texts="passages" in include)
    head: dict[str, Any] = {
        "query": " ".join(found.words),
        "total": min(found.total, COUNTED),
        "total_is_exact": not found.is_capped,
        "next_page": wanted.page + 1 if found.has_more else None,
    }
    if "facets" in include:
        head["facets"] = facets_in(wanted, found).model_dump(mode="json")
    cards = list(_with_passages(found) if "passages" in include else _cards(found))
    # What is published later may be found as well: any change makes an answer stale.
    keys = [*map(list_key, Kind.values), *(content_key(row.uuid) for row in found.rows)]
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    body = f'{text[:-1]},"items":[{",".join(cards)}]}}'
    return conditional(
        request,
        etag_of([body]),
        lambda: HttpResponse(body, content_type="application/json"),
        keys,
    )


def wanted_by(query: SearchQuery) -> Search:
    """Raises UnknownParameterError for a value from outside its list, or that is not public."""
    asked = parse(query.q, str(query.page))
    kinds = chosen(query.kind, KINDS)
    filters = Filters(
        kinds=tuple(dict.fromkeys(kinds)),
        facets=facets_of(query),
        published_from=query.published_from,
        published_to=query.published_to,
    )
    by_date, any_word = query.sort == "newest", query.match == "any"
    return Search(asked.words, asked.page, filters, by_date=by_date, any_word=any_word)


def facets_in(wanted: Search, found: Results) -> FoundFacets:
    counts = kind_counts(wanted, found.found)
    others = {
        name: [FacetCount(uuid=UUID(c.value), title=c.label, count=c.count) for c in some]
        for name, some in choices(wanted, found.found).items()
    }
    return FoundFacets(
        are_exact=not found.is_capped,
        kind=[KindCount(kind=kind, count=count) for kind, (count, _is_asked) in counts.items()],
        **others,
    )


def _cards(found: Results) -> Iterator[str]:
    """As they are stored, unparsed, with the origin before each address."""
    for row in found.rows:
        yield row.card.replace('"url":"/', f'"url":"{settings.SITE_URL}/')


def _with_passages(found: Results) -> Iterator[str]:
    titles = [json.loads(row.card)["title"] for row in found.rows]
    for card, passage in zip(_cards(found), passages_of(found, titles), strict=True):
        start_s = passage.moment.second if passage.moment else None
        told = FoundPassage(title=passage.title, html=passage.html, start_s=start_s)
        yield f'{card[:-1]},"passage":{told.model_dump_json()}}}'
