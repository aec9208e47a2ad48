"""`/api/content/v1/contents`: typed cards, closed filters, keyset paging, conditional answers."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.api.contents import Contents
from tests.factories import pages

pytestmark = pytest.mark.django_db
URL = "/api/content/v1/contents"
EPOCH = datetime(2026, 3, 18, 8, tzinfo=UTC)


def get(client: Client, **params: Any) -> dict[str, Any]:
    response = client.get(URL, params)
    assert response.status_code == 200, response.content
    Contents.model_validate_json(response.content)
    return response.json()


def titles(answer: dict[str, Any]) -> list[str]:
    return [item["title"] for item in answer["items"]]


def test_cards_follow_their_schema_and_carry_the_origin(client: Client) -> None:
    author = pages.person(name="Ada", slug="ada")
    article = pages.article(title="Un « titre »", standfirst='Il dit "url":"/piège/"')
    article.contributions.create(person=author)
    article.save()
    (card,) = get(client)["items"]
    assert card["id"] == str(article.uuid)
    assert card["url"].startswith("http://localhost/articles/")
    assert card["authors"][0]["url"] == "http://localhost/personnes/ada/"
    assert card["standfirst"] == 'Il dit "url":"/piège/"'


def test_newest_first_and_pages_meet_without_gap_or_repeat(client: Client) -> None:
    # Two share their moment: the order must be total.
    dates = [EPOCH + timedelta(hours=n // 2) for n in range(7)]
    for n, date in enumerate(dates):
        pages.article(title=f"n{n}", shown_date=date)
    first = get(client, limit=3)
    second = get(client, limit=3, cursor=first["next"])
    pages.article(title="entre-temps", shown_date=EPOCH + timedelta(days=1))
    third = get(client, limit=3, cursor=second["next"])
    assert titles(first) + titles(second) + titles(third) == [f"n{n}" for n in range(6, -1, -1)]
    assert third["next"] == ""
    back = get(client, limit=3, cursor=third["prev"])
    assert titles(back) == titles(second)
    assert first["prev"] == ""


def test_links_header_repeats_the_filters(client: Client) -> None:
    for _ in range(3):
        pages.article()
    response = client.get(f"{URL}?limit=1&kind=article")
    assert 'rel="next"' in response["Link"]
    assert "kind=article" in response["Link"]
    assert "limit=1" in response["Link"]


def test_filters(client: Client) -> None:
    topic, person = pages.topic(slug="sante"), pages.person(slug="ada")
    article = pages.article(title="a", people=[person])
    article.topics.add(topic)
    article.save()
    pages.edito(title="e", video_url="https://www.youtube.com/watch?v=AAAAAAAAAAA")
    pages.standard(title="pas listée")
    assert titles(get(client, kind="edito")) == ["e"]
    assert set(titles(get(client, kind="edito,article"))) == {"a", "e"}
    assert titles(get(client, topic="sante")) == ["a"]
    assert titles(get(client, person=str(person.uuid))) == ["a"]
    assert titles(get(client, has="video")) == ["e"]
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    assert titles(get(client, published_from=tomorrow)) == []
    assert len(titles(get(client, published_to=tomorrow))) == 2


@pytest.mark.parametrize(
    ("params", "hint"),
    [
        ({"topik": "x"}, "Did you mean topic?"),
        ({"kind": "articel"}, "Did you mean article?"),
        ({"kind": "page"}, "Accepted:"),
        ({"topic": "inconnu"}, "a public topic"),
        ({"has": "vidéo"}, "Did you mean video?"),
        ({"cursor": "n'importe quoi"}, "`next`"),
    ],
)
def test_what_is_unknown_is_refused_with_a_hint(
    client: Client, params: dict[str, str], hint: str
) -> None:
    response = client.get(URL, params)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert hint in response.json()["hint"]


@pytest.mark.parametrize(
    "params",
    [
        {"limit": "0"},
        {"limit": "51"},
        {"limit": "beaucoup"},
        {"topic": "sante," * 1_000},
        {"published_from": "hier"},
        {"published_from": "0001-01-01"},
        {"published_from": "0001-01-01T00:00:00+14:00"},
        {"published_to": "9999-12-31T23:59:59-14:00"},
        {"cursor": "x" * 10_000},
    ],
)
def test_bad_values_are_never_a_500(client: Client, params: dict[str, str]) -> None:
    response = client.get(URL, params)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("door", [URL, "/api/v2/pages/", "/api/v2/items/", "/api/v3/pages/"])
def test_no_nul_byte_reaches_a_database(client: Client, door: str) -> None:
    response = client.get(door, {"slug": "a\0b"})
    assert response.status_code == 400
    assert "NUL" in response.json()["hint"]


def test_etag_answers_304_until_something_changes(client: Client) -> None:
    article = pages.article(title="Avant")
    etag = client.get(URL)["ETag"]
    again = client.get(URL, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    article.title = "Après"
    article.save()
    assert client.get(URL, headers={"If-None-Match": etag}).status_code == 200


def test_no_cookie_and_no_vary_on_it(client: Client) -> None:
    response = client.get(URL)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_a_name_said_again_costs_nothing(client: Client, django_assert_num_queries: Any) -> None:
    pages.topic(slug="sante")
    with django_assert_num_queries(2):
        assert titles(get(client, topic=",".join(["sante"] * 100))) == []


def test_a_page_of_cards_costs_one_query(client: Client, django_assert_num_queries: Any) -> None:
    for _ in range(5):
        pages.article()
    with django_assert_num_queries(1):
        get(client)


def test_drafts_and_private_pages_are_absent(client: Client) -> None:
    pages.article(live=False)
    assert get(client)["items"] == []


def test_openapi_describes_the_contract(client: Client) -> None:
    document = client.get("/api/content/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    card = document["components"]["schemas"]["Card"]
    assert {"id", "kind", "url", "title", "published_at"} <= set(card["properties"])
    parameters = document["paths"][URL]["get"]["parameters"]
    assert {"kind", "topic", "cursor", "limit"} <= {p["name"] for p in parameters}
    assert json.dumps(document)


def test_unknown_address_of_the_api_is_a_problem(client: Client) -> None:
    response = client.get("/api/content/v1/nowhere")
    assert response.status_code == 404


def test_another_method_is_a_problem_too(client: Client) -> None:
    response = client.post(URL)
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert "GET" in response["Allow"]
