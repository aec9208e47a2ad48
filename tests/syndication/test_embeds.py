"""What others show of ours: https://oembed.com, version 1.0, and the player it names."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from cms.models import Publication
from tests.cms.counter import card, fresh
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db

VIDEO = "https://www.youtube.com/watch?v=AAAAAAAAAAA"
PLAYER = "https://www.youtube-nocookie.com"
HOSTILE = '« Le <b>port</b> & "nous" »'


def told(client: Client, url: str, **more: Any) -> Any:
    return client.get("/oembed", {"url": url, **more})


def address(page: Any) -> str:
    return f"{settings.SITE_URL}{card(page)['url']}"


def test_any_site_may_frame_the_player_and_no_other_page(client: Client) -> None:
    edito = pages.edito(title=HOSTILE, video_url=VIDEO)
    page, player = client.get(edito.url), client.get(f"/lecteur{edito.url}")
    html = player.content.decode()
    assert f'data-player="{PLAYER}/embed/AAAAAAAAAAA"' in html
    assert "<b>port" not in html
    assert "X-Frame-Options" not in player
    policy = player["Content-Security-Policy"]
    assert re.search(r"frame-ancestors \*(;|$)", policy)
    assert f"frame-src {PLAYER}" in policy
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert not player.cookies
    assert "s-maxage" in player["Cache-Control"]
    assert f"content-{edito.uuid.hex}" in player["Surrogate-Key"].split()


def test_a_page_names_its_player_and_gives_the_code(client: Client) -> None:
    edito = pages.edito(title=HOSTILE, video_url=VIDEO)
    html = client.get(edito.url).content.decode()
    link = re.search(r'type="application/json\+oembed"[^>]* href="([^"]+)"', html)
    code = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.S)
    assert link
    assert code
    answer = client.get(unescape(link[1]).removeprefix(settings.SITE_URL)).json()
    assert unescape(code[1]) == answer["html"]
    assert f'src="{settings.SITE_URL}/lecteur{edito.url}"' in answer["html"]
    silent = client.get(pages.edito().url).content.decode()
    assert "oembed" not in silent
    assert "/lecteur/" not in silent


def test_what_plays_is_a_video_in_a_frame(client: Client) -> None:
    author = pages.person(name="Ada")
    episode = pages.episode(title="Le port", video_url=VIDEO)
    episode.contributions.create(person=author)
    episode.save()
    answer = told(client, address(episode))
    body = answer.json()
    assert (body["version"], body["type"], body["title"]) == ("1.0", "video", "Le port")
    assert (body["width"], body["height"]) == (640, 480)
    assert body["author_name"] == "Ada"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert f"content-{episode.uuid.hex}" in answer["Surrogate-Key"].split()
    small = told(client, address(episode), maxwidth=320, maxheight=200).json()
    assert (small["width"], small["height"]) == (320, 200)
    assert 'width="320" height="200"' in small["html"]


def test_a_film_that_stands_upright_has_a_narrow_frame(client: Client) -> None:
    edito = pages.edito(video_url="https://www.youtube.com/shorts/AAAAAAAAAAA")
    body = told(client, address(edito)).json()
    assert (body["width"], body["height"]) == (360, 640 + 120)
    assert unescape(client.get(edito.url).content.decode()).count(body["html"]) == 1
    assert "facade facade--vertical" in client.get(f"/lecteur{edito.url}").content.decode()
    small = told(client, address(edito), maxwidth=180, maxheight=400).json()
    assert (small["width"], small["height"]) == (180, 400)


def test_all_else_is_a_link(client: Client) -> None:
    body = told(client, address(pages.article(title="Un texte"))).json()
    assert (body["type"], body["title"]) == ("link", "Un texte")
    assert "html" not in body


def test_what_is_not_ours_or_not_public_is_not_told(client: Client) -> None:
    draft = pages.edito(title="Secret", video_url=VIDEO)
    url, path = address(draft), draft.url
    fresh(draft).unpublish()
    item = FeedItemFactory.create(title="D’ailleurs")
    theirs = f"{settings.SITE_URL}{Publication.objects.get(uuid=item.uuid).path}"
    for asked in (url, theirs, VIDEO, "", "x", "http://[", f"{settings.SITE_URL}/\0", "/editos/"):
        answer = told(client, asked)
        assert answer.status_code == 404, asked
        assert answer["Content-Type"] == "application/problem+json"
        assert "Secret" not in answer.content.decode()
    assert client.get(f"/lecteur{path}").status_code == 404
    assert client.get("/lecteur//[x/").status_code == 404
    assert client.get("/oembed", {"url": f"{settings.SITE_URL}//[x"}).status_code == 404
    assert client.get(f"/lecteur{pages.article().url}").status_code == 404
    assert client.get(f"/lecteur{pages.edito().url}").status_code == 404


@pytest.mark.parametrize("size", ["0", "-1", "x", "1e3", "9" * 40, "١٢"])
def test_a_size_that_is_none_is_refused(client: Client, size: str) -> None:
    edito = pages.edito(video_url=VIDEO)
    for name in ("maxwidth", "maxheight"):
        answer = told(client, address(edito), **{name: size})
        assert answer.status_code == 400
        assert name in answer.json()["hint"]


def test_xml_is_not_spoken(client: Client) -> None:
    """As oEmbed asks of whoever gives one format alone."""
    answer = told(client, address(pages.edito(video_url=VIDEO)), format="xml")
    assert answer.status_code == 501


def test_what_may_have_to_go_is_not_played(client: Client) -> None:
    edito = pages.edito(video_url=VIDEO)
    past = timezone.now() - timedelta(seconds=1)
    Publication.objects.filter(uuid=edito.uuid).update(refresh_at=past)
    assert client.get(f"/lecteur{edito.url}").status_code == 404
    body = told(client, address(edito)).json()
    assert (body["type"], "html" in body, "thumbnail_url" in body) == ("link", False, False)


def test_caches_keep_it_no_longer_than_its_rights(client: Client) -> None:
    edito = pages.edito(video_url=VIDEO)
    soon = timezone.now() + timedelta(seconds=5)
    Publication.objects.filter(uuid=edito.uuid).update(refresh_at=soon)
    for answer in (client.get(f"/lecteur{edito.url}"), told(client, address(edito))):
        assert re.search(r"s-maxage=[0-5]\b", answer["Cache-Control"])


def test_a_frame_follows_a_page_that_moves(client: Client) -> None:
    edito = pages.edito(title="Le port", slug="prot", video_url=VIDEO)
    former, url = edito.url, address(edito)
    edito.slug = "port"
    edito.save()
    Redirect.add_redirect(former, edito, is_permanent=True)
    assert client.get(f"/lecteur{former}").headers["Location"] == f"/lecteur{edito.url}"
    assert told(client, url).json()["url"] == address(edito)


def test_what_is_said_is_shown_in_frames_too(client: Client) -> None:
    film = "https://videos.example/le-port.mp4"
    said = "WEBVTT\n\n00:01.000 --> 00:02.000\nBonsoir."
    edito = pages.edito(video_url=film, transcript=said)
    html = client.get(f"/lecteur{edito.url}").content.decode()
    assert f'<track kind="captions" src="{edito.url}transcription.vtt"' in html
