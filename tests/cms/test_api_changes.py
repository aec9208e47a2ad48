"""`/api/content/v1/changes`: all that happens in public, in order, to whoever keeps a copy."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cms import changes, relay, tasks
from cms.api.changes import Changes
from cms.models import PublicationEvent
from tests.cms.counter import fresh, stored
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db
URL = "/api/content/v1/changes"


def get(client: Client, since: str = "now", **params: Any) -> dict[str, Any]:
    """The answer once all that was committed has its number."""
    tasks.number_events()
    response = client.get(URL, {"since": since, **params})
    assert response.status_code == 200, response.content
    Changes.model_validate_json(response.content)
    return response.json()


def told(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(item["action"], item["url"]) for item in answer["items"]]


def forget(*events: PublicationEvent) -> None:
    """These are as old as the outbox lets anything grow, and a day older."""
    too_old = timezone.now() - relay.KEPT - timedelta(days=1)
    PublicationEvent.objects.filter(pk__in=[e.pk for e in events]).update(at=too_old)
    relay.forget_events()


@pytest.fixture
def start(client: Client) -> str:
    pages.home_page()
    pages.article()
    return str(get(client)["next"])


def test_what_happens_is_told_in_order_from_now_on(client: Client, start: str) -> None:
    article = pages.article(slug="un", title="Un titre")
    article.title = "Un autre titre"
    article.save()
    article.slug = "deux"
    article.save()
    answer = get(client, start)
    origin = "http://localhost/articles"
    assert told(answer) == [
        ("publish", f"{origin}/un/"),
        ("update", f"{origin}/un/"),
        ("move", f"{origin}/deux/"),
    ]
    moved = answer["items"][-1]
    assert (moved["id"], moved["kind"]) == (str(article.uuid), "article")
    assert moved["former_url"] == f"{origin}/un/"
    assert not answer["more"]
    assert "titre" not in str(answer)


def test_items_of_the_feed_are_told_as_well(client: Client, start: str) -> None:
    item = FeedItemFactory.create()
    at = stored(item).path
    item.delete()
    last = get(client, start)["items"][-1]
    assert (last["action"], last["kind"], last["url"]) == (
        "delete",
        "item",
        f"http://localhost{at}",
    )


def test_pages_of_the_answer_meet_without_gap_or_repeat(client: Client, start: str) -> None:
    written = [f"http://localhost/articles/{pages.article().slug}/" for _ in range(5)]
    found, since, more = [], start, True
    while more:
        answer = get(client, since, limit=2)
        found += answer["items"]
        since, more = answer["next"], answer["more"]
    urls = [item["url"] for item in found if item["kind"] == "article"]
    assert urls == written
    assert get(client, since) == {"items": [], "next": since, "more": False}


@pytest.mark.parametrize("address", [URL, f"{URL}?since=", f"{URL}?since=now"])
def test_now_is_where_a_new_reader_begins(client: Client, start: str, address: str) -> None:
    assert client.get(address).json() == {"items": [], "next": start, "more": False}


def test_an_empty_outbox_has_a_beginning_too(client: Client) -> None:
    PublicationEvent.objects.all().delete()
    beginning = get(client)["next"]
    assert get(client, beginning)["items"] == []
    pages.article(slug="premier")
    urls = [url for _, url in told(get(client, beginning))]
    assert "http://localhost/articles/premier/" in urls


def test_what_has_no_number_yet_waits(client: Client, start: str) -> None:
    pages.article()
    assert client.get(URL, {"since": start}).json()["items"] == []
    assert len(get(client, start)["items"]) == 1


def leave(article: Any) -> None:
    fresh(article).unpublish()


def delete(article: Any) -> None:
    fresh(article).delete()


@pytest.mark.parametrize(("go", "action"), [(leave, "unpublish"), (delete, "delete")])
def test_of_what_has_left_nothing_but_that_is_told(
    client: Client, start: str, go: Callable[[Any], None], action: str
) -> None:
    """Whoever comes later learns no former address, and asks for nothing in vain."""
    article = pages.article(slug="secret")
    article.slug = "public"
    article.save()
    go(article)
    answer = get(client, start)
    assert told(answer) == [(action, "http://localhost/articles/public/")]
    assert "secret" not in str(answer)


def test_a_draft_is_never_told(client: Client, start: str) -> None:
    draft = pages.article(live=False)
    draft.save_revision()
    draft.delete()
    assert get(client, start)["items"] == []


def test_a_page_of_nothing_but_the_past_leads_on(client: Client, start: str) -> None:
    for article in [pages.article() for _ in range(3)]:
        delete(article)
    first = get(client, start, limit=3)
    assert (first["items"], first["more"]) == ([], True)
    assert {action for action, _ in told(get(client, first["next"]))} == {"delete"}


def test_a_cursor_that_is_too_old_says_how_to_begin_again(client: Client, start: str) -> None:
    pages.article()
    tasks.number_events()
    forget(*PublicationEvent.objects.exclude(number=relay.latest_number()))
    response = client.get(URL, {"since": start})
    assert response.status_code == 410
    assert response["Content-Type"] == "application/problem+json"
    assert "since=now" in response.json()["hint"]
    assert get(client)["next"] != start


def test_a_cursor_from_before_a_backup_was_restored_is_too_old_as_well(
    client: Client, start: str
) -> None:
    """Its number is now that of another event: to go on would miss what was told instead."""
    last = PublicationEvent.objects.latest("number")
    PublicationEvent.objects.filter(pk=last.pk).update(at=last.at + timedelta(hours=1))
    assert client.get(URL, {"since": start}).status_code == 410
    PublicationEvent.objects.filter(pk=last.pk).delete()
    assert client.get(URL, {"since": start}).status_code == 410


@pytest.mark.parametrize(
    "params",
    [
        {"since": "hier"},
        {"since": "é"},
        {"since": "x" * 10_000},
        {"since": base64.urlsafe_b64encode(b"-1.5").decode()},
        {"since": base64.urlsafe_b64encode(b"99999999999999999999.5").decode()},
        {"since": base64.urlsafe_b64encode(b"1.9" + b"9" * 40).decode()},
        {"limit": "0"},
        {"limit": "501"},
        {"sinse": "now"},
    ],
)
def test_bad_values_are_refused(client: Client, params: dict[str, str]) -> None:
    response = client.get(URL, params)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"


def test_etag_answers_304_until_something_happens(client: Client, start: str) -> None:
    article = pages.article()
    tasks.number_events()
    answer = client.get(URL, {"since": start})
    etag, cached = answer["ETag"], answer["Cache-Control"]
    again = client.get(URL, {"since": start}, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", cached)
    assert "s-maxage=1" in cached
    fresh(article).unpublish()
    changed = client.get(URL, {"since": start}, headers={"If-None-Match": etag})
    assert changed.status_code == 200


def test_one_query_however_far_back(
    client: Client, start: str, django_assert_num_queries: Any
) -> None:
    for _ in range(4):
        pages.article()
    tasks.number_events()
    middle = client.get(f"{URL}?since={start}&limit=2").json()["next"]
    for since in (start, middle):
        with django_assert_num_queries(1):
            assert client.get(f"{URL}?since={since}&limit=2").status_code == 200
    with django_assert_num_queries(1):
        client.get(URL)


@pytest.mark.postgresql
@pytest.mark.parametrize("number", [1, 19_000])
def test_the_deep_end_is_found_by_the_same_index(number: int) -> None:
    PublicationEvent.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cms_publicationevent (number, uuid, kind, action, path, former_path, at)"
            " SELECT n, gen_random_uuid(), 'item', 'update', '/', '', now()"
            " FROM generate_series(1, 20000) n"
        )
        cursor.execute("ANALYZE cms_publicationevent")
    plan = changes.events_from(number, 100).explain()
    assert "Index Scan using cms_publicationevent_number" in plan
    assert "Sort" not in plan
