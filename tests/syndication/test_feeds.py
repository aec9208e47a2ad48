import feedparser
import pytest
from django.test import Client

from tests.factories import pages

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


def test_withdrawn_content_leaves_the_feed(client: Client) -> None:
    article = pages.article(title="Retiré")
    article.unpublish()
    assert b"Retir" not in client.get("/flux/").content
