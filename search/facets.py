"""What results are narrowed to: kinds, and the sources, people, dossiers and shows they carry."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from cms.models.publication import LISTED_KINDS, Kind, Publication
from search.matches import COUNTED, Found
from search.query import Search

FACETS = ("source", "person", "dossier", "show")
SAMPLE = 300
"""Results that tell what many carry most."""
SHOWN = 8
"""Targets of a facet that are shown, the most frequent."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick: its value in the address, how many results carry it."""

    value: str
    label: str
    count: int
    is_chosen: bool


def kind_counts(request: Search, found: Found) -> dict[str, tuple[int, bool]]:
    """(results, whether it is asked for) of each kind that stands in lists, is found or asked for,
    in the order of kinds."""
    counts = Counter(hit.kind for hit in found.hits)
    asked = request.filters.kinds
    shown = {*(kind.value for kind in LISTED_KINDS), *counts, *asked}
    return {kind: (counts[kind], kind in asked) for kind in Kind.values if kind in shown}


def choices(request: Search, found: Found) -> dict[str, list[Choice]]:
    """For each of FACETS, what the results carry most, and what is asked for. Two queries at most.

    Counted are all results, or the first of them where no number is shown."""
    asked = dict(request.filters.facets)
    are_all = not found.is_partial and len(found.hits) <= COUNTED
    rows = list(_counted(found.ids if are_all else found.ids[:SAMPLE])) if found.hits else []
    known = {(facet, target) for facet, target, _, _ in rows}
    missing = [
        (facet, target)
        for facet in FACETS
        for target in asked.get(facet, ())
        if (facet, target) not in known
    ]
    rows += _uncounted(missing) if missing else []
    return {
        facet: [
            Choice(str(target), title, count, target in asked.get(facet, ()))
            for name, target, title, count in rows
            if name == facet
        ]
        for facet in FACETS
    }


_Row = tuple[str, UUID, str, int]

# Names one by one: joined, PostgreSQL would read a table of ten thousand contents whole.
_COUNTED = """
    SELECT * FROM (
        SELECT g.facet, g.target_id, (
            SELECT t.search_title FROM cms_publication t WHERE t.uuid = g.target_id
        ) AS title, g.n FROM (
            SELECT c.*,
                row_number() OVER (PARTITION BY c.facet ORDER BY c.n DESC, c.target_id) AS place
            FROM (
                SELECT f.facet, f.target_id, count(*) AS n FROM cms_publicationfacet f
                WHERE f.publication_id IN ({ids})
                    AND f.facet IN ('source', 'person', 'dossier', 'show')
                GROUP BY f.facet, f.target_id
            ) c
        ) g WHERE g.place <= %(shown)s
    ) named WHERE title IS NOT NULL ORDER BY n DESC, title
"""


def _counted(ids: Sequence[int]) -> Iterable[_Row]:
    sql = _COUNTED.format(ids=", ".join(map(str, ids)))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"shown": SHOWN})
        for facet, target, title, count in cursor.fetchall():
            yield facet, _uuid(target), title, count


def _uncounted(missing: Sequence[tuple[str, UUID]]) -> list[_Row]:
    """Nothing that is found carries them; what is not public any more is left out."""
    rows = Publication.objects.filter(uuid__in=[target for _, target in missing])
    titles = dict(rows.values_list("uuid", "search_title"))
    return [(facet, target, titles[target], 0) for facet, target in missing if target in titles]


def _uuid(value: Any) -> UUID:
    """SQLite gives 32 digits."""
    return value if isinstance(value, UUID) else UUID(value)
