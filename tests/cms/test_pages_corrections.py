"""« Rectificatifs »: all that was put right, in one place."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.actions.create_alias import CreatePageAliasAction

from cms.models import Correction
from tests.cms.counter import card
from tests.factories import pages

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


def corrected(text: str, make: Any = pages.article, **fields: Any) -> Any:
    page = make()
    page.corrections.add(Correction(**{"text": text, "at": WHEN, **fields}))
    page.save()
    return page


def texts(client: Client, **query: str) -> list[str]:
    return [each["text"] for each in client.get("/rectificatifs/", query).context["corrections"]]


def test_the_newest_stand_first_with_their_story(client: Client) -> None:
    article = corrected("Le premier.")
    corrected("Le deuxième.", pages.edito, at=WHEN + timedelta(days=1), is_grave=True)
    assert texts(client) == ["Le deuxième.", "Le premier."]
    html = client.get("/rectificatifs/").content.decode()
    assert f'<a href="{card(article)["url"]}">{article.title}</a>' in html


def test_what_readers_may_not_see_is_not_told(client: Client) -> None:
    corrected("D’un brouillon.").unpublish()
    draft = pages.article()
    draft.corrections.add(Correction(text="Pas encore.", at=WHEN))
    draft.save_revision()
    assert texts(client) == []


def test_an_alias_does_not_repeat_it(client: Client) -> None:
    article = corrected("Une fois.")
    CreatePageAliasAction(article, update_slug="copie").execute(skip_permission_checks=True)
    assert texts(client) == ["Une fois."]


def corrected_often(count: int, step: timedelta) -> None:
    article = pages.article()
    for number in range(count):
        article.corrections.add(Correction(text=f"n{number}", at=WHEN + number * step))
    article.save()


@pytest.mark.parametrize("step", [timedelta(days=1), timedelta()], ids=["days", "at once"])
def test_the_list_goes_on_and_back(client: Client, step: timedelta) -> None:
    corrected_often(61, step)
    first = client.get("/rectificatifs/").context
    second = client.get("/rectificatifs/", {"cursor": first["next_cursor"]}).context
    third = client.get("/rectificatifs/", {"cursor": second["next_cursor"]}).context
    read = [each["text"] for page in (first, second, third) for each in page["corrections"]]
    assert read == [f"n{number}" for number in reversed(range(61))]
    assert (first["prev_cursor"], third["next_cursor"]) == ("", "")
    assert texts(client, cursor=third["prev_cursor"]) == read[30:60]
    assert texts(client, cursor=second["prev_cursor"]) == read[:30]


def test_the_ways_on_and_back_are_links(client: Client) -> None:
    corrected_often(31, timedelta(days=1))
    response = client.get("/rectificatifs/")
    cursor = response.context["next_cursor"]
    html = response.content.decode()
    assert f'rel="next" href="?{urlencode({"cursor": cursor})}">Rectificatifs plus anciens' in html
    last = client.get("/rectificatifs/", {"cursor": cursor}).content.decode()
    assert ('rel="prev"' in last, 'rel="next"' in last) == (True, False)


@pytest.mark.parametrize("query", [{"cursor": "x"}, {"page": "2"}])
def test_any_other_place_is_the_first_page(client: Client, query: dict[str, str]) -> None:
    corrected_often(31, timedelta(days=1))
    assert texts(client, **query)[0] == "n30"


def test_a_page_costs_no_count(client: Client) -> None:
    corrected("n")
    client.get("/rectificatifs/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/rectificatifs/")
    assert not [each for each in captured.captured_queries if "COUNT(" in each["sql"]]


def test_what_the_list_costs(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        corrected(f"n{number}")
    client.get("/rectificatifs/")
    with django_assert_max_num_queries(12):
        client.get("/rectificatifs/")


def test_no_page_may_take_its_address(admin_client: Client) -> None:
    form = {"title": "Rectificatifs", "slug": "rectificatifs", "body-count": "0"}
    address = f"/admin/pages/add/cms/standardpage/{pages.home_page().pk}/"
    response = admin_client.post(address, {**form, "action-publish": "1"})
    assert "slug" in response.context["form"].errors
