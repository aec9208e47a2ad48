"""Columns of many rows, written in one statement."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model

ROWS = 500
"""Rows a statement: its length, and SQLite's number of parameters, have an end."""


def update(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Writes these fields of rows of one model as they are in memory. Rows that are gone stay so.

    What `QuerySet.bulk_update` does with a CASE for each column and a WHEN for each row, which
    Django takes ten times as long to put together: here the values are joined to the table.
    """
    for start in range(0, len(rows) if names else 0, ROWS):
        _update(rows[start : start + ROWS], names)


def _update(rows: Sequence[Model], names: Iterable[str]) -> None:
    options = rows[0]._meta
    concrete = {field.name: field for field in options.concrete_fields}
    fields = [options.pk, *(concrete[name] for name in names)]
    quote = connection.ops.quote_name
    table, (key, *columns) = quote(options.db_table), [quote(str(field.column)) for field in fields]
    given = ", ".join((key, *columns))
    typed = f"({', '.join(map(_place, fields))})"
    places = ", ".join([typed, *[f"({', '.join(['%s'] * len(fields))})"] * (len(rows) - 1)])
    changes = ", ".join(f"{column} = given.{column}" for column in columns)
    # Nothing but names of our own models goes into the text.
    statement = f"""
        WITH given ({given}) AS (VALUES {places})
        UPDATE {table} SET {changes} FROM given WHERE {table}.{key} = given.{key}
    """  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in _values(row, fields)])


def _values(row: Model, fields: "Iterable[Field[Any, Any]]") -> Iterator[Any]:
    for field in fields:
        yield field.get_db_prep_save(getattr(row, field.attname), connection)


def _place(field: "Field[Any, Any]") -> str:
    """Of a value in the first row. PostgreSQL takes the types of all rows from it, and sees none in
    a NULL; without a length, or what is too long would be cut to it in silence."""
    if connection.vendor != "postgresql":
        return "%s"
    return f"CAST(%s AS {str(field.db_type(connection)).partition('(')[0]})"
