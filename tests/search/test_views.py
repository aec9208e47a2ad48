"""The page of the search: what it shows, what it takes."""

import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from search import postgresql
from search.query import PAGE_SIZE
from search.words import Vocabulary
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory

pytestmark = pytest.mark.django_db


def shown(client: Client, **params: Any) -> str:
    response = client.get("/recherche/", params)
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    shown = re.findall(r'card__title"><a href="[^"]*">(.*?)</a>', html)
    return [re.sub("</?mark>", "", title) for title in shown]


def test_results_are_said_and_shown(client: Client) -> None:
    pages.article(title="Chlorure de vinyle", kicker="Chimie", standfirst="Du chlorure & du sel.")
    html = shown(client, q="chlorure")
    assert titles(html) == ["Chlorure de vinyle"]
    assert "Du <mark>chlorure</mark> &amp; du sel." in html
    assert re.search(r'role="status">1\sr\w+<', html)
    assert "Chimie" in html


@pytest.mark.parametrize("query", ["", "a\0b", "x" * 10_000, "'\"%", "<script>alert(1)</script>"])
def test_any_query_answers_a_page(client: Client, query: str) -> None:
    assert "<script>alert" not in shown(client, q=query, page="9" * 30)


@pytest.mark.parametrize(
    "query",
    [
        "q=%FF%FE&type=%FF&person=%00",
        "q=tocsin&type=nothing&type=%00&type=index",
        "q=tocsin&period=eternity&sort=size&words=none&videos=maybe",
        "q=tocsin&person=1&source=%27&dossier=" + "a" * 10_000,
        "q=tocsin&page=-1",
        "q=tocsin&page=" + "9" * 30,
        "q=tocsin&unknown=1&q=autre",
        "type=article",
        "q=tocsin&" + "&".join(f"person={uuid4()}" for _ in range(100)),
    ],
)
def test_bad_values_answer_a_page(client: Client, query: str) -> None:
    pages.article(title="Tocsin")
    assert client.get(f"/recherche/?{query}").status_code == 200


def test_unknown_parameters_and_bad_values_change_nothing(client: Client) -> None:
    pages.article(title="Tocsin")
    html = shown(client, q="tocsin", utm_source="x", type="nothing", period="eternity", person="x")
    assert titles(html) == ["Tocsin"]


def test_reader_gets_no_cookie(client: Client) -> None:
    assert not client.get("/recherche/", {"q": "mot"}).cookies


def test_a_transcript_opens_at_its_second(client: Client) -> None:
    edito = pages.edito(title="a", transcript="[00:00] Bonsoir.\n\n[12:41] Le tocsin sonne.")
    html = shown(client, q="tocsin")
    assert f'href="{edito.get_url()}#t=761"' in html
    assert "12:41" in html
    assert 'id="t=761"' in client.get(edito.get_url()).content.decode()


def test_boxes_narrow_results_down(client: Client) -> None:
    source = SourceFactory.create(name="La Gazette")
    FeedItemFactory.create(source=source, title="Tocsin du fil")
    ada, article = pages.person(name="Ada"), pages.article(title="Tocsin")
    article.people.set([ada])
    article.save()
    pages.edito(title="Le tocsin", video_url="https://www.youtube.com/watch?v=AAAAAAAAAAA")
    pages.article(title="Vieux tocsin", first_published_at=timezone.now() - timedelta(days=400))
    everything = shown(client, q="tocsin")
    assert len(titles(everything)) == 4
    for name, value in (("source", source.uuid), ("person", ada.uuid)):
        assert f'name="{name}" value="{value}"' in everything
    assert sorted(titles(shown(client, q="tocsin", type=["item", "edito"]))) == [
        "Le tocsin",
        "Tocsin du fil",
    ]
    assert titles(shown(client, q="tocsin", source=source.uuid)) == ["Tocsin du fil"]
    assert titles(shown(client, q="tocsin", person=ada.uuid)) == ["Tocsin"]
    assert titles(shown(client, q="tocsin", videos="1")) == ["Le tocsin"]
    assert "Vieux tocsin" not in titles(shown(client, q="tocsin", period="year"))
    assert titles(shown(client, q="tocsin", sort="date"))[0] == "Le tocsin"


