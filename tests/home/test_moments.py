"""A pin begins and ends by itself: on the page, in the API, and in what is kept of both."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cms import due, tasks
from cms.api.caching import content_key
from cms.models import ArticlePage, SiteSettings
from home.models import HomePage
from tests.cms.counter import actions, agrees, stored
from tests.cms.drawing import one_connection
from tests.cms.response_cache.asking import Browser
from tests.factories import pages

pytestmark = pytest.mark.django_db

API = "/api/content/v1/home"
NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
BEGIN, END = NOON + timedelta(seconds=20), NOON + timedelta(hours=1)

At = Callable[[datetime], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Called with a moment, it is that moment."""

    def move(now: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now)

    move(NOON)
    return move


@pytest.fixture
def home(at: At) -> HomePage:
    """Led by an old article from BEGIN to END, by the newest one before and after."""
    old = pages.article(title="Ancien", shown_date=NOON - timedelta(days=9))
    pages.article(title="Nouveau", shown_date=NOON - timedelta(days=1))
    page = HomePage.objects.get()
    page.pins.create(content=old.uuid, shown_from=BEGIN, shown_until=END)
    page.save_revision().publish()
    return page


@pytest.fixture
def reader() -> Iterator[Browser]:
    # Made at the first page of all, which would make everything old.
    SiteSettings.for_site(pages.home_page().get_site())
    with one_connection():
        yield Browser()


def lead(client: Client) -> str:
    zones = client.get(API).json()["zones"]
    title: str = zones[0]["items"][0]["title"]
    drawn: Any = client.get("/")
    assert drawn.context_data["front"].lead["title"] == title
    return title


def test_it_counts_from_its_first_moment_to_before_its_last(
    home: HomePage, client: Client, at: At
) -> None:
    titles = []
    for moment in (NOON, BEGIN, END - timedelta(seconds=1), END):
        at(moment)
        titles.append(lead(client))
    assert titles == ["Nouveau", "Ancien", "Ancien", "Nouveau"]


def test_the_clock_knows_its_moments(home: HomePage, at: At) -> None:
    assert stored(home).refresh_at == BEGIN
    assert not due.rows()
    at(BEGIN)
    assert due.rows()
    assert tasks.refresh_publications() == 1
    assert stored(home).refresh_at == END
    assert not due.rows()
    assert tasks.refresh_publications() == 0
    at(END)
    assert tasks.refresh_publications() == 1
    assert stored(home).refresh_at is None
    assert agrees()


def test_a_run_that_was_missed_is_made_up_for_at_once(home: HomePage, at: At) -> None:
    before = len(actions(home.uuid))
    at(END + timedelta(days=1))
    assert due.rows()
    assert tasks.refresh_publications() == 1
    assert not due.rows()
    assert actions(home.uuid)[before:] == ["update"]


def test_page_and_api_are_dropped_when_a_moment_comes(
    home: HomePage, reader: Browser, at: At
) -> None:
    at(BEGIN - timedelta(seconds=1))
    assert all(map(reader.is_kept, ("/", API))) is False
    at(NOON)
    for path in ("/", API):
        assert b"Nouveau" in reader.get(path).body
        assert reader.is_kept(path), path
    at(BEGIN)
    tasks.refresh_publications()
    reader.look()
    for path in ("/", API):
        assert not reader.is_kept(path), path
        assert reader.get(path).body.index(b"Ancien") < reader.get(path).body.index(b"Nouveau")


def test_no_cache_is_told_to_keep_it_past_the_next_moment(
    home: HomePage, client: Client, at: At
) -> None:
    for path in ("/", API):
        response = client.get(path)
        assert "s-maxage=20, stale-while-revalidate=0," in response["Cache-Control"]
        assert content_key(home.uuid) in response["Surrogate-Key"].split()
    at(END)
    for path in ("/", API):
        said = client.get(path)["Cache-Control"]
        assert "s-maxage=60, stale-while-revalidate=300," in said


def test_who_is_logged_in_gets_a_page_of_their_own(home: HomePage, admin_client: Client) -> None:
    assert "private" in admin_client.get("/")["Cache-Control"]
    assert "s-maxage" not in admin_client.get("/")["Cache-Control"]


def test_a_whole_front_page_is_scheduled(home: HomePage, client: Client, at: At) -> None:
    other = ArticlePage.objects.get(title="Nouveau")
    tomorrow = NOON + timedelta(days=1)
    draft = HomePage.objects.get()
    draft.pins = [draft.pins.model(content=other.uuid)]
    draft.go_live_at = tomorrow
    draft.save_revision().publish()
    at(BEGIN)
    tasks.publish_scheduled()
    assert lead(client) == "Ancien"
    at(tomorrow + timedelta(seconds=1))
    assert due.pages()
    call_command("publish_scheduled")
    live: Any = HomePage.objects.get()
    assert [pin.content for pin in live.pins.all()] == [other.uuid]
    assert not due.pages()
    assert lead(client) == "Nouveau"
    assert stored(live).refresh_at is None
    assert agrees()
