"""Plain SQL of ours that is asked again and again, its text always the same."""

from collections.abc import Sequence
from typing import Any

from django.db import connection


def rows_of(sql: str, values: Any = None) -> Sequence[tuple[Any, ...]]:
    """All rows. PostgreSQL reads a text that returns once for a connection, and is then sent the
    values alone: half of what a row by its key costs there."""
    with getattr(connection, "prepared_cursor", connection.cursor)() as cursor:
        cursor.execute(sql, values)
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows
