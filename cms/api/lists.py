"""Lists of contents by filter, newest first, as SQL: one statement, whatever the depth.

Written by hand because the ORM takes longer to write a statement than the database to answer it,
and because a filtered list has to follow the index of its narrowest filter, its *lead*: of two
filters the rows of the lead are read in order, and each is asked whether it passes the other. Of
several values of the lead the newest of each are merged. The text of a statement depends on the
*shape* of the filters alone, and is kept.

    lead               index
    a facet            facet_target: the list of its target is the index itself
    kind, locale       publication_kind, publication_locale
    updated_since      publication_updated: what has changed last comes first
    none               publication_listed
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from cms.api.pagination import PAGE_SIZE, Cursor, Slice, context_of, sliced
from cms.models.publication import Kind
from cms.statements import rows_of

Facets = tuple[tuple[str, tuple[UUID, ...]], ...]
FacetShape = tuple[str, tuple[str, ...]]
"""A facet and its targets as SQL: names of values, or what the text itself says."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. Values of one filter are alternatives; filters add up. What
    carries a facet of `without` is left out."""

    kinds: tuple[str, ...] = ()
    facets: Facets = ()
    published_from: datetime | None = None
    published_to: datetime | None = None
    updated_since: datetime | None = None
    locale: str = ""
    without: Facets = ()


class Row(NamedTuple):
    """What is read of one public content; `placed_at` is the moment that orders its list, as the
    database writes it: of a page only two rows are asked for theirs, and reading it costs.
    `quotes`: whether it may name contents whose cards come with it; `refresh_at`: the moment at
    which it is another one by itself, as the database writes it, where that was asked for."""

    id: int
    placed_at: str
    uuid: UUID
    kind: str
    locale: str
    path: str
    etag: str
    card: str
    document: str
    quotes: bool = True
    refresh_at: str | None = None

    @property
    def published_at(self) -> datetime:
        """As any row with a place in a list has it."""
        return _moment(self.placed_at)

    @property
    def changes_at(self) -> datetime | None:
        return _moment(self.refresh_at) if self.refresh_at else None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


STORED = ("uuid", "kind", "locale", "path", "etag", "card")
"""Columns of a row that are read as they are."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the text of a statement depends on: the lead, the kinds, the facets, which bounds there
    are, the way from the cursor, and the limit. `lead` is the number of a facet, or a name: kind,
    locale, updated_since, or none. What has few values for ever stands in the text: PostgreSQL
    plans it once and without values, takes a limit that is one for a tenth of the table, any kind
    for as frequent as any other, and any target for as rare as a picture."""

    lead: int | str
    kinds: tuple[Kind, ...]
    facets: tuple[FacetShape, ...]
    bounds: tuple[str, ...]
    cursor: str
    documents: bool
    limit: int
    without: tuple[FacetShape, ...] = ()


NARROWEST = {
    name: rank
    for rank, name in enumerate(
        ("dossier", "show", "edito", "episode", "locale", "person", "topic", "source", "article")
    )
}
"""Filters and kinds by how few contents they are likely to leave; `has` and items leave most."""


def page_of(
    filters: Filters, cursor: Cursor | None, limit: int, with_documents: bool = False
) -> Slice:
    """One query; `limit` rows at most."""
    rows = rows_of(*question(filters, cursor, limit, with_documents))
    return sliced([as_typed(Row(*row)) for row in rows], cursor, limit)


def cards_of(request: HttpRequest, filters: Filters) -> dict[str, Any]:
    """Template context of a list page: `cms.api.pagination.context_of`."""
    return context_of(request, lambda cursor: page_of(filters, cursor, PAGE_SIZE))


def question(
    filters: Filters, cursor: Cursor | None, limit: int, with_documents: bool = False
) -> tuple[str, dict[str, Any]]:
    """The statement for one row more than a page, and its values."""
    bounds = _bounds(filters, cursor)
    shape = Shape(
        lead=lead_of(filters),
        kinds=tuple(sorted(map(Kind, filters.kinds))),
        facets=spelt(filters.facets),
        bounds=tuple(bounds),
        cursor="" if cursor is None else ">" if cursor.backwards else "<",
        documents=with_documents,
        limit=limit + 1,
        without=spelt(filters.without, len(filters.facets)),
    )
    return statement(shape), {**facet_values(filters.facets + filters.without), **bounds}


def lead_of(filters: Filters) -> int | str:
    """The filter whose rows are read in order. A wrong guess costs time, never a row."""
    if filters.updated_since:
        return "updated_since"
    ranks: dict[int | str, int] = {
        n: _rank(facet) for n, (facet, _targets) in enumerate(filters.facets)
    }
    if filters.kinds:
        ranks["kind"] = max(map(_rank, filters.kinds))
    if filters.locale and filters.locale != settings.LANGUAGE_CODE:
        ranks["locale"] = _rank("locale")
    return min(ranks, key=ranks.__getitem__, default="")


def _rank(name: str) -> int:
    return NARROWEST.get(name, len(NARROWEST))


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


def spelt(facets: Facets, first: int = 0) -> tuple[FacetShape, ...]:
    """As statements have them, with the names of `facet_values`, from number `first` on."""
    return tuple(
        ("'has'", tuple(f"'{as_stored(target)}'" for target in targets))
        if facet == "has"
        else (f"%(facet{n})s", tuple(f"%(target{n}_{m})s" for m in range(len(targets))))
        for n, (facet, targets) in enumerate(facets, start=first)
    )


def facet_values(facets: Facets) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for n, (facet, targets) in enumerate(facets):
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
    return row if isinstance(row.uuid, UUID) else row._replace(uuid=UUID(row.uuid))


# --- The statement ----------------------------------------------------------------------------

BOUNDS = {
    "published_from": "{at} >= %(published_from)s",
    "published_to": "{at} < %(published_to)s",
    "updated_since": "p.updated_at >= %(updated_since)s",
    "locale": "p.locale = %(locale)s",
}
PUBLICATION = "cms_publication p"
FACET = "cms_publicationfacet f"
OF_TARGET = "f.facet = {facet} AND f.target_id = {target} AND f.listed"
CARRIES = """EXISTS (SELECT 1 FROM cms_publicationfacet o WHERE o.publication_id = p.id
    AND o.facet = {facet} AND o.target_id IN ({targets}))"""


@dataclass(frozen=True, slots=True)
class Order:
    """Where the order of a list is read from; `published` is the column of that date there."""

    at: str
    id: str
    published: str

    def by(self, shape: Shape) -> str:
        way = "ASC" if shape.cursor == ">" else "DESC"
        return f"ORDER BY {self.at} {way}, {self.id} {way} LIMIT {shape.limit}"

    def beyond(self, shape: Shape) -> Iterable[str]:
        """A row comparison, which is one bound of an index on both columns."""
        if shape.cursor:
            yield f"({self.at}, {self.id}) {shape.cursor} (%(at)s, %(id)s)"


BY_PUBLICATION = Order("p.published_at", "p.id", "p.published_at")
BY_UPDATE = Order("p.updated_at", "p.id", "p.published_at")
BY_FACET = Order("f.published_at", "f.publication_id", "f.published_at")
MERGED = Order("n.placed_at", "n.id", "")


@lru_cache(maxsize=1024)
def statement(shape: Shape) -> str:
    order, branches = _branches(shape)
    if len(branches) == 1:
        return _select(shape, order, branches[0], _columns(shape, order.at))
    return _merged(shape, order, branches)


def _branches(shape: Shape) -> tuple[Order, list[list[str]]]:
    """One for each value of the lead: its conditions, then those of the other filters."""
    lead = shape.lead
    if isinstance(lead, int):
        facet, targets = shape.facets[lead]
        first = [OF_TARGET.format(facet=facet, target=target) for target in targets]
        order = BY_FACET
    elif lead == "kind":
        first = [f"p.listed AND p.kind = '{kind.value}'" for kind in shape.kinds]
        order = BY_PUBLICATION
    else:
        first = ["p.listed"]
        order = BY_UPDATE if lead == "updated_since" else BY_PUBLICATION
    others = list(_others(shape))
    return order, [[condition, *others] for condition in first]


def _others(shape: Shape) -> Iterable[str]:
    if shape.kinds and shape.lead != "kind":
        kinds = ", ".join(f"'{kind.value}'" for kind in shape.kinds)
        yield f"p.kind IN ({kinds})"
    for n, (facet, targets) in enumerate(shape.facets):
        if n != shape.lead:
            yield CARRIES.format(facet=facet, targets=", ".join(targets))
    for facet, targets in shape.without:
        yield f"NOT {CARRIES.format(facet=facet, targets=', '.join(targets))}"


def _columns(shape: Shape, placed_at: str) -> str:
    columns = [f"p.{name}" for name in STORED]
    document = "p.document" if shape.documents else "''"
    return ", ".join(["p.id", f"CAST({placed_at} AS text)", *columns, document])


def _select(shape: Shape, order: Order, conditions: Sequence[str], columns: str) -> str:
    bounds = [BOUNDS[name].format(at=order.published) for name in shape.bounds if name in BOUNDS]
    where = " AND ".join([*conditions, *bounds, *order.beyond(shape)])
    source = PUBLICATION
    if order is BY_FACET:
        needs_row = "p." in where + columns
        source = f"{FACET} JOIN {PUBLICATION} ON p.id = f.publication_id" if needs_row else FACET
    return f"SELECT {columns} FROM {source} WHERE {where} {order.by(shape)}"  # noqa: S608 - constants


def _merged(shape: Shape, order: Order, branches: Sequence[Sequence[str]]) -> str:
    """Each content once. The keys of a page are picked of each branch, then rows are read, which
    have some kilobytes."""
    keys = f"{order.id} AS id, {order.at} AS placed_at"
    parts = " UNION ".join(
        f"SELECT * FROM ({_select(shape, order, conditions, keys)}) b{n}"  # noqa: S608 - constants
        for n, conditions in enumerate(branches)
    )
    newest = f"SELECT n.id, n.placed_at FROM ({parts}) n {MERGED.by(shape)}"  # noqa: S608 - constants
    return (
        f"SELECT {_columns(shape, MERGED.at)} FROM ({newest}) n "  # noqa: S608 - constants
        f"JOIN {PUBLICATION} ON p.id = n.id {MERGED.by(shape)}"
    )
