"""The search on PostgreSQL, at any number of contents in about the same time.

The index of words gives what holds them in no order: fit for a rare word, far too slow for one
that stands in each tenth text. The index by date gives the newest contents, whose words are looked
at one by one: fit for a common word, endless for a rare one. PostgreSQL's own estimate, from its
statistics of words, says which way to go; left to choose by itself, it takes the cost of opening a
text for nothing, and goes the wrong way between the two.

    estimate → rare: by the index of words → the newest COUNTED matches, RANKED of them ┐
               common: among the newest WALKED contents, MANY at most; all names        ┴→ in order
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from time import monotonic
from typing import Any

from django.db import connection

from cms.api.lists import NARROWEST, Filters
from search.matches import (
    COUNTED,
    IS_NAMED,
    SHOWN,
    Asked,
    Finder,
    Found,
    Hit,
    conditions,
)
from search.words import Vocabulary

RARE = 6_000
"""Estimated matches that are all fetched by the index of words."""
WALKED = 5_000
"""Contents, the newest that pass the filters, in which a common word is looked for."""
MANY = 300
"""Matches of a common word, after which no older one is looked for."""
RANKED = 300
"""Matches, the newest, that are put in order by what they say; the others follow by date. To weigh
one is to read all of its words."""
ENOUGH = 20
"""With fewer among them, a word is common in the past alone: it is fetched by its index after all,
if that has UNCOMMON matches at most."""
UNCOMMON = 50_000

CONFIGURATION = "'french_unaccent'"

# Plain SQL: `search` is a generated column, which no model field can be. Values are written into
# the text by psycopg, not bound by the server, which would plan without knowing the word.
_ESTIMATES = "EXPLAIN (FORMAT JSON) WITH {parts} SELECT 1 FROM {names}"
_ESTIMATE = "{name} AS MATERIALIZED (SELECT 1 FROM cms_publication p WHERE p.search @@ ({query}))"

_BY_INDEX = """
    WITH found AS MATERIALIZED (
        SELECT p.id, p.kind, p.listed, p.published_at FROM cms_publication p
        WHERE p.search @@ ({query}) AND {shown}{conditions}
    ), newest AS (
        SELECT *, row_number() OVER (ORDER BY listed, published_at DESC, id DESC) AS place
        FROM found ORDER BY place LIMIT %(most)s
    )
"""
_AMONG_NEWEST = """
    WITH recent AS MATERIALIZED (
        SELECT r.id, r.kind, r.listed, r.published_at FROM (
            SELECT p.id, p.kind, p.listed, p.published_at, p.search, {at} AS at, {key} AS key
            FROM {lead} AND p.listed{conditions}
            ORDER BY {at} DESC, {key} DESC LIMIT %(walked)s
        ) r WHERE r.search @@ ({query}) ORDER BY r.at DESC, r.key DESC LIMIT %(most)s
    ), newest AS (
        SELECT *, 1 AS place FROM recent
        UNION ALL (
            SELECT p.id, p.kind, p.listed, p.published_at, 1 FROM {lead}
                AND NOT p.listed AND {is_named} AND p.search @@ ({query}){conditions}
            LIMIT %(most)s
        )
    )
"""
# One by one: joined, PostgreSQL would read a table of ten thousand contents whole.
_BEST = """
    SELECT n.id, n.kind, {partial} FROM newest n ORDER BY CASE WHEN n.place <= %(ranked)s THEN (
            SELECT ts_rank(p.search, ({query})) FROM cms_publication p WHERE p.id = n.id
        ) * CASE WHEN n.listed THEN 1 ELSE 1.5 END ELSE 0
        END DESC, n.published_at DESC, n.id DESC
    LIMIT %(most)s
"""
_LATEST = """
    SELECT n.id, n.kind, {partial} FROM newest n
    ORDER BY n.published_at DESC, n.id DESC LIMIT %(most)s
