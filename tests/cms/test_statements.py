"""Statements that are asked at every request are planned once for a connection."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from cms.api.lists import Filters, page_of
from cms.api.pagination import Cursor
from cms.models import Kind, Publication
from cms.statements import with_values
from home.fronts import zones

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def plans() -> dict[str, int]:
    """How often each statement of this connection was planned for its values."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, custom_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


def plans_of(ask: Callable[[], Any]) -> int:
    """How often PostgreSQL plans for its values the one statement that `ask`, called ten times, has
    prepared at the third."""
    ask()
    before = plans()
    for _ in range(9):
        ask()
    (name,) = plans().keys() - before.keys()
    return plans()[name]


def fill(rows: int) -> None:
    """A table in which a page is little beside what there is."""
    kind = ContentType.objects.get_for_model(Publication)
    now = timezone.now()
    Publication.objects.bulk_create(
        Publication(
            uuid=uuid4(),
            content_type=kind,
            object_id=number,
            kind=Kind.ARTICLE if number % 2 else Kind.ITEM,
            path=f"/{number}/",
            published_at=now - timedelta(minutes=number),
            updated_at=now,
            listed=True,
            card="{}",
            document="{}",
            etag="e",
            shape=1,
        )
        for number in range(rows)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cms_publication")


@pytest.mark.parametrize(
    "filters", [Filters(), Filters(kinds=(Kind.ARTICLE,)), Filters(kinds=(Kind.ARTICLE, Kind.ITEM))]
)
def test_a_list(filters: Filters) -> None:
    """Whatever its tables hold."""
    fill(3_000)
    assert plans_of(lambda: page_of(filters, None, 20)) == 0


def test_a_later_page() -> None:
    fill(3_000)
    place = Cursor.after(page_of(Filters(), None, 1_000).rows[-1])
    assert len(page_of(Filters(), place, 20).rows) == 20
    assert plans_of(lambda: page_of(Filters(), place, 20)) == 0


def test_the_front_page() -> None:
    assert plans_of(lambda: zones({})) == 0


def test_the_front_page_with_pins() -> None:
    fill(3_000)
    pins = {"lead": (uuid4(), uuid4())}
    assert plans_of(lambda: zones(pins)) == 0


def test_values_within_a_text() -> None:
    text, left = with_values("SELECT %s, %s, 5 %% 2", ["l’été d'hier à 100 %", True])
    with connection.cursor() as cursor:
        cursor.execute(text, left)
        assert cursor.fetchone() == ("l’été d'hier à 100 %", True, 1)
