"""Plain SQL of ours that is asked again and again, its text always the same."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model
from django.http import Http404
from psycopg.sql import Literal

M = TypeVar("M", bound=Model)


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


def instance_or_404(model: type[M], name: str, value: Any) -> M:
    """The row whose unique column `name` has this value, as the ORM gives it, which takes most of
    its time to write the statement, and PostgreSQL to plan it."""
    reading = _reading(model, name)
    rows = rows_of(reading.sql, [value])
    if not rows:
        raise Http404
    values = list(rows[0])
    for n, convert, column in reading.converters:
        values[n] = convert(values[n], column, connection)
    return model.from_db(DEFAULT_DB_ALIAS, reading.attributes, values)


class Reading(NamedTuple):
    """A statement for one row, the attributes that its columns fill, and what makes the value of
    an attribute of the value of a column, by number."""

    sql: str
    attributes: list[str]
    converters: list[tuple[int, Callable[..., Any], Any]]


@cache
def _reading(model: type[Model], name: str) -> Reading:
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = [field.cached_col for field in fields]
    read = ", ".join(quote(field.column or field.attname) for field in fields)
    sql = f"SELECT {read} FROM {quote(model._meta.db_table)} WHERE {quote(name)} = %s"  # noqa: S608 - names of ours
    converters = [
        (n, convert, column)
        for n, column in enumerate(columns)
        for convert in (
            *connection.ops.get_db_converters(column),
            *column.get_db_converters(connection),
        )
    ]
    return Reading(sql, [field.attname for field in fields], converters)
