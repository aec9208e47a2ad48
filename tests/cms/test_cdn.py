"""What stands in front of the site is told by address what to forget: a real proxy's PURGE."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from cms import cdn, relay, tasks
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def purged(settings: Any) -> Iterator[list[str]]:
    """What a proxy on this machine is asked to forget."""
    asked: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_PURGE(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        backend = "wagtail.contrib.frontend_cache.backends.HTTPBackend"
        location = f"http://127.0.0.1:{server.server_port}"
        settings.WAGTAILFRONTENDCACHE = {"default": {"BACKEND": backend, "LOCATION": location}}
        settings.SITE_URL = "https://gazette.example"
        yield asked
        server.shutdown()


def settle() -> None:
    """Numbers what has happened, as the clock does, and has it purged."""
    relay.number_events()
    tasks.purge_cdn()


def test_an_article_s_page_its_lists_and_the_front_page_are_forgotten(purged: list[str]) -> None:
    pages.home_page()
    topic, person = pages.topic(name="Énergie"), pages.person(name="Ada Fictive")
    dossier = pages.dossier(title="Rassembler")
    settle()
    pages.article(title="Tocsin", topics=[topic], people=[person])
    relay.number_events()
    assert cdn.is_due()
    tasks.purge_cdn()
    assert not cdn.is_due()
    told = {
        "/articles/tocsin/",
        "/articles/",
        "/",
        "/flux/",
        "/flux/articles/",
        f"/themes/{topic.slug}/",
    }
    assert told | {f"/personnes/{person.slug}/"} <= set(purged)
    assert dossier.url not in purged


def test_what_moves_or_leaves_is_forgotten_where_it_stood(purged: list[str]) -> None:
    pages.home_page()
    article = pages.article(title="Tocsin")
    item = FeedItemFactory.create()
    settle()
    purged.clear()
    article.slug = "glas"
    article.save()
    item.delete()
    settle()
    assert {"/articles/tocsin/", "/articles/glas/"} <= set(purged)
    purged.clear()
    article.unpublish()
    settle()
    assert "/articles/glas/" in purged


def test_a_player_is_forgotten_with_its_page(purged: list[str]) -> None:
    edito = pages.edito(title="Le port", video_url="https://youtu.be/AAAAAAAAAAA")
    article = pages.article(title="Tocsin")
    settle()
    purged.clear()
    edito.unpublish()
    article.unpublish()
    settle()
    assert f"/lecteur{edito.url}" in purged
    assert f"/lecteur{article.url}" not in purged


def test_each_change_is_told_once_and_none_from_before(purged: list[str]) -> None:
    pages.home_page()
    pages.article(title="Ancien")
    relay.number_events()
    assert not cdn.is_due()
    pages.article(title="Neuf")
    settle()
    assert "/articles/neuf/" in purged
    assert "/articles/ancien/" not in purged
    purged.clear()
    settle()
    assert not purged


def test_a_proxy_that_is_away_stops_nothing(
    purged: list[str], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.WAGTAILFRONTENDCACHE["default"]["LOCATION"] = "http://127.0.0.1:1"
    pages.home_page()
    settle()
    pages.article(title="Tocsin")
    settle()
    assert not cdn.is_due()
    assert "127.0.0.1:1" in caplog.text or "purge" in caplog.text


def test_without_a_cdn_nothing_is_due(settings: Any) -> None:
    settings.WAGTAILFRONTENDCACHE = {}
    pages.home_page()
    relay.number_events()
    assert not cdn.is_due()
