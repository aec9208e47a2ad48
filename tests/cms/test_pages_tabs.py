"""Tabs above what carries a topic, or names a person."""

import pytest
from django.test import Client

from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db


def test_a_topic_offers_what_may_carry_it(client: Client) -> None:
    topic = pages.topic()
    pages.article(title="Tocsin", topics=[topic])
    response = client.get(topic.path)
    assert list(response.context["tabs"]) == ["articles", "editos", "entretiens"]
    assert "?type=ailleurs" not in response.content.decode()
    # As any tab that is none.
    old = client.get(topic.path, {"type": "ailleurs"})
    assert (old.status_code, old.context["tab"]) == (200, "")
    assert [card["title"] for card in old.context["cards"]] == ["Tocsin"]


def test_a_person_offers_what_comes_from_elsewhere(client: Client) -> None:
    person = pages.person()
    item = FeedItemFactory.create(source__person=person)
    pages.article(people=[person])
    response = client.get(person.path, {"type": "ailleurs"})
    assert "?type=ailleurs" in response.content.decode()
    assert [card["title"] for card in response.context["cards"]] == [item.title]
