"""One visit, from a server on loopback to rows."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cms.models import Publication
from feeds import keep, leases, pipeline, records
from feeds.models import FeedItem, Fetch, Source, Status, Trust
from feeds.models.visits import KEPT
from feeds.pipeline import refresh
from feeds.records import Ended
from feeds.schedule import JITTER, LONGEST, SHORTEST, Plan
from feeds.types import Outcome, Report
from tests.cms.counter import agrees
from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import Site, sample
from tests.feeds.reading import document, rss

pytestmark = pytest.mark.django_db


def source_of(site: Site, document: str = "gazette.rss.xml", **fields: Any) -> Source:
    url = site.put(f"/{document}", sample(document))
    return SourceFactory.create(feed_url=url, **fields)


def again(source: Source) -> Source:
    """The source as a later visit reads it."""
    return Source.objects.get(pk=source.pk)


def test_a_first_visit_brings_items_to_readers(site: Site) -> None:
    source = source_of(site)
    report = refresh(source)
    assert (report.outcome, report.error, report.new, report.updated) == (Outcome.UPDATED, "", 3, 0)
    assert FeedItem.objects.approved().count() == 3
    assert Publication.objects.of_kind("item").listed().count() == 3
    assert agrees()


def test_what_a_visit_leaves_on_the_source(site: Site) -> None:
    source = source_of(site)
    before = timezone.now()
    refresh(source)
    source = again(source)
    assert source.last_visit_at == source.last_success_at
    assert source.last_success_at is not None
    assert source.last_success_at >= before
    assert (source.failures, source.last_error, source.lease_until) == (0, "", None)
    wait = source.next_visit_at - source.last_success_at
    assert SHORTEST * (1 - JITTER) <= wait <= LONGEST * (1 + JITTER)
    assert source.interval_s == round(wait.total_seconds())
    assert source.rhythm is not None
    assert len(source.body_hash) == 64


def test_criterion_7_a_second_visit_changes_nothing(site: Site) -> None:
    source = source_of(site)
    refresh(source)
    report = refresh(again(source))
    assert (report.outcome, report.new, report.updated) == (Outcome.NOT_MODIFIED, 0, 0)
    Source.objects.update(body_hash="")
    events = list(Publication.objects.values_list("etag", "updated_at"))
    report = refresh(again(source))
    assert (report.outcome, report.unchanged) == (Outcome.UPDATED, 3)
    assert list(Publication.objects.values_list("etag", "updated_at")) == events


def test_changed_words_update_the_item_and_nothing_of_the_newsroom(site: Site) -> None:
    source = SourceFactory.create(
        feed_url=site.put("/f", rss("<guid>1</guid><title>Avant</title>"))
    )
    refresh(source)
    item = FeedItem.objects.get()
    item.status = Status.REJECTED
    item.save()
    site.put("/f", rss("<guid>1</guid><title>Après</title>"))
    assert refresh(again(source)).updated == 1
    after = FeedItem.objects.get()
    assert (after.title, after.status) == ("Après", Status.REJECTED)
    assert (after.slug, after.uuid, after.published_at) == (item.slug, item.uuid, item.published_at)
    assert not Publication.objects.of_kind("item").exists()
    assert agrees()


def test_what_leaves_the_feed_stays(site: Site) -> None:
    source = SourceFactory.create(
        feed_url=site.put("/f", rss("<title>Un</title>", "<title>Deux</title>"))
    )
    refresh(source)
    site.put("/f", rss("<title>Trois</title>"))
    refresh(again(source))
    assert FeedItem.objects.count() == 3


def test_criterion_5_the_same_guid_in_two_sources_is_two_items(site: Site) -> None:
    body = rss("<guid>1</guid><title>Un</title>")
    one = SourceFactory.create(feed_url=site.put("/a", body))
    other = SourceFactory.create(feed_url=site.put("/b", body.replace("Un<", "Autre<")))
    refresh(one)
    refresh(other)
    assert set(FeedItem.objects.values_list("source", "title")) == {
        (one.pk, "Un"),
        (other.pk, "Autre"),
    }


@pytest.mark.parametrize(
    ("trust", "status", "public"),
    [
        (Trust.AUTO, Status.APPROVED, 3),
        (Trust.EXCERPT, Status.APPROVED, 3),
        (Trust.QUEUE, Status.PENDING, 0),
    ],
)
def test_trust_decides_what_is_public(
    site: Site, trust: Trust, status: Status, public: int
) -> None:
    refresh(source_of(site, trust=trust))
    assert set(FeedItem.objects.values_list("status", flat=True)) == {status}
    assert Publication.objects.of_kind("item").count() == public
    assert agrees()


def read_meanwhile(source: Source) -> None:
    """What a visit does that had read `source` before it was changed."""
    fetched = document(sample("gazette.rss.xml"), url=source.feed_url)
    pipeline.ingest(source, fetched, timezone.now())


def test_a_visit_obeys_the_trust_of_the_moment_it_stores() -> None:
    source = SourceFactory.create(trust=Trust.AUTO)
    again_read = again(source)
    again_read.trust = Trust.QUEUE
    again_read.save()
    read_meanwhile(source)
    assert FeedItem.objects.filter(status=Status.PENDING).count() == 3
    assert not Publication.objects.of_kind("item").exists()
    assert agrees()


def test_a_visit_stores_nothing_for_a_source_that_is_gone_or_elsewhere() -> None:
    moved, gone = SourceFactory.create(), SourceFactory.create()
    Source.objects.filter(pk=moved.pk).update(feed_url="https://ailleurs.example/flux.xml")
    Source.objects.get(pk=gone.pk).delete()
    for source in (moved, gone):
        read_meanwhile(source)
    assert not FeedItem.objects.exists()


def test_another_feed_is_asked_without_the_conditions_of_the_former(site: Site) -> None:
    source = source_of(site)
    refresh(source)
    source = again(source)
    source.feed_url = site.put("/copie.xml", sample("gazette.rss.xml"))
    source.save()
    assert source in Source.objects.due()
    report = refresh(again(source))
    assert (report.outcome, report.unchanged) == (Outcome.UPDATED, 3)


def test_a_paused_source_is_not_asked(site: Site) -> None:
    report = refresh(source_of(site, trust=Trust.PAUSED))
    assert report.outcome == Outcome.HELD
    assert site.requests == []


def test_a_source_that_somebody_visits_is_not_asked(site: Site) -> None:
    source = source_of(site, lease_until=timezone.now() + timedelta(minutes=1))
    assert refresh(source).outcome == Outcome.HELD
    Source.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert refresh(source).outcome == Outcome.UPDATED


def test_a_source_that_was_just_visited_is_not_asked_again(site: Site) -> None:
    source = source_of(site)
    refresh(source)
    assert refresh(source).outcome == Outcome.HELD
    assert len(site.requests) == 1


def test_a_lost_lease_leaves_the_other_visitor_s_record(site: Site) -> None:
    source = source_of(site)
    taken = timezone.now() + timedelta(hours=1)

    def slow(headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        return 200, {}, sample("gazette.rss.xml")

    site.answers["/gazette.rss.xml"] = slow
    lease = leases.take(source, timezone.now())
    assert lease is not None
    Source.objects.update(lease_until=taken)
    report = Report(source.feed_url, Outcome.UPDATED)
    plan = Plan(timezone.now(), source.validators)
    records.record_all([Ended(source, lease.until, report, plan)])
    assert again(source).lease_until == taken
    assert not Fetch.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"", 200, "empty"),
        (b"<html><body>Bonjour</body></html>", 200, "html_page"),
        (b"x" * (10 * 1024 * 1024 + 1), 200, "too_large"),
        (b"rien", 404, "not_found"),
        (b"du texte", 200, "not_a_feed"),
        (b"", 503, "server_error"),
    ],
    ids=["empty", "html", "huge", "not there", "text", "down"],
)
def test_bad_input_is_a_named_error_on_its_source(
    site: Site, body: bytes, status: int, error: str
) -> None:
    bad = SourceFactory.create(feed_url=site.put("/bad", body, status), etag='"x"', failures=1)
    good = source_of(site)
    report = refresh(bad)
    assert (report.outcome, report.error) == (Outcome.ERROR, error)
    bad = again(bad)
    assert (bad.last_error, bad.failures, bad.last_success_at) == (error, 2, None)
    assert bad.remedy.endswith(".")
    assert bad.etag == '"x"'
    assert bad.next_visit_at - timezone.now() > timedelta(hours=1)
    assert refresh(good).new == 3


def test_an_error_is_forgotten_at_the_next_success(site: Site) -> None:
    source = source_of(site, failures=5, last_error="timeout", last_error_detail="…")
    refresh(source)
    source = again(source)
    assert (source.failures, source.last_error, source.last_error_detail) == (0, "", "")


def test_a_private_address_is_a_named_error() -> None:
    report = refresh(SourceFactory.create(feed_url="http://169.254.169.254/latest/"))
    assert report.error == "refused_address"


def test_our_own_mistake_is_loud_and_costs_one_source(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(keep, "decide", broken)
    source = source_of(site)
    report = refresh(source)
    assert (report.outcome, report.error) == (Outcome.ERROR, "internal")
    assert "a mistake of ours" in caplog.text
    assert again(source).lease_until is None


def test_criterion_7_items_and_publications_are_written_together_or_not_at_all(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("the counter fails")

    source = source_of(site)
    monkeypatch.setattr("cms.publications.refresh", broken)
    assert refresh(source).error == "internal"
    assert not FeedItem.objects.exists()
    assert again(source).body_hash == ""


def test_a_bad_entry_costs_itself_only(site: Site) -> None:
    items = ("<title>Bon</title>", f"<title>{'é' * 2000}</title><guid>{'g' * 3000}</guid>", "")
    source = SourceFactory.create(feed_url=site.put("/f", rss(*items)))
    assert refresh(source).new == 2
    assert max(len(title) for title in FeedItem.objects.values_list("title", flat=True)) <= 500


def test_a_future_date_does_not_stay_on_top(site: Site) -> None:
    body = rss("<title>Demain</title><pubDate>Mon, 01 Jun 2099 08:00:00 GMT</pubDate>")
    refresh(SourceFactory.create(feed_url=site.put("/f", body)))
    assert FeedItem.objects.get().published_at <= timezone.now()


def test_a_feed_tells_what_nobody_has_written(site: Site) -> None:
    url = site.put("/gazette.rss.xml", sample("gazette.rss.xml"))
    source = SourceFactory.create(feed_url=url, name=Source.provisional_name(url), site_url="")
    refresh(source)
    source = again(source)
    assert source.name == "La Gazette du Bocage"
    assert source.site_url == "https://gazette.example/"
    assert source.description == "Nouvelles d’un bocage imaginaire"
    assert agrees()


def test_what_the_newsroom_wrote_of_a_source_stays(site: Site) -> None:
    source = source_of(site, name="Notre gazette", description="Écrit ici.")
    refresh(source)
    source = again(source)
    assert (source.name, source.description) == ("Notre gazette", "Écrit ici.")


def test_a_video_channel(site: Site) -> None:
    refresh(source_of(site, "chaine.youtube.xml"))
    item = FeedItem.objects.get()
    assert item.kind == "video"
    assert item.player is not None
    assert item.player.provider == "youtube"
    assert '"provider":"youtube"' in Publication.objects.get(uuid=item.uuid).card


def test_the_history_keeps_the_last_visits(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "SWEPT_ONCE_IN", 1)
    source = source_of(site)
    Fetch.objects.bulk_create(
        Fetch(source=source, at=timezone.now(), outcome="error", ms=1) for _ in range(KEPT)
    )
    report = refresh(source)
    assert Fetch.objects.filter(source=source).count() == KEPT
    newest = Fetch.objects.filter(source=source)[0]
    assert (newest.outcome, newest.status, newest.new) == ("updated", 200, 3)
    assert newest.bytes == report.bytes > 0


def test_a_history_that_was_not_swept_yet_shows_as_many_visits(site: Site) -> None:
    source = source_of(site)
    Fetch.objects.bulk_create(
        Fetch(source=source, at=timezone.now(), outcome="error", ms=n) for n in range(KEPT + 9)
    )
    shown = source.recent_fetches
    assert [visit.ms for visit in shown] == [*reversed(range(9, KEPT + 9))]


def test_a_history_is_swept_now_and_then(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_dice", random.Random(18))
    source = source_of(site)
    Fetch.objects.bulk_create(
        Fetch(source=source, at=timezone.now(), outcome="error", ms=1) for _ in range(KEPT + 50)
    )
    counts = []
    for _ in range(40):
        Source.objects.update(next_visit_at=timezone.now())
        refresh(again(source))
        counts.append(source.fetches.count())
    assert KEPT in counts
    assert max(counts[counts.index(KEPT) :]) < KEPT + 40
    assert counts.count(KEPT) < 20
