"""The page of a show, by season, by guest and by topic."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.cms.counter import card
from tests.factories import pages

pytestmark = pytest.mark.django_db


def test_a_show_is_narrowed_by_season_and_guest(client: Client) -> None:
    guest, show = pages.person(slug="ada"), pages.show()
    first = pages.episode(title="Premier", season=1, number=1)
    second = pages.episode(title="Second", season=2, number=1)
    for episode in (first, second):
        episode.guests.create(person=guest if episode == first else pages.person())
        episode.save()
    address = card(show)["url"]

    def titles(**query: str) -> set[str]:
        return {each["title"] for each in client.get(address, query).context["cards"]}

    assert titles() == {"Premier", "Second"}
    assert titles(saison="2") == {"Second"}
    assert titles(invite="ada") == {"Premier"}
    assert titles(saison="2", invite="ada") == set()
    assert titles(saison="x") == {"Premier", "Second"}
    asked = client.get(address, {"invite": "ada"}).content.decode()
    assert f'<p class="notice">Avec {guest.name} en plateau.</p>' in asked
    html = client.get(address, {"saison": "2"}).content.decode()
    assert 'class="notice"' not in html
    assert 'href="?saison=2#episodes" aria-current="page"' in html


def test_a_show_is_narrowed_by_a_season_that_is_too_old_to_be_listed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shows.models.broadcasts.SHOWN_EPISODES", 1)
    show = pages.show()
    for season in (1, 2):
        pages.episode(
            title=f"Saison {season}",
            season=season,
            shown_date=datetime(2020 + season, 1, 1, tzinfo=UTC),
        )
    found = client.get(card(show)["url"], {"saison": "1"}).context
    assert [season["number"] for season in found["seasons"]] == [2]
    assert [each["title"] for each in found["cards"]] == ["Saison 1"]


def test_a_show_is_narrowed_by_the_topics_of_its_episodes(client: Client) -> None:
    health, elsewhere = pages.topic(name="Santé"), pages.topic(name="Mer")
    show = pages.show()
    hospital, other = pages.episode(title="L’hôpital"), pages.episode(title="Autre chose")
    hospital.topics.set([health])
    hospital.save()
    pages.article().topics.set([elsewhere])
    address = card(show)["url"]

    def narrowed(**query: str) -> set[str]:
        return {each["title"] for each in client.get(address, query).context["cards"]}

    assert narrowed() == {hospital.title, other.title}
    assert narrowed(theme=health.slug) == {hospital.title}
    assert narrowed(theme=elsewhere.slug) == narrowed(invite="personne") == narrowed()
    html = client.get(address, {"theme": health.slug}).content.decode()
    assert f'<option value="{health.slug}" selected>Santé</option>' in html
    assert "Mer</option>" not in html
    assert 'name="invite"' not in html


def test_seasons_keep_the_other_filters(client: Client) -> None:
    health, show = pages.topic(name="Santé"), pages.show()
    episode = pages.episode(season=2, number=7)
    episode.topics.set([health])
    episode.save()
    html = client.get(card(show)["url"], {"theme": health.slug}).content.decode()
    assert f'href="?saison=2&amp;theme={health.slug}#episodes"' in html
    assert f'href="{card(show)["url"]}?theme={health.slug}#episodes"' in html


def test_the_latest_episode_stands_out_before_the_others(client: Client) -> None:
    show = pages.show()
    pages.episode(title="Avant", season=2, number=6)
    pages.episode(title="Enfin", season=2, number=7)
    address = card(show)["url"]
    head, title, list_ = client.get(address).content.decode().partition('id="episodes"')
    assert title
    assert '<div class="wrap latest">' in head
    assert '<p class="kicker">saison 2 · épisode 7</p>' in head
    assert '<h2 class="card__title"><a href="/bifurcations/enfin/">' in head
    assert "Avant</a>" not in head
    cards, _title, seasons = list_.partition('id="saisons"')
    assert '<ul class="card-list">' in cards
    assert "Avant</a>" in cards
    assert "Enfin</a>" not in cards
    assert "7. Enfin</a>" in seasons
    narrowed = client.get(address, {"saison": "2"}).content.decode()
    assert 'class="wrap latest"' not in narrowed
    assert narrowed.count('class="card__title"') == 2


def test_what_follows_the_first_page_repeats_no_latest_episode(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.api.pagination.slice_of.__defaults__", (None, 2))
    show = pages.show()
    for number in range(3):
        pages.episode(title=f"Numéro {number}")
    address = card(show)["url"]
    after = client.get(address, {"cursor": client.get(address).context["next_cursor"]})
    html = after.content.decode()
    assert 'class="wrap latest"' not in html
    assert html.count('class="card__title"') == 1
    assert "Numéro 0</a>" in html


def test_a_show_with_one_episode_or_none_says_so_once(client: Client) -> None:
    show = pages.show()
    empty = client.get(card(show)["url"]).content.decode()
    assert 'class="wrap latest"' not in empty
    assert empty.count('class="nothing"') == 1
    pages.episode(title="Seul")
    html = client.get(card(show)["url"]).content.decode()
    assert html.count('class="card__title"') == 1
    assert 'class="nothing"' not in html
    assert 'class="card-list' not in html


def test_a_show_tells_who_pays_and_who_makes_it(client: Client) -> None:
    show = pages.show()
    show.credits = "<p>Payé par <b>ses abonné·es</b>.</p>"
    show.save()
    html = client.get(card(show)["url"]).content.decode()
    assert "Financement et crédits</h2>" in html
    assert "<b>ses abonné·es</b>" in html
    show.credits = "<p></p>"
    show.save()
    assert "Financement et crédits" not in client.get(card(show)["url"]).content.decode()


def test_a_show_without_topics_offers_none(client: Client) -> None:
    show = pages.show()
    pages.episode()
    assert 'name="theme"' not in client.get(card(show)["url"]).content.decode()
