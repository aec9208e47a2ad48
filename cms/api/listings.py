"""What contents are filed under: topics, people and sources in alphabetical order, dossiers and
shows newest first. Each listing's entries are cards; `/{slug}` gives one in full."""

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated, Any, Self

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from cms.api.caching import conditional, content_key, etag_of, list_key
from cms.api.content_types import AnyContent
from cms.api.contents import Contents, rendered
from cms.api.documents import FIELDS, DetailQuery, answer, missing, row_of
from cms.api.errors import problem
from cms.api.names import start_of
from cms.api.pagination import MAX_PAGE_SIZE, PAGE_SIZE, BadCursorError, Cursor, Slice, slice_of
from cms.api.parameters import Parameters, chosen
from cms.faces import publishers
from cms.models.publication import Kind, Publication, PublicationQuerySet

router = Router(tags=["listings"])

LISTINGS = {
    "topics": Kind.TOPIC,
    "people": Kind.PERSON,
    "sources": Kind.SOURCE,
    "dossiers": Kind.DOSSIER,
    "shows": Kind.SHOW,
}
ALPHABETICAL = {Kind.TOPIC, Kind.PERSON, Kind.SOURCE}


class ListingQuery(Parameters):
    cursor: str = Field("", max_length=200, description="`next` of an earlier answer")
    limit: int = Field(PAGE_SIZE, ge=1, le=MAX_PAGE_SIZE)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an alphabetical list, after one row."""

    sort_title: str
    id: int

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises BadCursorError for anything that `encode` did not write."""
        try:
            pk, title = base64.urlsafe_b64decode(text.encode("ascii")).decode("ascii").split(".")
            if not 0 <= int(pk) < 2**63 or "\0" in title:
                raise BadCursorError(text)
        except (binascii.Error, ValueError) as error:
            raise BadCursorError(text) from error
        return cls(title, int(pk))

    def encode(self) -> str:
        return base64.urlsafe_b64encode(f"{self.id}.{self.sort_title}".encode()).decode()


def by_title(rows: PublicationQuerySet, place: Place | None, limit: int) -> Slice:
    """One query, whatever the depth. Forward only."""
    if place is not None:
        tie = Q(sort_title__gt=place.sort_title) | Q(id__gt=place.id)
        rows = rows.filter(Q(sort_title__gte=place.sort_title) & tie)
    # As the partial index says, so that it serves.
    rows = rows.exclude(sort_title="").order_by("sort_title", "id")
    found = list(rows.only("sort_title", "card", "uuid", "etag", "kind")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    last = Place(found[-1].sort_title, found[-1].pk).encode() if more else ""
    return Slice(rows=found, next_cursor=last, prev_cursor="")


def listing(request: HttpRequest, query: ListingQuery, kind: Kind) -> HttpResponse:
    ListingQuery.refuse_unknown(request)
    rows = Publication.objects.of_kind(kind)
    try:
        page = _page(rows, kind, query)
    except BadCursorError:
        return problem(422, "Invalid cursor", hint="Use `next` or `prev` as they were given.")
    etag = etag_of([*(row.card for row in page.rows), page.next_cursor, page.prev_cursor])
    keys = [list_key(kind), *(content_key(row.uuid) for row in page.rows)]
    return conditional(request, etag, lambda: rendered(request, page), keys)


def _page(rows: PublicationQuerySet, kind: Kind, query: ListingQuery) -> Slice:
    """Raises BadCursorError."""
    if kind in ALPHABETICAL:
        return by_title(rows, Place.decode(query.cursor) if query.cursor else None, query.limit)
    return slice_of(rows, Cursor.decode(query.cursor) if query.cursor else None, query.limit)


def entry(request: HttpRequest, query: DetailQuery, slug: str, kind: Kind) -> HttpResponse:
    """One entry in full, as `/contents/{uuid}` gives it; what carries it is in `/contents`."""
    DetailQuery.refuse_unknown(request)
    wanted = chosen(query.fields, FIELDS)
    start = start_of(kind)
    where: dict[str, Any] = (
        {"path": f"{start}{slug}/"} if start else {"path__endswith": f"/{slug}/"}
    )
    row = row_of(kind=kind, **where)
    if row is None:
        # Pages of other kinds may have had this slug, and left with a reason of their own.
        own = {} if start else {"uuid__in": _pages_of(kind)}
        return missing(request, **where, **own)
    return answer(request, row, query.rich_text, wanted)


def _pages_of(kind: Kind) -> QuerySet[Any]:
    """The uuids of all pages of a kind, public or not."""
    model = next(each.model for each in publishers() if getattr(each.model, "kind", "") == kind)
    return model._default_manager.values("translation_key")


def _open(name: str, kind: Kind) -> None:
    """The two addresses of one kind."""

    def listed(request: HttpRequest, query: Annotated[ListingQuery, Query()]) -> HttpResponse:
        return listing(request, query, kind)

    def one(
        request: HttpRequest, slug: str, query: Annotated[DetailQuery, Query()]
    ) -> HttpResponse:
        return entry(request, query, slug, kind)

    order = "alphabetical order" if kind in ALPHABETICAL else "newest first"
    words: dict[str, Any] = {"summary": f"List the {name}, {order}", "operation_id": f"list_{name}"}
    router.get(f"/{name}", response=Contents, **words)(listed)
    words = {"summary": f"One of the {name} in full", "operation_id": f"get_{name}"}
    router.get(f"/{name}/{{slug:slug}}", response=AnyContent, **words)(one)


for name, kind in LISTINGS.items():
    _open(name, kind)