"""
_IS_PARTIAL = """(
    (SELECT count(*) FROM recent) >= %(most)s OR (
        SELECT count(*) FROM (
            SELECT 1 FROM {lead} AND p.listed{conditions} LIMIT %(walked)s
        ) w
    ) >= %(walked)s
)"""

_ALL = ("cms_publication p WHERE true", "p.published_at", "p.id")
_OF_TARGET = (
    """cms_publicationfacet f JOIN cms_publication p ON p.id = f.publication_id
        WHERE f.facet = %(facet{n})s AND f.target_id = %(target{n}_0)s""",
    "f.published_at",
    "f.publication_id",
)
"""What the newest contents are read from, and by what, descending: as an index has them, so that
the walk ends with the last match that is wanted."""


def finders(*alternatives: Asked) -> list[Finder]:
    """One for each, after one statement that tells how common they are."""
    queries = [_query(asked) for asked in alternatives]
    counts = _estimates(queries)
    return [
        partial(_find, asked, query, count)
        for asked, query, count in zip(alternatives, queries, counts, strict=True)
    ]


def _query(asked: Asked) -> tuple[str, dict[str, Any]]:
    """A tsquery as SQL, and its values, whose names tell alternatives apart."""
    name = "start" if asked.completes else "word"
    values: dict[str, Any] = {f"{name}{n}": word for n, word in enumerate(asked.words)}
    parts = [f"plainto_tsquery({CONFIGURATION}, %({each})s)" for each in values]
    if asked.completes:
        values["beginning"] = f"{asked.words[-1]}:*"
        parts[-1] = f"({parts[-1]} || to_tsquery({CONFIGURATION}, %(beginning)s))"
    return (" || " if asked.any_word else " && ").join(parts), values


def _estimates(queries: Sequence[tuple[str, Mapping[str, Any]]]) -> list[float]:
    """About how many rows match each, read by the planner in its statistics: nothing is run."""
    names = [f"q{n}" for n in range(len(queries))]
    parts = [_ESTIMATE.format(name=n, query=q) for n, (q, _) in zip(names, queries, strict=True)]
    sql = _ESTIMATES.format(parts=", ".join(parts), names=", ".join(names))
    ((told,),) = _rows(sql, {k: v for _, values in queries for k, v in values.items()})
    plan = json.loads(told) if isinstance(told, str) else told
    found = {node.get("Subplan Name"): node["Plan Rows"] for node in _nodes(plan[0]["Plan"])}
    return [float(found[f"CTE {name}"]) for name in names]


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def _find(asked: Asked, query: tuple[str, Mapping[str, Any]], count: float) -> Found:
    if count <= RARE:
        return _by_index(asked, *query)
    found = _among_newest(asked, *query)
    if found.is_partial and len(found.hits) < ENOUGH and count <= UNCOMMON:
        return _by_index(asked, *query)
    return found


def _by_index(asked: Asked, query: str, words: Mapping[str, Any]) -> Found:
    narrowed, values = conditions(asked.filters)
    sql = (_BY_INDEX + _order(asked)).format(
        query=query, conditions=narrowed, shown=SHOWN, partial="false"
    )
    rows = _rows(sql, {**values, **words, "most": COUNTED + 1, "ranked": RANKED})
    return Found(tuple(Hit(pk, kind) for pk, kind, _ in rows))


def _among_newest(asked: Asked, query: str, words: Mapping[str, Any]) -> Found:
    n = _lead(asked.filters)
    lead, at, key = (part.format(n=n) for part in (_ALL if n is None else _OF_TARGET))
    narrowed, values = conditions(asked.filters, n)
    may_be_more = _IS_PARTIAL.format(lead=lead, conditions=narrowed)
    sql = (_AMONG_NEWEST + _order(asked)).format(
        query=query,
        conditions=narrowed,
        lead=lead,
        at=at,
        key=key,
        is_named=IS_NAMED,
        partial=may_be_more,
    )
    bounds = {"most": MANY, "ranked": RANKED, "walked": WALKED}
    rows = _rows(sql, {**values, **words, **bounds})
    hits = tuple(Hit(pk, kind) for pk, kind, _ in rows)
    return Found(hits, is_partial=not rows or rows[0][2] or len(rows) >= MANY)


def _order(asked: Asked) -> str:
    return _LATEST if asked.by_date else _BEST


def _lead(filters: Filters) -> int | None:
    """The number of the narrowest facet, as far as its name tells, of those with one target: the
    list of that is an index by date."""
    ranks = {
        n: NARROWEST.get(facet, len(NARROWEST))
        for n, (facet, targets) in enumerate(filters.facets)
        if len(targets) == 1
    }
    return min(ranks, key=ranks.__getitem__, default=None)


def stems(words: Iterable[str]) -> dict[str, str]:
    """What the index holds of each word, "" for one that says nothing: `de`, `la`."""
    sql = f"SELECT w, plainto_tsquery({CONFIGURATION}, w)::text FROM unnest(%s::text[]) w"  # noqa: S608 - constants
    return {word: query.strip("'") for word, query in _rows(sql, [list(words)])}


# --- Slips ------------------------------------------------------------------------------------

TITLES = 3_000
"""Titles, the newest, and names, whose words are those that a slip may stand for."""
KEPT_S = 60.0
"""For how long a process takes them for the newest."""
SHORTEST = 4
"""Letters below which a word is taken as it is."""

# Materialised, so that the plan is one for all rows: for the first row alone PostgreSQL would read
# the whole table for a word that nobody has written.
_HOLDING = """{name} AS MATERIALIZED (
    SELECT 1 FROM cms_publication p WHERE p.search @@ plainto_tsquery({configuration}, %({name})s)
)"""
_TITLES = """
    (
        SELECT p.search_title FROM cms_publication p WHERE p.listed
        ORDER BY p.published_at DESC, p.id DESC LIMIT %(most)s
    ) UNION ALL (
        SELECT p.search_title FROM cms_publication p WHERE NOT p.listed AND {is_named}
        LIMIT %(most)s
    )
