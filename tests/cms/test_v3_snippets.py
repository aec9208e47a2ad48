"""People, topics, sources and items through `/api/v3/`."""

from typing import Any

import pytest
from django.test import Client

from cms.models import Person, Topic
from feeds.models import FeedItem, Source
from feeds.models.items import Status
from media_library.models import Video
from tests.cms.counter import agrees, row
from tests.cms.tokens import Machine, superuser
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine() -> Machine:
    pages.home_page()
    return Machine(superuser())


def test_people_and_topics(machine: Machine, client: Client) -> None:
    topic = machine.write("snippets/cms.Topic/", {"name": "Mer", "slug": "mer", "aliases": "océan"})
    assert topic.status_code == 201, topic.content
    assert client.get("/api/content/v1/topics/mer").status_code == 200
    person = machine.write("snippets/cms.Person/", {"name": "Ada", "slug": "ada"})
    assert person.status_code == 201, person.content
    key = person.json()["id"]
    machine.write(f"snippets/cms.Person/{key}/", {"role": "Physicienne"}, "patch")
    assert client.get("/api/content/v1/people/ada").json()["kicker"] == "Physicienne"
    assert machine.write(f"snippets/cms.Person/{key}/", {}, "delete").status_code == 204
    assert client.get("/api/content/v1/people/ada").status_code == 404
    assert agrees()


@pytest.mark.parametrize(
    ("kind", "model"),
    [("cms.Topic", Topic), ("cms.Person", Person), ("feeds.Source", Source)],
)
def test_a_snippet_without_what_it_needs(machine: Machine, kind: str, model: Any) -> None:
    assert machine.write(f"snippets/{kind}/", {}).status_code == 422
    assert not model.objects.exists()


def test_an_item_is_let_in_and_turned_away(machine: Machine) -> None:
    item: Any = FeedItemFactory.create(status=Status.PENDING)
    path = f"snippets/feeds.FeedItem/{item.pk}/"
    assert row(item) is None
    assert machine.write(path, {"status": "approved"}, "patch").status_code == 200
    assert row(item) is not None
    assert machine.write(path, {"status": "rejected"}, "patch").status_code == 200
    assert row(item) is None
    assert machine.write(path, {"title": "Autre"}, "patch").status_code == 422
    assert FeedItem.objects.get().title == item.title
    assert agrees()


def test_recordings_are_not_made_here(machine: Machine) -> None:
    answer = machine.write("snippets/media_library.Video/", {"title": "X"})
    assert answer.status_code == 403
    assert answer.json()["hint"]
    assert not Video.objects.exists()
