"""Éditos by month: a calendar on their list and below each of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from shows.models.editos import calendar_of
from shows.months import month_of, weeks_of
from tests.cms.counter import card
from tests.factories import pages

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


def edito(day: date, **fields: Any) -> Any:
    when = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    return pages.edito(**{"title": f"Édito du {day}", "day": day, "shown_date": when, **fields})


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-03", MARCH), ("2026-13", None), ("0000-01", None), ("mars", None), ("", None)],
)
def test_a_month_is_read(text: str, month: date | None) -> None:
    assert month_of(text) == month


def test_weeks_begin_on_monday_and_are_whole() -> None:
    weeks = weeks_of(MARCH, {})
    assert {len(week) for week in weeks} == {7}
    assert weeks[0][0].day == date(2026, 2, 23)
    assert [cell.is_inside for cell in weeks[0]] == [False] * 6 + [True]


def test_the_calendar_has_the_public_editos_of_a_month() -> None:
    first, second = edito(date(2026, 3, 18)), edito(date(2026, 3, 18), title="Le second")
    edito(date(2026, 3, 19), live=False)
    edito(date(2026, 1, 5))
    edito(date(2026, 4, 1))
    found = calendar_of(MARCH)
    assert found is not None
    assert (found["earlier"], found["later"]) == (date(2026, 1, 1), date(2026, 4, 1))
    days = {cell.day: cell.links for week in found["weeks"] for cell in week if cell.links}
    assert {day: [link["url"] for link in links] for day, links in days.items()} == {
        date(2026, 3, 18): [card(first)["url"], card(second)["url"]]
    }


def test_without_a_month_it_is_the_newest() -> None:
    assert calendar_of(None) is None
    edito(date(2026, 1, 5))
    edito(date(2026, 4, 1))
    for asked in (None, MARCH):
        found = calendar_of(asked)
        assert found is not None
        assert found["month"] == date(2026, 4, 1)


def test_the_calendar_costs_two_queries(django_assert_num_queries: Any) -> None:
    for number in range(5):
        edito(MARCH + timedelta(days=number))
    calendar_of(MARCH)
    with django_assert_num_queries(2):
        calendar_of(MARCH)


def test_the_list_of_a_month(client: Client) -> None:
    march, april = edito(date(2026, 3, 18)), edito(date(2026, 4, 1))
    response = client.get("/editos/", {"mois": "2026-03"})
    assert [each["url"] for each in response.context["cards"]] == [card(march)["url"]]
    html = response.content.decode()
    assert "<caption>mars 2026</caption>" in html
    assert html.count('<th scope="col"') == 7
    assert f'<a href="{card(march)["url"]}"><time datetime="2026-03-18">18</time>' in html
    assert "?mois=2026-04#calendrier" in html
    assert card(april)["url"] not in html
    assert len(client.get("/editos/", {"mois": "hier"}).context["cards"]) == 2


def test_an_edito_stands_in_its_month(client: Client) -> None:
    march = edito(date(2026, 3, 18))
    edito(date(2026, 4, 1))
    html = client.get(card(march)["url"]).content.decode()
    assert 'aria-current="date"><time datetime="2026-03-18">' in html
    assert 'href="/editos/?mois=2026-04#calendrier"' in html


@pytest.mark.parametrize(
    ("month", "said"), [("2026-04", "Les éditos d’avril 2026."), ("2026-05", "Les éditos de mai")]
)
def test_a_month_is_named_in_french(client: Client, month: str, said: str) -> None:
    edito(date(2026, 4, 1))
    assert said in client.get("/editos/", {"mois": month}).content.decode()
