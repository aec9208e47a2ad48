"""Visits that are settled together cost little more than one, and nobody pays for another one."""

from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from cms.models import Publication
from feeds import batch, leases, pipeline, records, settle, store
from feeds.errors import FeedError
from feeds.leases import Lease
from feeds.memory import Change
from feeds.models import FeedItem, Fetch, Source
from feeds.settle import Brought
from feeds.types import Outcome
from tests.cms.counter import agrees
from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import Site
from tests.feeds.reading import more_words_than_an_index_holds, rss

pytestmark = pytest.mark.django_db


def brought_home(site: Site, count: int) -> list[tuple[Lease, Brought]]:
    for n in range(count):
        url = site.put(f"/{n}", rss(f"<guid>{n}</guid><title>Titre {n}</title>"))
        SourceFactory.create(feed_url=url, trust="auto")
    now = timezone.now()
    taken = [leases.take(source, now) for source in Source.objects.order_by("pk")]
    return [(lease, pipeline.bring(lease)) for lease in taken if lease]


def statements(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def test_ten_visits_cost_less_than_three_of_them_alone(site: Site) -> None:
    alone, *visits = brought_home(site, 11)
    one = statements(lambda: settle.settle_all([alone]))
    assert statements(lambda: settle.settle_all(visits)) < 3 * one
    assert FeedItem.objects.count() == Publication.objects.of_kind("item").count() == 11
    assert agrees()


def test_what_the_database_has_no_room_for_costs_itself_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL calls that operational, as it does its own absence."""
    monkeypatch.setattr("cms.faces.SEARCHED", 1_000_000)
    body = f"<title>Trop</title><description>{more_words_than_an_index_holds()}</description>"
    source = SourceFactory.create(feed_url=site.put("/large", rss(body)), trust="auto")
    lease = leases.take(source, timezone.now())
    assert lease
    reports = settle.settle_all([(lease, pipeline.bring(lease)), *brought_home(site, 2)])
    expected = "internal" if connection.vendor == "postgresql" else ""
    assert [report.error for report in reports] == [expected, "", ""]
    assert Source.objects.filter(lease_until=None, attempts=0).count() == 3


def test_what_cannot_be_stored_costs_itself_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = store._row

    def refusing(source: Source, change: Change, now: Any) -> FeedItem:
        made = row(source, change, now)
        if change.item.title == "Titre 2":
            made.title = None  # type: ignore[assignment]  # the database refuses it
        return made

    monkeypatch.setattr(store, "_row", refusing)
    reports = settle.settle_all(brought_home(site, 4))
    assert [report.outcome for report in reports] == [
        Outcome.UPDATED,
        Outcome.UPDATED,
        Outcome.ERROR,
        Outcome.UPDATED,
    ]
    assert reports[2].error == "internal"
    assert set(FeedItem.objects.values_list("title", flat=True)) == {
        "Titre 0",
        "Titre 1",
        "Titre 3",
    }
    assert not Source.objects.exclude(lease_until=None).exists()
    assert agrees()


def test_row_41_a_lost_lease_costs_its_own_visit(site: Site) -> None:
    visits = brought_home(site, 3)
    taken = timezone.now() + timedelta(hours=1)
    lost = visits[1][0].source
    Source.objects.filter(pk=lost.pk).update(lease_until=taken)
    reports = settle.settle_all(visits)
    assert [report.outcome.value for report in reports] == ["updated", "held", "updated"]
    assert not FeedItem.objects.filter(source=lost).exists()
    assert Fetch.objects.count() == 2
    assert Source.objects.get(pk=lost.pk).lease_until == taken


def test_all_ways_to_end_are_settled_together(site: Site) -> None:
    for n, body in enumerate((rss("<title>Un</title>"), "<html>Non</html>", "")):
        SourceFactory.create(feed_url=site.put(f"/{n}", body))
    site.put("/2", "", status=304)
    assert batch.Batch().run() == 3
    outcomes = Fetch.objects.order_by("source").values_list("outcome", "error")
    assert list(outcomes) == [("updated", ""), ("error", "html_page"), ("not_modified", "")]


def test_a_group_is_bounded_by_its_items(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    monkeypatch.setattr(batch, "TOGETHER", 2)
    visits = list(enumerate(brought_home(site, 5)))
    assert [len(group) for group in batch.groups(visits)] == [2, 2, 1]


def test_what_a_feed_says_of_itself_is_learnt_for_many_at_once(site: Site) -> None:
    visits = brought_home(site, 3)
    for lease, _ in visits:
        provisional = Source.provisional_name(lease.source.feed_url)
        Source.objects.filter(pk=lease.source.pk).update(name=provisional, site_url="")
    settle.settle_all(visits)
    known = set(Source.objects.values_list("name", "site_url"))
    assert known == {("Flux", "https://source.example/")}
    assert set(Publication.objects.of_kind("source").values_list("search_title")) == {("Flux",)}
    found = get_search_backend().search("flux", Source)
    assert {source.pk for source in found} == {lease.source.pk for lease, _ in visits}
    assert agrees()


def failing(count: int, *errors: str) -> list[tuple[Lease, Brought]]:
    """So many visits of hosts of their own; each fails as the next of these errors says."""
    for n in range(count):
        SourceFactory.create(feed_url=f"http://hote{n}.example/feed")
    now = timezone.now()
    taken = [leases.take(source, now) for source in Source.objects.order_by("pk")]
    found = zip(filter(None, taken), cycle(errors), strict=False)
    return [(lease, Brought(5, error=FeedError(error, "x"))) for lease, error in found]


def test_criterion_15_an_outage_is_seen_by_those_who_suffer_it_together() -> None:
    settle.settle_all(failing(10, "unresolved", "unreachable"))
    assert set(Source.objects.values_list("failures", flat=True)) == {0}
    assert set(Fetch.objects.values_list("is_counted", flat=True)) == {False}
    assert not Source.objects.filter(next_visit_at__gt=timezone.now() + timedelta(minutes=6))


def test_criterion_15_where_one_answers_the_others_have_failed() -> None:
    settle.settle_all(failing(10, "unresolved", "unresolved", "unresolved", "server_error"))
    assert set(Source.objects.values_list("failures", flat=True)) == {1}


def test_a_visit_that_cannot_be_recorded_costs_itself_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch_row = records._fetch

    def refusing(visit: records.Ended) -> Fetch:
        row = fetch_row(visit)
        if visit.report.status == 200 and visit.source.feed_url.endswith("/2"):
            row.outcome = None  # type: ignore[assignment]  # the database refuses it
        return row

    monkeypatch.setattr(records, "_fetch", refusing)
    settle.settle_all(brought_home(site, 4))
    assert list(Fetch.objects.order_by("source").values_list("error", flat=True)) == [
        *("", "", "internal", ""),
    ]
    assert not Source.objects.exclude(lease_until=None, attempts=0).exists()
    assert FeedItem.objects.count() == 4


def test_no_nul_of_a_server_stops_a_group(site: Site) -> None:
    for n in range(3):
        url = site.put(f"/{n}", rss(f"<title>{n}</title>"), ETag='"a\0b"')
        SourceFactory.create(feed_url=url)
    assert batch.Batch().run() == 3
    assert set(Source.objects.values_list("etag", flat=True)) == {'"ab"'}
