import pytest
from django.test import Client

from feeds.models import FeedItem, Status, Trust
from tests.factories.feeds import FeedItemFactory, SourceFactory

pytestmark = pytest.mark.django_db


def test_items_newest_first(client: Client) -> None:
    older, newer = FeedItemFactory.create(), FeedItemFactory.create()
    answer = client.get("/api/v2/items/").json()
    assert [item["id"] for item in answer["items"]] == [newer.pk, older.pk]
    shown = answer["items"][0]
    assert (shown["title"], shown["url"]) == (newer.title, newer.url)
    assert shown["source"]["id"] == newer.source_id


def test_only_what_readers_may_see(client: Client) -> None:
    hidden = [
        FeedItemFactory.create(status=Status.PENDING),
        FeedItemFactory.create(status=Status.REJECTED),
        FeedItemFactory.create(source__trust=Trust.PAUSED),
    ]
    assert client.get("/api/v2/items/").json()["meta"]["total_count"] == 0
    nothing = client.get("/api/v2/items/999999/")
    for item in hidden:
        answer = client.get(f"/api/v2/items/{item.pk}/")
        assert (answer.status_code, answer.content) == (404, nothing.content)
    paused = hidden[2].source
    assert client.get(f"/api/v2/sources/{paused.pk}/").status_code == 404


def test_one_item(client: Client) -> None:
    item = FeedItemFactory.create()
    shown = client.get(f"/api/v2/items/{item.pk}/").json()
    assert shown["body"] == item.html
    assert shown["path"] == item.path
    assert shown["uuid"] == str(item.uuid)
    assert "content_hash" not in shown


def test_an_excerpt_source_lends_no_text(client: Client) -> None:
    item = FeedItemFactory.create(source__trust=Trust.EXCERPT)
    assert client.get(f"/api/v2/items/{item.pk}/").json()["body"] == ""


def test_filters(client: Client) -> None:
    video, other = FeedItemFactory.create(kind="video"), FeedItemFactory.create()
    for query in ({"kind": "video"}, {"source": video.source_id}):
        answer = client.get("/api/v2/items/", query).json()
        assert [item["id"] for item in answer["items"]] == [video.pk]
    assert FeedItem.objects.count() == 2
    assert other.kind == "article"


@pytest.mark.parametrize("query", ["search=mot", "html=x", "status=pending", "inconnu=1"])
def test_other_parameters_are_refused(client: Client, query: str) -> None:
    assert client.get(f"/api/v2/items/?{query}").status_code == 400


def test_sources(client: Client) -> None:
    source = SourceFactory.create(trust=Trust.QUEUE)
    SourceFactory.create(trust=Trust.PAUSED)
    answer = client.get("/api/v2/sources/").json()
    assert [shown["name"] for shown in answer["items"]] == [source.name]
    shown = client.get(f"/api/v2/sources/{source.pk}/").json()
    assert shown["feed_url"] == source.feed_url
    assert not {"trust", "etag", "last_error", "lease_until"} & set(shown)
