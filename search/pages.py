"""Public pages that match words, for Wagtail's API: the readers' index, which holds no draft and
nothing that a page does not show."""

from collections.abc import Sequence

from django.db import connection

from search.query import NEWEST, Search

# Plain SQL, for the same reason as in search/query.py.
_ROWS = """
    p.kind NOT IN ('item', 'person', 'topic', 'source')
    ORDER BY p.published_at DESC, p.id DESC LIMIT %s
"""
_POSTGRESQL = f"""
    SELECT m.object_id FROM (
        SELECT p.object_id, p.search, p.published_at, p.id
        FROM cms_publication p WHERE p.search @@ ({{query}}) AND {_ROWS}
    ) m ORDER BY ts_rank(m.search, ({{query}})) DESC, m.published_at DESC, m.id DESC
"""  # noqa: S608 - our own text, and places for parameters
_SQLITE = f"""
    SELECT m.object_id FROM (
        SELECT p.object_id, p.published_at, p.id,
            bm25(cms_publication_search, 8.0, 1.0) AS rank
        FROM cms_publication_search s JOIN cms_publication p ON p.id = s.rowid
        WHERE s.cms_publication_search MATCH %s AND {_ROWS}
    ) m ORDER BY m.rank, m.published_at DESC, m.id DESC
"""  # noqa: S608 - our own text, and places for parameters


def matching_pages(asked: Search, any_word: bool = False) -> list[int]:
    """Primary keys, best first, of the NEWEST pages at most in which all of the words stand, or
    any of them. One query; none without words."""
    if not asked.words:
        return []
    is_postgresql = connection.vendor == "postgresql"
    sql, parameters = (_on_postgresql if is_postgresql else _on_sqlite)(asked.words, any_word)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [pk for (pk,) in cursor.fetchall()]


def _on_postgresql(words: Sequence[str], any_word: bool) -> tuple[str, list[str | int]]:
    each = "plainto_tsquery('french_unaccent', %s)"
    query = (" || " if any_word else " && ").join([each] * len(words))
    return _POSTGRESQL.format(query=query), [*words, NEWEST, *words]


def _on_sqlite(words: Sequence[str], any_word: bool) -> tuple[str, list[str | int]]:
    phrase = (" OR " if any_word else " ").join(f'"{word}"' for word in words)
    return _SQLITE, [phrase, NEWEST]
