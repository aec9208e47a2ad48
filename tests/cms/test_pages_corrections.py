"""« Rectificatifs »: all that was put right, in one place."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
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


def test_the_list_goes_on(client: Client) -> None:
    article = pages.article()
    for number in range(31):
        article.corrections.add(Correction(text=f"n{number}", at=WHEN + timedelta(days=number)))
    article.save()
    assert 'href="?page=2"' in client.get("/rectificatifs/").content.decode()
    assert texts(client, page="2") == ["n0"]
    assert texts(client, page="x")[0] == "n30"


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
