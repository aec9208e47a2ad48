"""Contents found by the beginnings of words of their titles, while one types: newest first, in a
time that hardly depends on how many there are."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from cms.models.publication import PublicationQuerySet

RECENT = 50_000
"""Rows that are read one by one. A word found twenty times among them is common: its older contents
are found by writing another. A rarer one is looked up in the index of the search."""
ENOUGH = 20

CONFIGURATION = "'french_unaccent'"


def titled(rows: PublicationQuerySet, words: Sequence[str], limit: int) -> list[int]:
    """Primary keys of at most `limit` of `rows` whose title has, for each of `words`, one that
    begins with it, accents aside. Words are of letters, digits and underscores alone.

    Plain SQL: `search` is a generated column on PostgreSQL and a table of its own on SQLite,
    neither of which a model field can be; and PostgreSQL, left to choose how, reads a million rows
    for a rare word, or sorts a million for a common one.
    """
    if connection.vendor == "sqlite":
        return _by_fts(rows, " ".join(f'search_title : "{word}"*' for word in words), limit)
    phrase = " & ".join(f"{word}:*A" for word in words)
    recent = _among_recent(rows, phrase, limit)
    return recent if len(recent) >= ENOUGH else _by_index(rows, phrase, limit)


def _by_fts(rows: PublicationQuerySet, phrase: str, limit: int) -> list[int]:
    where = """
        cms_publication.id IN (
            SELECT rowid FROM cms_publication_search WHERE cms_publication_search MATCH %s
        )
    """
    found = rows.newest_first().extra(where=[where], params=[phrase])  # noqa: S610 - a parameter
    return list(found.values_list("pk", flat=True)[:limit])


def _among_recent(rows: PublicationQuerySet, phrase: str, limit: int) -> list[int]:
    newest = rows.newest_first().extra(select={"words": "cms_publication.search"})
    sql, parameters = newest.values_list("pk", "words")[:RECENT].query.sql_with_params()
    return _keys(
        f"SELECT pk FROM ({sql}) AS newest"  # noqa: S608 - written by the ORM
        f" WHERE words @@ to_tsquery({CONFIGURATION}, %s) LIMIT %s",
        [*parameters, phrase, limit],
    )


def _by_index(rows: PublicationQuerySet, phrase: str, limit: int) -> list[int]:
    where = f"cms_publication.search @@ to_tsquery({CONFIGURATION}, %s)"
    found = rows.order_by().extra(where=[where], params=[phrase])  # noqa: S610 - a parameter
    sql, parameters = found.values_list("pk", "published_at").query.sql_with_params()
    return _keys(
        f"WITH found AS MATERIALIZED ({sql})"  # noqa: S608 - written by the ORM
        " SELECT pk FROM found ORDER BY published_at DESC, pk DESC LIMIT %s",
        [*parameters, limit],
    )


def _keys(sql: str, parameters: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]
