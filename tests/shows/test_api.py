"""`/api/content/v1/editos`: a month of éditos by day."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from shows.api import Editos
from tests.cms.counter import fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db
URL = "/api/content/v1/editos"


def days(client: Client, month: str) -> list[tuple[str, str]]:
    response = client.get(URL, {"month": month})
    assert response.status_code == 200, response.content
    answer = Editos.model_validate_json(response.content)
    assert answer.month == month
    return [(item["day"], item["content"]["title"]) for item in response.json()["items"]]


def test_a_month_by_its_days(client: Client, django_assert_max_num_queries: Any) -> None:
    pages.edito(title="Dernier", day=date(2026, 2, 28))
    pages.edito(title="Premier", day=date(2026, 2, 1))
    pages.edito(title="Mars", day=date(2026, 3, 1))
    with django_assert_max_num_queries(4):
        found = days(client, "2026-02")
    assert found == [("2026-02-01", "Premier"), ("2026-02-28", "Dernier")]
    answer = client.get(URL, {"month": "2026-02"}).json()
    assert (answer["first_day"], answer["last_day"]) == ("2026-02-01", "2026-03-01")
    assert answer["items"][0]["content"]["url"].startswith("http://localhost/")


def test_a_withdrawn_edito_leaves_its_day_and_the_span(client: Client) -> None:
    edito = pages.edito(day=date(2026, 2, 1))
    fresh(edito).unpublish()
    answer = client.get(URL, {"month": "2026-02"}).json()
    assert answer == {"month": "2026-02", "first_day": None, "last_day": None, "items": []}


def test_an_answer_changes_with_its_content(client: Client) -> None:
    edito = pages.edito(day=date(2026, 2, 1))
    first = client.get(URL, {"month": "2026-02"})
    assert f"content-{edito.uuid.hex}" in first["Surrogate-Key"].split()
    held = {"If-None-Match": first["ETag"]}
    assert client.get(URL, {"month": "2026-02"}, headers=held).status_code == 304
    edito.title = "Autre"
    edito.save()
    assert client.get(URL, {"month": "2026-02"}, headers=held).status_code == 200


@pytest.mark.parametrize(
    "month", ["2026-13", "2026", "26-01", "\x00", "9" * 10_000, "2026-1", "٢٠٢٦-٠١"]
)
def test_what_is_no_month_is_refused(client: Client, month: str) -> None:
    assert client.get(URL, {"month": month}).status_code in {400, 422}
