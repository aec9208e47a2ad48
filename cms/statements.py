"""Plain SQL of ours that is asked again and again, its text always the same."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from psycopg.sql import Literal


def with_values(sql: str, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """The same, `values` that never change written into its text, and none left; on SQLite as it
    is. PostgreSQL plans a text once for a connection, without its values: it takes a limit that is
    one for a tenth of the table, and any word for as frequent as any other."""
    if connection.vendor != "postgresql":
        return sql, tuple(values)
    text = sql % tuple(Literal(value).as_string() for value in values)
    return text.replace("%", "%%"), ()


def rows_of(sql: str, values: Any = None) -> Sequence[tuple[Any, ...]]:
    """All rows. PostgreSQL reads a text that returns once for a connection, and is then sent the
    values alone: half of what a row by its key costs there."""
    with getattr(connection, "prepared_cursor", connection.cursor)() as cursor:
        cursor.execute(sql, values)
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows
