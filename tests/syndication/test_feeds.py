from typing import Any

import feedparser
import pytest
from django.test import Client

from cms.models import Publication
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory

pytestmark = pytest.mark.django_db


def test_feed_gives_what_is_listed_newest_first(client: Client) -> None:
    author, topic = pages.person(name="Ada"), pages.topic(name="Santé")
    first = pages.article(title="Premier & seul", standfirst="Le <b>chapô</b>.")
    first.contributions.create(person=author)
    first.topics.add(topic)
    first.save()
    pages.edito(title="Second")
    pages.standard(title="Mentions légales")
    feed = feedparser.parse(client.get("/flux/").content)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["Second", "Premier & seul"]
    entry = feed.entries[1]
    assert entry.id == f"urn:uuid:{first.uuid}"
    assert entry.link.startswith("http://localhost/articles/")
    assert entry.tags[0].term == "Santé"
    assert "Ada" in str(entry.get("author", ""))


def test_pasted_control_characters_break_nothing(client: Client) -> None:
    pages.article(title="Un\x0btitre", standfirst="Un\x0c chapô")
    feed = feedparser.parse(client.get("/flux/").content)
    assert not feed.bozo
    assert feed.entries[0].title == "Untitre"


def test_feed_is_discoverable_from_every_page(client: Client) -> None:
    pages.home_page()
    for path in ("/", "/le-fil/", "/recherche/", "/themes/"):
        html = client.get(path).content.decode()
        assert 'type="application/rss+xml"' in html, path


def test_each_page_that_lists_contents_has_its_own(client: Client) -> None:
    topic = pages.topic(name="Santé", description="Le soin.")
    source = SourceFactory.create(name="La Gazette")
    episode = pages.episode(title="Entretien")
    article, edito = pages.article(title="Article", topics=[topic]), pages.edito(title="Édito")
    FeedItemFactory.create(title="D’ailleurs", source=source)
    dossier = pages.dossier(title="Dossier")
    dossier.entries.create(content=edito.uuid)
    dossier.save()
    expected = {
        f"/themes/{topic.slug}/": ["Article"],
        f"/sources/{source.slug}/": ["D’ailleurs"],
        path_of(episode.get_parent()): ["Entretien"],
        path_of(article.get_parent()): ["Article"],
        path_of(edito.get_parent()): ["Édito"],
        path_of(dossier): ["Édito"],
    }
    for path, titles in expected.items():
        html = client.get(path).content.decode()
        assert html.count(f'href="/flux{path}"') == 2, f"{path}: in the head and in the page"
        feed = feedparser.parse(client.get(f"/flux{path}").content)
        assert not feed.bozo, path
        assert [entry.title for entry in feed.entries] == titles, path
        assert feed.feed.link == f"http://localhost{path}"
    feed = feedparser.parse(client.get(f"/flux/themes/{topic.slug}/").content)
    assert (feed.feed.title, feed.feed.description) == ("Santé · Kiosque", "Le soin.")


def test_a_feed_of_nothing_public_is_not_there(client: Client) -> None:
    hidden = pages.dossier(title="Dossier")
    path = path_of(hidden)
    hidden.unpublish()
    article = pages.article(title="Article")
    for where in (path, path_of(article), "/nulle-part/", "/themes/", "/%00/"):
        assert client.get(f"/flux{where}").status_code in (400, 404), where


def test_a_feed_is_forgotten_with_what_stands_in_it(client: Client) -> None:
    topic = pages.topic(name="Santé")
    keys = client.get(f"/flux/themes/{topic.slug}/")["Surrogate-Key"].split()
    assert {"site", f"topic-{topic.uuid.hex}", f"content-{topic.uuid.hex}"} <= set(keys)


def path_of(page: Any) -> str:
    return str(Publication.objects.values_list("path", flat=True).get(uuid=page.translation_key))


def test_withdrawn_content_leaves_the_feed(client: Client) -> None:
    article = pages.article(title="Retiré")
    article.unpublish()
    assert b"Retir" not in client.get("/flux/").content
