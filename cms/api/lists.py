"""Lists of contents by filter, newest first, as SQL: one statement, whatever the depth.

Written by hand because the ORM takes longer to write a statement than the database to answer it,
and because a filtered list has to follow the index of facets. Its text depends on the *shape* of
the filters alone and is kept.

    no facet                  publication_listed, publication_kind
    one facet                 facet_target: the list of its target is the index itself
    several values of one     the newest of each value, merged
    more than one filter      in the order of the first facet; the planner may turn it round
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from cms.api.pagination import Cursor, Slice, sliced

Facets = tuple[tuple[str, tuple[UUID, ...]], ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. Values of one filter are alternatives; filters add up."""

    kinds: tuple[str, ...] = ()
    facets: Facets = ()
    published_from: datetime | None = None
    published_to: datetime | None = None
    updated_since: datetime | None = None
    locale: str = ""


class Row(NamedTuple):
    """What is read of one public content."""

    id: int
    published_at: datetime
    uuid: UUID
    kind: str
    locale: str
    path: str
    etag: str
    card: str
    document: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What the text of a statement depends on: numbers of values, and which bounds there are."""

    kinds: int
    facets: tuple[int, ...]
    bounds: tuple[str, ...]
    cursor: str
    documents: bool


def page_of(
    filters: Filters, cursor: Cursor | None, limit: int, with_documents: bool = False
) -> Slice:
    """One query; `limit` rows at most."""
    bounds = _bounds(filters, cursor)
    direction = "" if cursor is None else "<" if not cursor.backwards else ">"
    shape = Shape(
        kinds=len(filters.kinds),
        facets=tuple(len(targets) for _facet, targets in filters.facets),
        bounds=tuple(bounds),
        cursor=direction,
        documents=with_documents,
    )
    values = {**_values(filters), **bounds, "limit": limit + 1}
    with connection.cursor() as database:
        database.execute(statement(shape), values)
        found = [as_typed(Row(*row)) for row in database.fetchall()]
    return sliced(found, cursor, limit)


def _bounds(filters: Filters, cursor: Cursor | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "published_from": filters.published_from,
        "published_to": filters.published_to,
        "updated_since": filters.updated_since,
        "locale": filters.locale or None,
    }
    if cursor:
        found |= {"at": cursor.published_at, "id": cursor.id}
    return {name: as_stored(value) for name, value in found.items() if value is not None}


def _values(filters: Filters) -> dict[str, Any]:
    values: dict[str, Any] = {f"kind{n}": kind for n, kind in enumerate(filters.kinds)}
    for n, (facet, targets) in enumerate(filters.facets):
        values[f"facet{n}"] = facet
        values |= {f"target{n}_{m}": as_stored(target) for m, target in enumerate(targets)}
    return values


def as_stored(value: Any) -> Any:
    """As the columns hold it: SQLite knows neither moments nor uuids."""
    if connection.vendor != "sqlite":
        return value
    if isinstance(value, UUID):
        return value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def as_typed(row: Row) -> Row:
    """As PostgreSQL gives it by itself."""
    if isinstance(row.uuid, UUID):
        return row
    moment = datetime.fromisoformat(str(row.published_at)).replace(tzinfo=UTC)
    return row._replace(published_at=moment, uuid=UUID(str(row.uuid)))


# --- The statement ----------------------------------------------------------------------------

BOUNDS = {
    "published_from": "{at} >= %(published_from)s",
    "published_to": "{at} < %(published_to)s",
    "updated_since": "p.updated_at >= %(updated_since)s",
    "locale": "p.locale = %(locale)s",
}
PUBLICATION = "cms_publication p"
FACET = "cms_publicationfacet f"
OF_TARGET = "f.facet = %(facet0)s AND f.target_id = %(target0_{n})s AND f.listed"
CARRIES = """EXISTS (SELECT 1 FROM cms_publicationfacet o WHERE o.publication_id = p.id
    AND o.facet = %(facet{n})s AND o.target_id IN ({targets}))"""


@dataclass(frozen=True, slots=True)
class Order:
    """Where the order of a list is read from."""

    at: str
    id: str

    def by(self, shape: Shape) -> str:
        way = "ASC" if shape.cursor == ">" else "DESC"
        return f"ORDER BY {self.at} {way}, {self.id} {way} LIMIT %(limit)s"

    def beyond(self, shape: Shape) -> Iterable[str]:
        """A row comparison, which is one bound of an index on both columns."""
        if shape.cursor:
            yield f"({self.at}, {self.id}) {shape.cursor} (%(at)s, %(id)s)"


BY_PUBLICATION = Order("p.published_at", "p.id")
BY_FACET = Order("f.published_at", "f.publication_id")
BY_NEWEST = Order("n.published_at", "n.id")


@lru_cache(maxsize=1024)
def statement(shape: Shape) -> str:
    if len(shape.facets) == 1 and not shape.kinds:
        branches = [[OF_TARGET.format(n=n)] for n in range(shape.facets[0])]
        order = BY_FACET
    elif not shape.facets and shape.kinds:
        branches = [["p.listed", f"p.kind = %(kind{n})s"] for n in range(shape.kinds)]
        order = BY_PUBLICATION
    else:
        order, conditions = _narrowed(shape)
        branches = [conditions]
    if len(branches) == 1:
        return _select(shape, order, branches[0], _columns(shape))
    return _merged(shape, order, branches)


def _columns(shape: Shape) -> str:
    columns = [f"p.{name}" for name in Row._fields[:-1]]
    return ", ".join([*columns, "p.document" if shape.documents else "''"])


def _narrowed(shape: Shape) -> tuple[Order, list[str]]:
    """More than one filter: led by the first facet if it has one value, else by all contents."""
    leads = bool(shape.facets) and shape.facets[0] == 1
    conditions = [OF_TARGET.format(n=0)] if leads else ["p.listed"]
    if shape.kinds:
        conditions.append(f"p.kind IN ({_names('kind', shape.kinds)})")
    for n, count in enumerate(shape.facets):
        if n or not leads:
            conditions.append(CARRIES.format(n=n, targets=_names(f"target{n}_", count)))
    return BY_FACET if leads else BY_PUBLICATION, conditions


def _select(shape: Shape, order: Order, conditions: Sequence[str], columns: str) -> str:
    bounds = [BOUNDS[name].format(at=order.at) for name in shape.bounds if name in BOUNDS]
    where = " AND ".join([*conditions, *bounds, *order.beyond(shape)])
    source = PUBLICATION
    if order is BY_FACET:
        needs_row = "p." in where + columns
        source = f"{FACET} JOIN {PUBLICATION} ON p.id = f.publication_id" if needs_row else FACET
    return f"SELECT {columns} FROM {source} WHERE {where} {order.by(shape)}"  # noqa: S608 - constants


def _merged(shape: Shape, order: Order, branches: Sequence[Sequence[str]]) -> str:
    """Each content once. The keys of a page are picked of each branch, then rows are read, which
    have some kilobytes."""
    keys = f"{order.id} AS id, {order.at} AS published_at"
    parts = " UNION ".join(
        f"SELECT * FROM ({_select(shape, order, conditions, keys)}) b{n}"  # noqa: S608 - constants
        for n, conditions in enumerate(branches)
    )
    newest = f"SELECT n.id, n.published_at FROM ({parts}) n {BY_NEWEST.by(shape)}"  # noqa: S608
    return (
        f"SELECT {_columns(shape)} FROM ({newest}) n "  # noqa: S608 - constants
        f"JOIN {PUBLICATION} ON p.id = n.id {BY_NEWEST.by(shape)}"
    )


def _names(prefix: str, count: int) -> str:
    return ", ".join(f"%({prefix}{n})s" for n in range(count))
