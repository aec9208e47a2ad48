"""`/api/content/v1/search`."""

from datetime import UTC, datetime
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


def test_results_are_narrowed_as_lists_are(client: Client) -> None:
    topic, person = pages.topic(slug="sante"), pages.person(slug="ada")
    first = pages.article(title="La grève", first_published_at=datetime(2026, 3, 1, tzinfo=UTC))
    first.topics.add(topic)
    first.contributions.create(person=person)
    first.save()
    pages.edito(title="Une grève")
    for narrow in (
        {"kind": "article"},
        {"topic": "sante"},
        {"person": str(person.uuid)},
        {"published_to": "2026-04-01"},
        {"kind": "article,episode", "topic": "sante", "published_from": "2026-02-01"},
    ):
        assert [card["title"] for card in search(client, q="grève", **narrow)["items"]] == [
            "La grève"
        ], narrow
    assert search(client, q="grève", has="video")["items"] == []
    newest = search(client, q="grève", sort="newest")["items"]
    assert [card["title"] for card in newest] == ["Une grève", "La grève"]


def test_one_of_the_words_is_enough_where_that_is_asked(client: Client) -> None:
    pages.article(title="La grève")
    assert search(client, q="grève hôpital")["items"] == []
    assert search(client, q="grève hôpital", match="any")["total"] == 1


def test_facets_say_what_the_results_carry(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    ada = pages.person(name="Ada Lume", slug="ada")
    for title in ("La grève", "La grève, suite"):
        article = pages.article(title=title)
        article.contributions.create(person=ada)
        article.save()
    pages.edito(title="Une grève")
    assert "facets" not in search(client, q="grève")
    with django_assert_max_num_queries(5):
        facets = search(client, q="grève", include="facets")["facets"]
    assert facets["are_exact"]
    assert {"kind": "article", "count": 2} in facets["kind"]
    assert facets["person"] == [{"uuid": str(ada.uuid), "title": "Ada Lume", "count": 2}]
    assert facets["source"] == []


def test_passages_mark_the_words_and_say_when_they_are_spoken(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    pages.article(title="Éboueurs & grève", standfirst="Ce que la grève a changé <ici>.")
    pages.episode(
        title="Entretien",
        transcript="WEBVTT\n\n00:01:15.000 --> 00:01:20.000\nNous avons voté la grève.\n",
    )
    assert all("passage" not in card for card in search(client, q="grève")["items"])
    with django_assert_max_num_queries(5):
        items = search(client, q="grève", include="passages")["items"]
    article, episode = (card["passage"] for card in items)
    assert article["title"] == "Éboueurs &amp; <mark>grève</mark>"
    assert "la <mark>grève</mark> a changé &lt;ici&gt;" in article["html"]
    assert article["start_s"] is None
    assert "voté la <mark>grève</mark>" in episode["html"]
    assert episode["start_s"] == 75


@pytest.mark.parametrize(
    ("params", "hint"),
    [
        ({"kind": "artcle"}, "Did you mean article?"),
        ({"include": "facet"}, "Did you mean facets?"),
        ({"person": "personne-de-la"}, "a public person"),
        ({"sort": "date"}, "sort"),
    ],
)
def test_what_is_unknown_is_refused_with_what_is_known(
    client: Client, params: dict[str, str], hint: str
) -> None:
    response = client.get(URL, {"q": "grève", **params})
    assert response.status_code == 422
    assert hint in response.json()["hint"]
