"""`/api/content/v1/search`."""

from typing import Any

import pytest
from django.test import Client

from search.api import SearchAnswer
from tests.cms.counter import fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db
URL = "/api/content/v1/search"


def search(client: Client, **params: Any) -> dict[str, Any]:
    response = client.get(URL, params)
    assert response.status_code == 200, response.content
    SearchAnswer.model_validate_json(response.content)
    return response.json()


def test_cards_best_first(client: Client, django_assert_max_num_queries: Any) -> None:
    titled = pages.article(title="La grève des éboueurs")
    pages.article(title="Autre", standfirst="On y parle de la grève.")
    pages.article(title="Rien")
    with django_assert_max_num_queries(4):
        answer = search(client, q="greve")
    assert [card["title"] for card in answer["items"]] == ["La grève des éboueurs", "Autre"]
    assert (answer["total"], answer["total_is_exact"], answer["next_page"]) == (2, True, None)
    assert answer["items"][0]["url"] == f"http://localhost{titled.get_url()}"


def test_what_is_withdrawn_is_not_found(client: Client) -> None:
    article = pages.article(title="La grève")
    first = client.get(URL, {"q": "grève"})
    held = {"If-None-Match": first["ETag"]}
    assert client.get(URL, {"q": "grève"}, headers=held).status_code == 304
    fresh(article).unpublish()
    assert search(client, q="grève")["items"] == []


def test_pages_follow_each_other(client: Client) -> None:
    for n in range(21):
        pages.article(title=f"Grève {n}")
    first = search(client, q="grève")
    second = search(client, q="grève", page=first["next_page"])
    assert len(first["items"]) == 20
    assert len(second["items"]) == 1
    assert second["next_page"] is None


def test_no_word_finds_nothing(client: Client) -> None:
    assert search(client, q="?!")["total"] == 0
    assert search(client)["items"] == []


@pytest.mark.parametrize(
    "params",
    [{"q": "a" * 10_000}, {"q": "\x00"}, {"page": 0}, {"page": 26}, {"page": "x"}, {"s": 1}],
)
def test_bad_requests_are_refused(client: Client, params: dict[str, Any]) -> None:
    response = client.get(URL, params)
    assert response.status_code in {400, 422}
    assert response["Content-Type"] == "application/problem+json"
