"""Who visits what: one visitor a source, two a host, and no source that stops the reader thrice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feeds import leases, pipeline
from feeds.models import Source
from feeds.models.visits import LEASE
from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import Site
from tests.feeds.reading import rss

NOW = timezone.now()


def test_criterion_36_a_batch_mixes_hosts() -> None:
    waiting = [(n, "loud.example") for n in range(50)]
    waiting += [(n, f"site-{n}.example") for n in range(50, 60)]
    assert leases.mix(waiting, [], 5, per_host=2) == [0, 1, 50, 51, 52]


def test_criterion_36_leases_that_others_hold_count_for_a_host() -> None:
    waiting = [(1, "loud.example"), (2, "loud.example"), (3, "b.example")]
    assert leases.mix(waiting, ["loud.example"], 5, per_host=2) == [1, 3]


@pytest.mark.django_db
def test_criterion_7_a_lease_excludes_and_expires() -> None:
    source = SourceFactory.create()
    (lease,) = leases.lease_batch(NOW)
    assert (lease.source, lease.at) == (source, NOW)
    assert leases.lease_batch(NOW + LEASE / 2) == []
    assert leases.take(source, NOW) is None
    (again,) = leases.lease_batch(NOW + LEASE * 1.01, suspects=True)
    assert again.source == source


@pytest.mark.django_db
def test_the_longest_waiting_is_leased_first() -> None:
    SourceFactory.create(next_visit_at=NOW - timedelta(minutes=1))
    first = SourceFactory.create(next_visit_at=NOW - timedelta(minutes=2))
    SourceFactory.create(next_visit_at=NOW + timedelta(minutes=1))
    assert [lease.source for lease in leases.lease_batch(NOW, 1)] == [first]


@pytest.mark.django_db
def test_criterion_7_attempts_are_written_before_the_work_and_cleared_after_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = SourceFactory.create(feed_url=site.put("/f", rss("<title>Un</title>")))
    seen: list[int] = []
    bring = pipeline.bring

    def look(lease: leases.Lease) -> pipeline.Brought:
        seen.append(Source.objects.get(pk=source.pk).attempts)
        return bring(lease)

    monkeypatch.setattr(pipeline, "bring", look)
    pipeline.refresh(source)
    assert seen == [1]
    assert Source.objects.get(pk=source.pk).attempts == 0


@pytest.mark.django_db
def test_a_visit_that_did_not_take_place_is_not_held_against_its_source() -> None:
    source = SourceFactory.create()
    leases.give_back(leases.lease_batch(NOW))
    source.refresh_from_db()
    assert (source.attempts, source.lease_until) == (0, None)
    assert source in Source.objects.due(NOW)


def stopped_visits(count: int) -> None:
    """As many visits that end with their process; the first in company, the others alone."""
    for n in range(count):
        at = NOW + n * LEASE * 1.01
        leases.lease_batch(at, suspects=n > 0)


@pytest.mark.django_db
def test_criterion_36_a_source_that_stops_the_reader_three_times_is_set_aside() -> None:
    poison = SourceFactory.create()
    stopped_visits(leases.ATTEMPTS)
    healthy = SourceFactory.create()
    later = NOW + leases.ATTEMPTS * LEASE * 1.01
    assert leases.lease_batch(later, suspects=True) == []
    assert [lease.source for lease in leases.lease_batch(later)] == [healthy]
    poison.refresh_from_db()
    assert (poison.quarantined_at, poison.last_error) == (later, "quarantined")
    assert poison.remedy.endswith(".")
    assert pipeline.refresh(poison).outcome == "held"


@pytest.mark.django_db
def test_a_source_that_was_set_aside_is_released_by_the_editor() -> None:
    poison = SourceFactory.create(quarantined_at=NOW, attempts=3, last_error="quarantined")
    SourceFactory.create(last_error="timeout")
    assert Source.objects.filter(pk=poison.pk).release() == 1
    poison.refresh_from_db()
    assert (poison.quarantined_at, poison.attempts, poison.last_error) == (None, 0, "")
    assert poison in Source.objects.due()


@pytest.mark.django_db
def test_another_address_releases_a_source() -> None:
    poison = SourceFactory.create(quarantined_at=NOW, attempts=3, last_error="quarantined")
    poison.feed_url = "https://ailleurs.example/flux.xml"
    poison.save()
    poison.refresh_from_db()
    assert (poison.quarantined_at, poison.attempts, poison.last_error) == (None, 0, "")
