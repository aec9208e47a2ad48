"""SQL that is asked again and again, its text always the same: plain, of ours, or what the ORM
writes for one row of a model."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection
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
    """As `instance_of`; raises `Http404` where there is none."""
    found = instance_of(model, name, value)
    if found is None:
        raise Http404
    return found


def instance_of(model: type[M], name: str, value: Any) -> M | None:
    """The row whose unique field `name`, a text or a whole number, has this value: as the ORM gives
    it, which takes longer to write the statement than the database to answer it."""
    reading = _reading(model, name)
    for row in rows_of(reading.sql, [value]):
        values = list(row)
        for at, (converters, column) in reading.converters.items():
            for convert in converters:
                values[at] = convert(values[at], column, connection)
        return model.from_db(connection.alias, reading.attributes, values)
    return None


class Reading(NamedTuple):
    """The ORM's statement for one row, the attributes that its columns fill, and what makes their
    values of those of some columns."""

    sql: str
    attributes: Sequence[str]
    converters: Mapping[int, tuple[Sequence[Any], Any]]


@cache
def _reading(model: type[Model], name: str) -> Reading:
    compiler = model._default_manager.filter(**{name: "0"}).query.get_compiler(connection.alias)
    sql, _values = compiler.as_sql()
    columns = [column for column, _sql, _alias in compiler.select]
    attributes = [column.target.attname for column in columns]
    return Reading(sql, attributes, compiler.get_converters(columns))
