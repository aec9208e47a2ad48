"""How often a kept connection is asked whether it still answers."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, NotSupportedError, connection, transaction
from django.db.backends.postgresql import base as django_base

from cms.models import Publication
from cms.postgresql import base
from cms.postgresql.base import TRUSTED_S, DatabaseWrapper
from cms.statements import rows_of

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(base, "monotonic", found)
    return found


@pytest.fixture
def kept() -> Iterator[DatabaseWrapper]:
    """A connection of its own, open since an earlier request."""
    found = connection.copy()
    assert isinstance(found, DatabaseWrapper)
    found.ensure_connection()
    yield found
    found.close()


def backend_of(kept: DatabaseWrapper) -> int:
    """That of the next request's first statement."""
    kept.close_if_unusable_or_obsolete()
    with kept.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    return pid


def test_it_is_asked_once_a_second(
    kept: DatabaseWrapper, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    answers = django_base.DatabaseWrapper.is_usable

    def is_usable(self: django_base.DatabaseWrapper) -> bool:
        asked.append(clock.now)
        return answers(self)

    monkeypatch.setattr(django_base.DatabaseWrapper, "is_usable", is_usable)
    first = [backend_of(kept) for _ in range(5)]
    clock.now += TRUSTED_S
    assert {*first, backend_of(kept)} == {first[0]}
    assert asked == [1_000.0, 1_000.0 + TRUSTED_S]


def test_one_that_was_cut_is_replaced(kept: DatabaseWrapper, clock: Clock) -> None:
    pid = backend_of(kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        assert cursor.fetchone() == (True,)
    clock.now += TRUSTED_S
    assert backend_of(kept) != pid


def prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def test_a_text_that_returns_is_prepared(django_assert_num_queries: Any) -> None:
    asked = "SELECT %s::uuid, %s::text, %s::int"
    uuid = uuid4()
    with django_assert_num_queries(4):
        found = [rows_of(asked, [uuid, "é", n]) for n in range(4)]
    assert found == [[(uuid, "é", n)] for n in range(4)]
    assert "SELECT $1::uuid, $2::text, $3::int" in prepared()


def test_what_the_orm_asks_is_not() -> None:
    before = prepared()
    for _ in range(5):
        Publication.objects.filter(kind="article").first()
    assert prepared() == before


def test_a_statement_that_fails_says_so_as_django_does() -> None:
    with pytest.raises(DataError):
        rows_of("SELECT %s::int", ["not a number"])


def test_a_column_of_another_type_is_read_as_it_is_since() -> None:
    """A migration under a running site, in a session of its own."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("CREATE TABLE changing AS SELECT 1 AS number")
        for _ in range(4):
            assert rows_of("SELECT number FROM changing") == [(1,)]
        with other.cursor() as cursor:
            cursor.execute("ALTER TABLE changing ALTER number TYPE text")
        for _ in range(4):
            assert rows_of("SELECT number FROM changing") == [("1",)]
        assert "SELECT number FROM changing" in prepared()
        with other.cursor() as cursor:
            cursor.execute("ALTER TABLE changing ALTER number TYPE int USING number::int")
        with transaction.atomic(), pytest.raises(NotSupportedError):
            rows_of("SELECT number FROM changing")
        assert rows_of("SELECT number FROM changing") == [(1,)]
    finally:
        with other.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS changing")
        other.close()
