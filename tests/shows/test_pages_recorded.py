"""What the page of an édito or an episode says above, beside and below its recording."""

import pytest
from django.test import Client

from tests.cms.counter import fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db

NARROW = "\u202f"


def page_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def head_of(html: str) -> str:
    return html[html.index('<header class="poster__text">') : html.index("</h1>")]


@pytest.mark.parametrize(
    ("number", "season", "told"),
    [
        (7, 2, "</a> · saison 2 · épisode 7</p>"),
        (0, None, "</a> · épisode 0</p>"),
        (None, None, ">Bifurcations</a></p>"),
    ],
)
def test_an_episode_is_counted_from_its_pilot(
    client: Client, number: int | None, season: int | None, told: str
) -> None:
    episode = pages.episode(number=number, season=season)
    assert told in head_of(page_of(client, episode.url))


def test_an_episode_without_its_show_begins_with_its_number(client: Client) -> None:
    numbered, bare = pages.episode(number=7, season=2), pages.episode()
    fresh(pages.show()).unpublish()
    assert '<p class="kicker">saison 2 · épisode 7</p>' in head_of(page_of(client, numbered.url))
    assert "kicker" not in head_of(page_of(client, bare.url))


def test_an_episode_that_is_only_heard_says_how_long_it_is(client: Client) -> None:
    episode = pages.episode(audio_url="https://exemple.fr/a.mp3", duration_s=3600)
    html = page_of(client, episode.url)
    byline = html[html.index('class="byline__dates"') :]
    assert 'aria-hidden="true">1:00:00<' in byline[: byline.index("</p>")]


def test_what_was_typed_in_haste_is_set_as_the_rest(client: Client) -> None:
    edito = pages.edito(transcript="00:01 L'usine ferme ?")
    edito.further_reading.create(label="L'enquête, c'est ici !", url="https://exemple.fr/")
    edito.save()
    episode = pages.episode()
    episode.notes.create(label="L'hôpital ?", note="D'où l'on part", url="https://exemple.fr/")
    episode.quotes.create(text="L'un\nl'autre", name="Ada")
    episode.save()
    told, heard = page_of(client, edito.url), page_of(client, episode.url)
    assert f"L’usine ferme{NARROW}?" in told
    assert f"L’enquête, c’est ici{NARROW}!" in told
    assert f"L’hôpital{NARROW}?" in heard
    assert "D’où l’on part" in heard
    assert "L’un<br>l’autre" in heard


@pytest.mark.parametrize(("suffix", "player"), [("mp4", "video"), ("mp3", "audio")])
def test_a_player_has_the_name_of_what_it_plays(client: Client, suffix: str, player: str) -> None:
    episode = pages.episode(title="L’eau", video_url=f"https://exemple.fr/a.{suffix}")
    html = page_of(client, episode.url)
    (tag,) = [part for part in html.split("<") if part.startswith(f"{player} controls")]
    assert 'aria-label="L’eau"' in tag
