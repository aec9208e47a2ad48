"""`/api/content/v1/home`: the front page in one request."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from cms.models import DossierPage
from home.api import Home
from home.models import HomePage
from tests.cms.counter import fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db
URL = "/api/content/v1/home"


def home(client: Client) -> dict[str, list[dict[str, Any]]]:
    response = client.get(URL)
    assert response.status_code == 200, response.content
    answer = Home.model_validate_json(response.content)
    assert [zone.rule for zone in answer.zones if not zone.rule] == []
    return {zone["name"]: zone["items"] for zone in response.json()["zones"]}


def test_every_zone_is_there_with_its_cards(client: Client) -> None:
    article, edito, episode = pages.article(), pages.edito(), pages.episode()
    dossier = pages.only(DossierPage, title="Un dossier", slug="dossier")
    zones = home(client)
    ids = {name: [card["id"] for card in cards] for name, cards in zones.items()}
    assert ids["lead"] == [str(article.uuid)]
    assert ids["edito"] == [str(edito.uuid)]
    assert ids["episodes"] == [str(episode.uuid)]
    assert ids["dossiers"] == [str(dossier.uuid)]
    assert str(article.uuid) not in ids["fil"]
    assert zones["lead"][0]["url"].startswith("http://localhost/")


def test_what_is_pinned_leads_once_the_front_page_is_published(client: Client) -> None:
    old = pages.article(title="Vieux", shown_date=datetime(2026, 3, 1, tzinfo=UTC))
    pages.article(title="Neuf")
    front = HomePage.objects.get()
    front.pins.create(content=old.uuid)
    draft = front.save_revision()
    assert [card["title"] for card in home(client)["lead"]] == ["Neuf", "Vieux"]
    draft.publish()
    assert [card["title"] for card in home(client)["lead"]] == ["Vieux", "Neuf"]
    fresh(old).unpublish()
    assert [card["title"] for card in home(client)["lead"]] == ["Neuf"]


def test_an_answer_is_conditional_named_and_cheap(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    article = pages.article()
    with django_assert_max_num_queries(6):
        first = client.get(URL)
    assert f"content-{article.uuid.hex}" in first["Surrogate-Key"].split()
    assert {"home", "list-item", "list-dossier"} <= set(first["Surrogate-Key"].split())
    assert client.get(URL, headers={"If-None-Match": first["ETag"]}).status_code == 304
    article.title = "Autre"
    article.save()
    assert client.get(URL)["ETag"] != first["ETag"]


def test_an_unknown_parameter_is_refused(client: Client) -> None:
    response = client.get(URL, {"page": "2"})
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