def test_a_show_searches_in_itself(client: Client) -> None:
    """Among its episodes, in what is said there too."""
    show = pages.show()
    pages.episode(title="Le port", transcript="[00:00] Bonsoir.\n\n[12:41] Le tocsin sonne.")
    pages.episode(title="Sans rapport")
    pages.article(title="Tocsin")
    form = client.get(show.url).content.decode()
    assert f'<input type="hidden" name="show" value="{show.uuid}">' in form
    found = shown(client, q="tocsin", show=show.uuid)
    assert titles(found) == ["Le port"]
    assert f'name="show" value="{show.uuid}" checked' in found


def test_what_is_ticked_stays_ticked_where_nothing_is_found(client: Client) -> None:
    ada = pages.person(name="Ada")
    pages.article(title="Tocsin")
    html = shown(client, q="tocsin", person=ada.uuid, type="edito", period="week")
    assert titles(html) == []
    for box in (f'name="person" value="{ada.uuid}"', 'name="type" value="edito"'):
        assert f"{box} checked" in html
    assert 'name="period" value="week" checked' in html


def test_numbers_stand_beside_the_boxes(client: Client) -> None:
    source = SourceFactory.create(name="La Gazette")
    for _ in range(3):
        FeedItemFactory.create(source=source, title="Tocsin")
    html = shown(client, q="tocsin")
    assert re.search(r'La Gazette <span class="facets__count">\(3\)</span>', html)


def test_the_next_page_asks_the_same(client: Client) -> None:
    for number in range(PAGE_SIZE + 1):
        pages.article(title=f"Tocsin {number}")
    html = shown(client, q="tocsin", type="article", sort="date", period="week", unknown="1")
    following = re.search(r'rel="next" href="([^"]*)"', html)
    assert following
    address = unescape(following[1])
    assert address == "?q=tocsin&type=article&period=week&sort=date&page=2"
    assert titles(client.get(f"/recherche/{address}").content.decode()) == ["Tocsin 0"]


def test_beyond_the_last_page_there_is_a_way_back(client: Client) -> None:
    pages.article(title="Tocsin")
    html = shown(client, q="tocsin", page="9")
    assert titles(html) == []
    assert 'href="?q=tocsin"' in html


def test_where_nothing_is_found_there_are_ways_out(client: Client) -> None:
    pages.dossier(title="Un dossier")
    pages.article(title="Tocsin")
    html = shown(client, q="tocsin zzzz", type="edito")
    assert "Un dossier" in html
    assert 'href="?q=tocsin+zzzz"' in html
    assert 'href="?q=tocsin+zzzz&amp;type=edito&amp;words=any"' in html
    assert titles(shown(client, q="tocsin zzzz", words="any")) == ["Tocsin"]


@pytest.mark.postgresql
def test_a_slip_is_forgiven_and_said(client: Client) -> None:
    pages.article(title="Les éboueurs")
    html = shown(client, q="éboueurss")
    assert titles(html) == ["Les éboueurs"]
    assert re.search(r'role="status">[^<]*éboueurss[^<]*éboueurs\b', html)


@pytest.mark.postgresql
def test_the_words_of_titles_are_kept_for_a_minute(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """Inside a transaction, as tests are, they never are."""
    pages.article(title="Les éboueurs")
    outside = SimpleNamespace(cursor=connection.cursor, in_atomic_block=False)
    monkeypatch.setattr(postgresql, "connection", outside)
    monkeypatch.setattr(postgresql, "_known", (0.0, Vocabulary(())))
    with django_assert_num_queries(2):
        assert postgresql.spelled(["éboueurss"]) == ("éboueurs",)
    with django_assert_num_queries(1):
        assert postgresql.spelled(["éboueurrs"]) == ("éboueurs",)
    until, _known = postgresql._known
    monkeypatch.setattr(postgresql, "monotonic", lambda: until)
    with django_assert_num_queries(2):
        assert postgresql.spelled(["éboueurss"]) == ("éboueurs",)


def test_statements_do_not_grow_with_results(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(PAGE_SIZE):
        pages.article(title=f"Tocsin {number}", standfirst="Le tocsin.")
    client.get("/recherche/", {"q": "tocsin"})
    with django_assert_max_num_queries(11):
        client.get("/recherche/", {"q": "tocsin"})