"""

_known: tuple[float, Vocabulary] = (0.0, Vocabulary(()))


def spelled(words: Sequence[str]) -> tuple[str, ...]:
    """The words, with each that nothing holds replaced by the nearest of titles and names; none
    where that changes nothing."""
    long = [word for word in words if len(word) >= SHORTEST]
    unknown = _unknown(long) if long else []
    known = _vocabulary() if unknown else None
    near = {word: known.nearest(word) for word in unknown} if known else {}
    return tuple(near.get(word) or word for word in words) if any(near.values()) else ()


def _unknown(words: Sequence[str]) -> list[str]:
    """Those that no text holds."""
    values = {f"k{n}": word for n, word in enumerate(words)}
    parts = [_HOLDING.format(name=name, configuration=CONFIGURATION) for name in values]
    asked = ", ".join(f"EXISTS (SELECT 1 FROM {name})" for name in values)  # noqa: S608 - constants
    (are_known,) = _rows(f"WITH {', '.join(parts)} SELECT {asked}", values)
    return [word for word, is_known in zip(words, are_known, strict=True) if not is_known]


def _vocabulary() -> Vocabulary:
    """Made anew for each slip, it would cost more than the search. Inside a transaction it is:
    what stands there may never come true."""
    global _known
    if connection.in_atomic_block:
        return _read_vocabulary()
    until, known = _known
    if monotonic() >= until:
        known = _read_vocabulary()
        _known = (monotonic() + KEPT_S, known)
    return known


def _read_vocabulary() -> Vocabulary:
    rows = _rows(_TITLES.format(is_named=IS_NAMED), {"most": TITLES})
    return Vocabulary(title for (title,) in rows)


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
