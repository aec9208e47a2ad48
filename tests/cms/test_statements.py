"""Statements that are asked at every request are planned once for a connection."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from psycopg.sql import Literal

from cms.api.lists import Filters, page_of, question
from cms.api.names import resolved
from cms.api.pagination import Cursor
from cms.models import HAS, Kind, Publication, PublicationFacet
from cms.statements import rows_of, with_values
from home.fronts import zones

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def prepared() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        return {name for (name,) in cursor.fetchall()}


def nodes(plan: Any) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def plan_of(ask: Callable[[], Any], *values: Any) -> list[dict[str, Any]]:
    """The nodes of the plan, made without values, of the one statement that `ask` prepares."""
    before = prepared()
    for _ in range(3):
        ask()
    (name,) = prepared() - before
    given = f"({', '.join(Literal(value).as_string() for value in values)})" if values else ""
    with connection.cursor() as cursor:
        cursor.execute(f'EXPLAIN (FORMAT JSON) EXECUTE "{name}"{given}'.replace("%", "%%"))
        ((told,),) = cursor.fetchall()
    return list(nodes(told[0]["Plan"]))


def faults(plan: list[dict[str, Any]]) -> list[str]:
    """What reads more than a page: a whole table, or a limit that is taken for a tenth of it."""
    return [
        f"{node['Node Type']} {node.get('Relation Name', '')} {node['Plan Rows']}"
        for node in plan
        if (node["Node Type"] == "Seq Scan" and node["Relation Name"].startswith("cms_publication"))
        or (node["Node Type"] == "Limit" and node["Plan Rows"] > 50)
    ]


TARGETS = [uuid4() for _ in range(100)]
TOPIC = ("topic", (TARGETS[0],))
VIDEO = ("has", (HAS["video"],))


def fill(rows: int) -> None:
    """Tables in which a page is little beside what there is: half of it videos, each picture of its
    own, as a feed brings them."""
    kind = ContentType.objects.get_for_model(Publication)
    now = timezone.now()
    made = Publication.objects.bulk_create(
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
    PublicationFacet.objects.bulk_create(
        PublicationFacet(
            publication=row,
            facet=facet,
            target_id=target,
            published_at=row.published_at,
            listed=True,
        )
        for number, row in enumerate(made)
        for facet, target in (
            ("has", HAS["video" if number % 2 else "audio"]),
            ("topic", TARGETS[number % len(TARGETS)]),
            ("image", uuid4()),
        )
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cms_publication, cms_publicationfacet")


def values_of(filters: Filters) -> list[Any]:
    """Those of its statement, in the order of the text."""
    statement, values = question(filters, None, 20)
    return [values[name] for name in re.findall(r"%\((\w+)\)s", statement)]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(kinds=(Kind.ARTICLE,)),
        Filters(kinds=(Kind.ARTICLE, Kind.ITEM)),
        Filters(facets=(TOPIC,)),
        Filters(facets=(TOPIC, VIDEO)),
        Filters(kinds=(Kind.ITEM,), without=(VIDEO,)),
    ],
)
def test_a_list(filters: Filters) -> None:
    fill(3_000)
    assert not faults(plan_of(lambda: page_of(filters, None, 20), *values_of(filters)))


def test_a_later_page_is_planned_once() -> None:
    fill(3_000)
    place = Cursor.after(page_of(Filters(), None, 1_000).rows[-1])
    assert len(page_of(Filters(), place, 20).rows) == 20
    plan = plan_of(lambda: page_of(Filters(), place, 20), place.published_at, place.id)
    assert not faults(plan)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(custom_plans) FROM pg_prepared_statements")
        assert cursor.fetchone() == (0,)


def test_names() -> None:
    fill(3_000)
    Publication.objects.filter(object_id=1).update(kind=Kind.DOSSIER, path="/des/rassembler/")
    names = {"dossier": ["rassembler"]}
    assert not faults(plan_of(lambda: resolved(names), "%/rassembler/"))


def test_the_front_page() -> None:
    fill(3_000)
    assert not faults(plan_of(lambda: zones({})))


def test_the_front_page_with_pins() -> None:
    fill(3_000)
    pins = (uuid4(), uuid4())
    assert not faults(plan_of(lambda: zones({"lead": pins}), *pins))


def test_a_limit_that_is_a_value_is_a_fault() -> None:
    fill(3_000)
    newest = "SELECT id FROM cms_publication ORDER BY published_at DESC LIMIT %s"
    assert faults(plan_of(lambda: rows_of(newest, [20]), 20))


def test_values_within_a_text() -> None:
    text, left = with_values("SELECT %s, %s, 5 %% 2", ["l’été d'hier à 100 %", True])
    with connection.cursor() as cursor:
        cursor.execute(text, left)
        assert cursor.fetchone() == ("l’été d'hier à 100 %", True, 1)
