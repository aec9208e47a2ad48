"""Lists by filter: which index each follows, and which filter leads."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection

from cms.api.lists import Filters, lead_of, question
from cms.api.pagination import Cursor
from cms.models import HAS

TOPIC, PERSON = UUID(int=1), UUID(int=2)
MOMENT = datetime(2026, 3, 18, tzinfo=UTC)


def topic(*targets: UUID) -> tuple[str, tuple[UUID, ...]]:
    return "topic", targets or (TOPIC,)


@pytest.mark.parametrize(
    ("filters", "lead"),
    [
        (Filters(), ""),
        (Filters(locale="fr"), ""),
        (Filters(locale="es", kinds=("item",)), "locale"),
        (Filters(kinds=("edito",), facets=(topic(),)), "kind"),
        (Filters(kinds=("article", "item"), facets=(topic(),)), 0),
        (Filters(facets=(("has", (HAS["video"],)), ("person", (PERSON,)))), 1),
        (Filters(facets=(topic(),), updated_since=MOMENT), "updated_since"),
    ],
)
def test_the_narrowest_filter_leads(filters: Filters, lead: int | str) -> None:
    assert lead_of(filters) == lead


def plan_of(filters: Filters, cursor: Cursor | None) -> str:
    """How the database reads a page once it has no reason to read the whole table."""
    statement, values = question(filters, cursor, 20)
    with connection.cursor() as database:
        for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
            database.execute(f"SET LOCAL enable_{way} = off")
        database.execute(f"EXPLAIN {statement}", values)
        return "\n".join(line for (line,) in database.fetchall())


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("cursor", [None, Cursor(MOMENT, 7), Cursor(MOMENT, 7, backwards=True)])
@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (Filters(), "publication_listed"),
        (Filters(kinds=("edito",)), "publication_kind"),
        (Filters(facets=(topic(),)), "facet_target"),
        (Filters(facets=(topic(),), kinds=("article",)), "facet_target"),
        (Filters(facets=(topic(),), published_to=MOMENT), "facet_target"),
        (Filters(locale="es"), "publication_locale"),
        (Filters(updated_since=MOMENT), "publication_updated"),
        (Filters(kinds=("item",), without=(("has", (HAS["video"],)),)), "publication_kind"),
    ],
)
def test_a_list_is_read_in_the_order_of_its_index(
    filters: Filters, index: str, cursor: Cursor | None
) -> None:
    plan = plan_of(filters, cursor)
    assert index in plan
    assert "Sort" not in plan
