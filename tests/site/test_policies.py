"""What a page may load: what is ours, and the players and recordings of its own blocks. CSP 3,
https://www.w3.org/TR/CSP3/."""

import pytest
from django.test import Client

from tests.cms.counter import card
from tests.factories import pages
from tests.site.newsroom import newsroom

pytestmark = pytest.mark.django_db

PLAYER = "https://www.youtube-nocookie.com"


def policy(client: Client, path: str) -> dict[str, list[str]]:
    header = client.get(path)["Content-Security-Policy"]
    directives = (part.split() for part in header.split(";"))
    return {name: sources for name, *sources in directives}


def test_no_page_may_load_from_anywhere(client: Client) -> None:
    for name, path in newsroom().items():
        found = policy(client, path)
        assert found["default-src"] == ["'self'"], name
        assert found["img-src"] == ["'self'", "data:"], name
        assert found["object-src"] == found["base-uri"] == ["'none'"], name
        assert not {"script-src", "style-src"} & set(found), name
        wild = {"*", "https:", "http:", "'unsafe-inline'", "'unsafe-eval'"}
        assert not wild & {source for sources in found.values() for source in sources}, name


def test_a_page_names_the_players_and_hosts_of_its_own_blocks(client: Client) -> None:
    pages.home_page()
    sounds = [("audio", {"url": "https://sons.example:8443/a.mp3", "title": "S", "caption": ""})]
    silent = policy(client, card(pages.article(title="Muet"))["url"])
    heard = policy(client, card(pages.article(title="Sonore", body=sounds))["url"])
    seen = policy(client, card(pages.edito(video_url="https://youtu.be/AAAAAAAAAAA"))["url"])
    assert silent["frame-src"] == ["'none'"]
    assert silent["media-src"] == ["'self'"]
    assert heard["frame-src"] == ["'none'"]
    assert heard["media-src"] == ["'self'", "https://sons.example:8443"]
    assert seen["frame-src"] == [PLAYER]
    assert seen["media-src"] == ["'self'"]
    upright = pages.edito(video_url="https://www.youtube.com/shorts/AAAAAAAAAAB")
    assert policy(client, card(upright)["url"])["frame-src"] == [PLAYER]


def test_a_player_whose_name_has_accents_is_named(client: Client) -> None:
    pages.home_page()
    film = "https://vidéo.example/w/00000000-0000-4000-8000-000000000010"
    sound = [("audio", {"url": "https://été.example/a.mp3", "title": "S", "caption": ""})]
    seen = policy(client, card(pages.edito(video_url=film))["url"])
    heard = policy(client, card(pages.article(body=sound))["url"])
    assert seen["frame-src"] == ["https://xn--vido-dpa.example"]
    assert heard["media-src"] == ["'self'", "https://xn--t-9fab.example"]


def test_a_list_names_the_players_of_what_it_plays(client: Client) -> None:
    pages.home_page()
    pages.edito(video_url="https://youtu.be/AAAAAAAAAAA")
    assert policy(client, "/")["frame-src"] == [PLAYER]


def test_words_of_a_page_name_nothing(client: Client) -> None:
    pages.home_page()
    words = 'a data-player="https://autre.example/x" <video src="https://autre.example/y">'
    text = words.replace("<", "&lt;")
    said = card(pages.article(title=words, body=[("text", f"<p>{text}</p>")]))["url"]
    found = policy(client, said)
    assert found["frame-src"] == ["'none'"]
    assert found["media-src"] == ["'self'"]


def test_pages_of_errors_have_one_too(client: Client) -> None:
    pages.home_page()
    for path in ("/nulle-part/", "/%00/", "/hors-ligne/"):
        assert policy(client, path)["frame-src"] == ["'none'"]
