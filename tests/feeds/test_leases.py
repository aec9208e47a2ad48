"""Who visits what: one visitor a source, two a host, and no source that stops the reader thrice."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from cms import cluster, marks
from feeds import leases, pipeline, settle
from feeds.batch import Batch
from feeds.familiar import Familiar
from feeds.models import Source
from feeds.models.visits import LEASE
from feeds.reading import Reading, read
from feeds.settle import Brought
from feeds.types import Fetched
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

    def look(lease: leases.Lease) -> Brought:
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


@pytest.mark.django_db
def test_row_40_what_a_clock_that_ran_ahead_has_planned_is_moved_back() -> None:
    tomorrow = NOW + timedelta(days=1)
    hour = timedelta(hours=1)
    ahead = SourceFactory.create(last_visit_at=tomorrow, next_visit_at=tomorrow + hour)
    right = SourceFactory.create(last_visit_at=NOW, next_visit_at=NOW + hour)
    held = SourceFactory.create(lease_until=tomorrow)
    assert leases.mend(NOW) == 1
    for source in (ahead, right):
        source.refresh_from_db()
        assert source.next_visit_at == NOW + hour
    held.refresh_from_db()
    assert held.lease_until is None
    assert leases.mend(NOW) == 0


@pytest.mark.django_db
def test_row_40_a_clock_that_is_a_day_off_costs_one_visit_at_most() -> None:
    """Forward and back: each time a source is visited, its plan holds from then on."""
    source = SourceFactory.create()
    visits = 0
    moments = [NOW, NOW + timedelta(days=1), NOW, NOW + timedelta(minutes=1)]
    for now in moments:
        leases.mend(now)
        for lease in leases.lease_batch(now):
            visits += 1
            Source.objects.filter(pk=lease.source.pk).update(
                last_visit_at=now,
                next_visit_at=now + timedelta(minutes=15),
                lease_until=None,
                attempts=0,
            )
    assert visits == 2
    source.refresh_from_db()
    assert source.next_visit_at == NOW + timedelta(minutes=15)


@pytest.mark.django_db
def test_row_42_what_a_killed_process_held_is_visited_again_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(marks.FOLDER, str(tmp_path))
    mine, other = SourceFactory.create(), SourceFactory.create()
    held = leases.lease_batch(NOW)
    leases.note(held)
    assert leases.free_the_dead() == 0
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    (tmp_path / f"leases-{os.getpid()}").rename(tmp_path / f"leases-{gone.pid}")
    # Somebody else has leased it since.
    Source.objects.filter(pk=other.pk).update(lease_until=NOW + LEASE * 2)
    assert leases.has_suspects()
    assert leases.free_the_dead() == 1
    (lease,) = leases.lease_batch(NOW, suspects=True)
    assert (lease.source, lease.source.attempts) == (mine, 1)
    assert not cluster.has_legacy(leases.KIND)


@pytest.mark.django_db
def test_row_37_what_a_task_that_failed_held_is_visited_again_at_once(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(visits: object) -> None:
        raise OperationalError

    monkeypatch.setenv(marks.FOLDER, str(tmp_path))
    monkeypatch.setattr("feeds.batch.PATIENCE_S", 0)
    SourceFactory.create(feed_url=site.put("/f", rss("<title>Un</title>")))
    with monkeypatch.context() as patch:
        patch.setattr(settle, "settle_all", away)
        with pytest.raises(OperationalError):
            Batch().run()
    assert leases.has_suspects()
    assert leases.free_the_dead() == 1
    assert Batch(suspects=True).run() == 1


@pytest.mark.django_db
def test_row_37_without_a_database_nothing_is_leased(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError

    SourceFactory.create()
    monkeypatch.setattr(leases, "lease_batch", away)
    monkeypatch.setattr("feeds.batch.connection", Closing())
    assert Batch().run() == 0


class Closing:
    def close(self) -> None:
        """As a connection that is lost."""


@pytest.mark.django_db
def test_a_batch_that_ends_leaves_nothing_to_clear_away(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(marks.FOLDER, str(tmp_path))
    seen: list[bool] = []

    def reader(fetched: Fetched, now: datetime, familiar: Familiar) -> Reading:
        seen.append((tmp_path / f"leases-{os.getpid()}").exists())
        return read(fetched, now, familiar)

    SourceFactory.create(feed_url=site.put("/f", rss("<title>Un</title>")))
    assert Batch(reader=reader).run() == 1
    assert not list(tmp_path.glob("leases-*"))
