"""How the zones of the front page fill themselves."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from home import fronts
from home.fronts import front
from home.zones import FIL, LEAD, ZONES
from shows.models import EpisodePage, ShowPage
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 18, 8, tzinfo=UTC)


def titles(cards: list[dict[str, Any]]) -> list[str]:
    return [card["title"] for card in cards]


def articles(count: int) -> list[Any]:
    return [
        pages.article(title=f"n{n}", shown_date=START + timedelta(hours=n)) for n in range(count)
    ]


def test_an_empty_newsroom_has_empty_zones() -> None:
    pages.home_page()
    zones = front({})
    assert zones.lead is zones.edito is zones.show is zones.magazine is None
    assert zones.secondary == zones.fil == zones.videos == []


def test_pinned_contents_lead_and_the_newest_fill_the_rest() -> None:
    written = articles(LEAD.places + 1)
    zones = front({"lead": [written[0].uuid]})
    assert zones.lead is not None
    assert zones.lead["title"] == "n0"
    assert titles(zones.secondary) == ["n5", "n4", "n3", "n2"]
    assert titles(zones.fil) == ["n1"]


def test_a_withdrawn_pin_gives_its_place_to_the_next() -> None:
    written = articles(2)
    written[0].unpublish()
    zones = front({"lead": [written[0].uuid]})
    assert zones.lead is not None
    assert zones.lead["title"] == "n1"


def test_each_zone_has_its_own() -> None:
    pages.edito(title="Du jour", video_url="https://youtu.be/AAAAAAAAAAA")
    pages.episode(title="Entretien", video_url="https://youtu.be/AAAAAAAAAAA")
    pages.dossier(title="Dossier")
    pages.magazine(title="Journal", price_euros="24.00")
    FeedItemFactory(title="D’un ami", source=SourceFactory(is_partner=True))
    FeedItemFactory(title="D’ailleurs")
    zones = front({})
    assert zones.edito is not None
    assert zones.edito["title"] == "Du jour"
    assert titles(zones.episodes) == ["Entretien"]
    assert zones.show is not None
    assert zones.show["title"] == "Bifurcations"
    assert titles(zones.dossiers) == ["Dossier"]
    assert titles(zones.videos) == ["Du jour"]
    assert titles(zones.partners) == ["D’un ami"]
    assert zones.magazine is not None
    assert zones.magazine["price_euros"] == "24.00"


def test_the_edito_has_the_day_of_its_page(client: Client) -> None:
    """Whenever it was published."""
    pages.edito(day=date(2026, 3, 18), shown_date=datetime(2026, 3, 18, 23, 10, tzinfo=UTC))
    html = client.get("/").content.decode()
    assert '<p class="edito-poster__date"><time datetime="2026-03-18">18 mars 2026</time>' in html


def test_episodes_of_several_shows_name_theirs(client: Client) -> None:
    pages.episode(title="Le port", number=3)
    assert 'id="zone-show"><a href="/bifurcations/">' in client.get("/").content.decode()
    other = pages.child(pages.home_page(), ShowPage(title="Allô", slug="allo"))
    pages.child(other, EpisodePage(title="La ligne"))
    html = client.get("/").content.decode()
    assert 'id="zone-show">Entretiens</h2>' in html
    assert re.findall('class="kicker">(.*?)</p>', html) == ["Allô", "Bifurcations · épisode 3"]
    assert front({}).show is None


def test_pins_lead_every_zone_that_holds_cards() -> None:
    edito, episode = pages.edito(title="Choisi"), pages.episode(title="Entretien choisi")
    dossier = pages.dossier(title="Dossier choisi")
    film = pages.edito(title="Film choisi", video_url="https://youtu.be/AAAAAAAAAAA")
    pages.edito(title="Film neuf", video_url="https://youtu.be/BBBBBBBBBBB")
    friend = SourceFactory(is_partner=True)
    item: Any = FeedItemFactory(title="Ami", source=friend)
    FeedItemFactory(title="Ami neuf", source=friend)
    for make in (pages.edito, pages.episode, pages.dossier):
        make(title="Neuf")
    found = fronts.zones(
        {
            "edito": [edito.uuid],
            "fil": [edito.uuid],
            "episodes": [episode.uuid],
            "dossiers": [dossier.uuid],
            "videos": [film.uuid],
            "partners": [item.uuid],
        }
    )
    assert list(found) == [zone.name for zone in ZONES]
    first = {name: json.loads(rows[0].card)["title"] for name, rows in found.items() if rows}
    assert first == {
        "edito": "Choisi",
        "fil": "Choisi",
        "episodes": "Entretien choisi",
        "dossiers": "Dossier choisi",
        "videos": "Film choisi",
        "partners": "Ami",
    }
    for name, rows in found.items():
        assert len({row.uuid for row in rows}) == len(rows), name
        assert {row.zone for row in rows} <= {name}


def test_what_leads_stands_in_the_feed_neither_by_itself_nor_by_a_pin() -> None:
    written = articles(20)
    pins = [article.uuid for article in written[:3]]
    found = fronts.zones({"lead": pins[:1], "fil": pins})
    lead = [row.uuid for row in found["lead"]]
    fil = [row.uuid for row in found["fil"]]
    assert fil[:2] == pins[1:]
    assert len(lead) == LEAD.places
    assert len(fil) == FIL.places
    assert not set(lead) & set(fil)


def test_a_zone_never_holds_more_than_its_places() -> None:
    written = [article.uuid for article in articles(12)]
    found = fronts.zones({"lead": [*written, written[0]]})
    assert [row.uuid for row in found["lead"]] == written[: LEAD.places]
    assert [row.uuid for row in found["fil"]] == written[: LEAD.places - 1 : -1]


def test_a_zone_of_pins_alone_is_completed_by_what_is_not_pinned() -> None:
    written = articles(LEAD.places + 1)
    newest = [article.uuid for article in written[: -LEAD.places : -1]]
    found = fronts.zones({"lead": newest})
    assert [row.uuid for row in found["lead"]] == [*newest, written[1].uuid]


def test_a_dossier_says_how_much_readers_find_in_it() -> None:
    written, dossier = articles(3), pages.dossier()
    for article in written:
        dossier.entries.create(content=article.uuid)
    dossier.save()
    written[0].unpublish()
    pages.dossier(title="Vide")
    assert {card["title"]: card["count"] for card in front({}).dossiers} == {
        dossier.title: 2,
        "Vide": 0,
    }


def test_zones_cost_the_same_whatever_the_site_holds(django_assert_max_num_queries: Any) -> None:
    pinned = [article.uuid for article in articles(8)]
    FeedItemFactory.create_batch(10)
    with django_assert_max_num_queries(9):
        front({"lead": pinned[:2], "fil": pinned[2:4]})


@pytest.mark.postgresql
def test_every_zone_is_read_in_the_order_of_an_index() -> None:
    """However much the site holds: nothing is sorted, and no table is read whole."""
    pages.home_page()
    statement, values = fronts._statement(3)
    values = (*(uuid4() for _ in range(3)), *values)
    with connection.cursor() as database:
        for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
            database.execute(f"SET LOCAL enable_{way} = off")
        database.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(line for (line,) in database.fetchall())
    assert "Sort" not in plan
    assert "Seq Scan on cms_publication" not in plan
    assert plan.count("facet_target") == 2


@pytest.mark.django_db(transaction=True)
def test_what_was_read_a_moment_ago_is_forgotten_with_each_change(client: Client) -> None:
    home, old = pages.home_page(), pages.article(title="Vieux", shown_date=START)
    assert lead_of(client) == "Vieux"
    pages.article(title="Neuf")
    assert lead_of(client) == "Neuf"
    home.pins.create(content=old.uuid)
    home.save()
    assert lead_of(client) == "Vieux"
    old.unpublish()
    assert lead_of(client) == "Neuf"


def lead_of(client: Client) -> str:
    html = client.get("/").content.decode()
    found = re.search(r"card--lead.*?<h3[^>]*><a[^>]*>([^<]*)<", html, re.S)
    assert found
    return found[1]
