"""`/api/content/v1/contents`: typed cards, closed filters, keyset paging, conditional answers."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.api.contents import ListedContents
from cms.models import Publication
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db
URL = "/api/content/v1/contents"
EPOCH = datetime(2026, 3, 18, 8, tzinfo=UTC)


def get(client: Client, **params: Any) -> dict[str, Any]:
    response = client.get(URL, params)
    assert response.status_code == 200, response.content
    if "fields" not in params:
        ListedContents.model_validate_json(response.content)
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
        ({"fields": "titel"}, "Did you mean title?"),
        ({"include": "bodies"}, "Did you mean body?"),
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
        {"updated_since": "0001-01-01"},
        {"topic": "x" * 900},
        {"person": "00000000-0000-0000-0000-000000000000"},
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


def test_two_filters_add_up_and_pages_meet(client: Client) -> None:
    topic, other, person = pages.topic(), pages.topic(), pages.person()
    for n in range(6):
        article = pages.article(title=f"n{n}", shown_date=EPOCH + timedelta(hours=n))
        article.topics.set([topic] if n % 2 else [topic, other])
        article.people.set([person] if n < 4 else [])
        article.save()
    pages.edito(title="hors sujet", shown_date=EPOCH)
    filters = {"topic": topic.slug, "person": str(person.uuid), "kind": "article"}
    first = get(client, limit=3, **filters)
    second = get(client, limit=3, cursor=first["next"], **filters)
    assert titles(first) + titles(second) == ["n3", "n2", "n1", "n0"]
    assert titles(get(client, limit=3, cursor=second["prev"], **filters)) == titles(first)
    several = f"{other.slug},{topic.slug}"
    assert titles(get(client, topic=several)) == [f"n{n}" for n in range(5, -1, -1)]
    assert titles(get(client, topic=several, kind="article,edito", limit=2)) == ["n5", "n4"]
    assert titles(get(client, topic=other.slug, published_from=EPOCH.isoformat())) == [
        "n4",
        "n2",
        "n0",
    ]


def test_shows_and_dossiers_by_the_end_of_their_address(client: Client) -> None:
    episode = pages.episode(title="e")
    dossier = pages.dossier(slug="a_b")
    dossier.entries.create(content=episode.uuid)
    dossier.save()
    for filters in ({"show": "bifurcations"}, {"dossier": "a_b"}, {"dossier": str(dossier.uuid)}):
        assert titles(get(client, **filters)) == ["e"]
    assert client.get(URL, {"dossier": "axb"}).status_code == 422


def test_what_has_changed_since_a_moment_the_last_changed_first(client: Client) -> None:
    moment = timezone.now().replace(microsecond=0)
    for days, title in enumerate(("tout à l’heure", "hier", "avant-hier", "jadis")):
        article = pages.article(title=title, shown_date=EPOCH + timedelta(days=days))
        at = moment - timedelta(days=days)
        Publication.objects.filter(uuid=article.uuid).update(updated_at=at)
    since = (moment - timedelta(days=2)).isoformat()
    first = get(client, updated_since=since, limit=2, kind="article")
    second = get(client, updated_since=since, limit=2, kind="article", cursor=first["next"])
    assert titles(first) + titles(second) == ["tout à l’heure", "hier", "avant-hier"]
    assert second["next"] == ""


def test_locale(client: Client) -> None:
    FeedItemFactory.create(title="Hola", language="es")
    pages.article(title="Bonjour")
    assert titles(get(client, locale="es")) == ["Hola"]
    assert titles(get(client, locale="fr")) == ["Bonjour"]
    assert client.get(URL, {"locale": "français"}).status_code == 422


def test_fields_are_those_asked_for(client: Client) -> None:
    article = pages.article(title="A")
    (item,) = get(client, fields="title,url")["items"]
    assert item == {"url": f"http://localhost/articles/{article.slug}/", "title": "A"}


def test_include_adds_what_a_page_of_its_own_needs(client: Client) -> None:
    quoted = pages.article(title="citée", shown_date=EPOCH)
    article = pages.article(title="A", body=[("text", "<p>Bonjour.</p>")])
    article.related_contents.create(content=quoted.uuid)
    article.save()
    FeedItemFactory.create(title="item", html="<p>Du fil.</p>")
    found = get(client, include="body,details,related,seo")["items"]
    by_title = {item["title"]: item for item in found}
    assert by_title["A"]["body"][0]["value"]["html"] == "<p>Bonjour.</p>"
    assert [card["title"] for card in by_title["A"]["related"]] == ["citée"]
    assert by_title["item"]["body"][0]["value"]["html"] == "<p>Du fil.</p>"
    assert by_title["item"]["details"]["type"] == "article"
    only = get(client, include="seo", fields="title", kind="article", limit=1)["items"]
    assert [set(item) for item in only] == [{"title", "seo"}]


def test_what_is_included_comes_in_the_wanted_format(client: Client) -> None:
    pages.article(title="A", body=[("text", "<p>Une <b>loi</b>.</p>")])
    found = client.get(URL, {"include": "body", "rich_text": "markdown"})
    assert found.json()["items"][0]["body"][0]["value"]["markdown"] == "Une **loi**."
    html = client.get(URL, {"include": "body"})
    assert html.json()["items"][0]["body"][0]["value"]["html"] == "<p>Une <b>loi</b>.</p>"
    assert html["ETag"] != found["ETag"]


@pytest.mark.parametrize("include", ["body", "details", "related", "body,details,related,seo"])
def test_what_is_quoted_and_not_public_is_in_no_part(client: Client, include: str) -> None:
    hidden = pages.article(title="Tu", live=False)
    words = {"content": hidden.uuid, "url": "", "title": "Mots cachés", "text": ""}
    article = pages.article(title="A", body=[("link", words)])
    article.related_contents.create(content=hidden.uuid)
    article.save()
    response = client.get(URL, {"include": include})
    assert response.status_code == 200
    assert str(hidden.uuid) not in response.content.decode()
    assert "Mots cachés" not in response.content.decode()


def test_it_is_named_by_what_it_holds_and_what_may_enter_it(client: Client) -> None:
    topic = pages.topic()
    article = pages.article()
    article.topics.add(topic)
    article.save()
    kinds = ["list-article", "list-edito", "list-episode", "list-item"]
    content = f"content-{article.uuid.hex}"
    assert client.get(URL)["Surrogate-Key"].split() == [*kinds, content]
    keys = client.get(URL, {"topic": topic.slug})["Surrogate-Key"].split()
    assert keys == [f"topic-{topic.uuid.hex}", content]


def test_a_name_said_again_costs_nothing(client: Client, django_assert_num_queries: Any) -> None:
    pages.topic(slug="sante")
    with django_assert_num_queries(2):
        assert titles(get(client, topic=",".join(["sante"] * 100))) == []


def test_a_page_of_cards_costs_one_query(client: Client, django_assert_num_queries: Any) -> None:
    topic, person = pages.topic(), pages.person()
    for _ in range(5):
        pages.article()
    with django_assert_num_queries(1):
        get(client)
    with django_assert_num_queries(2):
        get(client, topic=topic.slug, person=person.slug, has="video")


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


def test_head_is_get_without_its_body(client: Client) -> None:
    pages.article()
    head, whole = client.head(URL), client.get(URL)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == whole["ETag"]
    assert client.head(f"{URL}?topik=x").status_code == 422


def test_another_method_is_a_problem_too(client: Client) -> None:
    response = client.post(URL)
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert "GET" in response["Allow"]
