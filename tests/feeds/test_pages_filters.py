"""Readers narrow the wire by its address: by type, source and day."""

import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from feeds.filters import day_of
from feeds.models import ItemKind, Trust
from feeds.rhythm import contents_a_week
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory, SourceGroupFactory

pytestmark = pytest.mark.django_db


def titles(client: Client, path: str, **query: str) -> list[str]:
    return [card["title"] for card in client.get(path, query).context["cards"]]


@pytest.fixture(autouse=True)
def _wire() -> None:
    pages.home_page()
    gazette, radio = SourceFactory.create(slug="gazette"), SourceFactory.create(slug="radio")
    at = datetime(2026, 6, 1, 21, 30, tzinfo=UTC)
    FeedItemFactory.create(title="Un texte", source=gazette, published_at=at)
    FeedItemFactory.create(
        title="Un son",
        source=radio,
        kind=ItemKind.PODCAST,
        # Half past midnight in Paris: the day after.
        published_at=at + timedelta(hours=1),
    )
    FeedItemFactory.create(
        title="Un film",
        source=gazette,
        kind=ItemKind.VIDEO,
        published_at=at + timedelta(days=3),
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Un film", "Un son", "Un texte"]),
        ({"type": "video"}, ["Un film"]),
        ({"type": "audio"}, ["Un son"]),
        ({"type": "article"}, ["Un texte"]),
        ({"source": "gazette"}, ["Un film", "Un texte"]),
        ({"source": "gazette", "type": "article"}, ["Un texte"]),
        ({"jour": "2026-06-01"}, ["Un texte"]),
        ({"jour": "2026-06-02"}, ["Un son"]),
        ({"type": "", "source": "", "jour": ""}, ["Un film", "Un son", "Un texte"]),
        ({"type": "x", "source": "nulle", "jour": "9999-12-31"}, ["Un film", "Un son", "Un texte"]),
        ({"jour": "2031-01-01"}, []),
    ],
)
def test_the_wire_is_narrowed(client: Client, query: dict[str, str], expected: list[str]) -> None:
    assert titles(client, "/le-fil/", **query) == expected


def test_the_form_says_what_was_asked(client: Client) -> None:
    asked = {"type": "video", "source": "gazette", "jour": "2026-06-04"}
    html = client.get("/le-fil/", asked).content.decode()
    assert '<option value="video" selected>' in html
    assert '<option value="gazette" selected>' in html
    assert 'value="2026-06-04"' in html


def test_filters_go_on_with_the_list(client: Client) -> None:
    source = SourceFactory.create(slug="agence")
    FeedItemFactory.create_batch(25, source=source)
    first = client.get("/le-fil/", {"source": "agence"})
    assert 'href="?source=agence&amp;cursor=' in first.content.decode()
    cursor = first.context["next_cursor"]
    assert len(titles(client, "/le-fil/", source="agence", cursor=cursor)) == 5


def test_a_paused_source_is_no_choice(client: Client) -> None:
    SourceFactory.create(slug="muette", trust=Trust.PAUSED)
    assert 'value="muette"' not in client.get("/le-fil/").content.decode()


def test_a_source_is_narrowed_as_well(client: Client) -> None:
    assert titles(client, "/sources/gazette/", type="video") == ["Un film"]
    assert titles(client, "/sources/gazette/", jour="2026-06-01") == ["Un texte"]


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-06-01", date(2026, 6, 1)), ("0001-01-01", None), ("hier", None), ("", None)],
)
def test_a_day_is_read_as_browsers_write_it(text: str, day: date | None) -> None:
    assert day_of(text) == day


def test_the_rhythm_of_a_source(client: Client) -> None:
    now = timezone.now()
    often, seldom = SourceFactory.create(), SourceFactory.create()
    for days in (1, 2, 9, 16, 23, 27):
        FeedItemFactory.create(source=often, published_at=now - timedelta(days=days))
    FeedItemFactory.create(source=seldom, published_at=now - timedelta(days=40))
    assert contents_a_week([often.uuid, seldom.uuid], now) == {often.uuid: 2}
    assert client.get(often.path).context["weekly"] == {often.uuid: 2}


def test_sources_leave_as_opml(client: Client) -> None:
    group = SourceGroupFactory.create(name="Amis & alliés")
    SourceFactory.create(name="Gazette <d’ici>", group=group, feed_url="https://a.example/?a=1&b=2")
    SourceFactory.create(name="Muette", trust=Trust.PAUSED)
    response = client.get("/sources/sources.opml")
    assert response["Content-Type"] == "text/x-opml; charset=utf-8"
    # Our own words, not a stranger's.
    body = ET.fromstring(response.content).find("body")  # noqa: S314 - our own
    assert body is not None
    grouped = body.find("outline[@text='Amis & alliés']/outline")
    assert grouped is not None
    assert grouped.get("xmlUrl") == "https://a.example/?a=1&b=2"
    assert grouped.get("text") == "Gazette <d’ici>"
    assert b"Muette" not in response.content


def test_what_the_wire_costs(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]  # pytest-django gives the fixture no public type
    client.get("/le-fil/")
    SourceFactory.create_batch(5)
    with django_assert_max_num_queries(16):
        client.get("/le-fil/", {"source": "gazette", "type": "video", "jour": "2026-06-04"})
