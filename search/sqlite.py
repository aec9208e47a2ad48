"""The search on SQLite: FTS5 with accents folded. No stemming, no slips: enough to try the site."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import connection

from search.matches import COUNTED, SHOWN, Asked, Finder, Found, Hit, conditions
from search.words import spelled as folded

# Plain SQL: the index is a table of its own, which no model field can be.
_MATCHING = """
    WITH matches AS (
        SELECT p.id FROM cms_publication_search s JOIN cms_publication p ON p.id = s.rowid
        WHERE s.cms_publication_search MATCH %(phrase)s AND {shown}{conditions}
        ORDER BY p.listed, p.published_at DESC, p.id DESC LIMIT %(most)s
    )
    SELECT p.id, p.kind FROM cms_publication_search s
    JOIN matches m ON m.id = s.rowid JOIN cms_publication p ON p.id = s.rowid
    WHERE s.cms_publication_search MATCH %(phrase)s
    ORDER BY {order} p.published_at DESC, p.id DESC
"""


def finders(*alternatives: Asked) -> list[Finder]:
    return [partial(_find, asked) for asked in alternatives]


def _find(asked: Asked) -> Found:
    narrowed, values = conditions(asked.filters)
    order = "" if asked.by_date else "bm25(cms_publication_search, 8.0, 1.0),"
    sql = _MATCHING.format(shown=SHOWN, conditions=narrowed, order=order)
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, "phrase": _phrase(asked), "most": COUNTED + 1})
        return Found(tuple(Hit(*row) for row in cursor.fetchall()))


def _phrase(asked: Asked) -> str:
    words = [f'"{word}"' for word in asked.words]
    if asked.completes:
        words[-1] += "*"
    return (" OR " if asked.any_word else " ").join(words)


def spelled(words: Sequence[str]) -> tuple[str, ...]:
    """Nothing here knows how words are spelled."""
    return ()


def stems(words: Iterable[str]) -> dict[str, str]:
    return {word: folded(word) for word in words}
