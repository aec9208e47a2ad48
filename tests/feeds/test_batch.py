"""Many visits at once: quick ones are not kept waiting, and every lease comes back."""

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest
from django.db import OperationalError
from psycopg.errors import ProgramLimitExceeded

from feeds import batch, leases, pipeline, settle
from feeds.apart import Reader
from feeds.batch import Batch, Visit
from feeds.familiar import Familiar
from feeds.leases import Lease
from feeds.models import FeedItem, Source
from feeds.reading import Reading, read
from feeds.settle import Brought
from feeds.types import Fetched, Report
from feeds.under_way import QUICK
from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import Answer, Site
from tests.feeds.reading import rss

pytestmark = pytest.mark.django_db


def sources_on(site: Site, count: int) -> None:
    """As many sources, each on a loopback address of its own."""
    for n in range(count):
        url = site.put(f"/{n}", rss(f"<guid>{n}</guid><title>Titre {n}</title>"))
        SourceFactory.create(feed_url=url)


@pytest.fixture
def hanging(site: Site) -> Iterator[threading.Event]:
    """Until it is set, /slow does not answer."""
    let_go = threading.Event()

    def slow(headers: dict[str, str]) -> Answer:
        let_go.wait(30)
        return 200, {}, rss("<title>Lent</title>").encode()

    site.answers["/slow"] = slow
    yield let_go
    let_go.set()


def test_criterion_36_one_task_visits_all_that_is_due(site: Site) -> None:
    sources_on(site, 30)
    assert Batch().run() == 30
    assert FeedItem.objects.count() == 30
    assert not Source.objects.exclude(lease_until=None, attempts=0).exists()
    assert Batch().run() == 0


def test_criterion_35_no_host_is_asked_more_than_twice_at_once(site: Site) -> None:
    sources_on(site, 10)
    at_once: list[int] = []
    now = threading.Semaphore(2)

    def watched(headers: dict[str, str]) -> Answer:
        at_once.append(int(now.acquire(blocking=False)))
        time.sleep(0.01)
        now.release()
        return 200, {}, rss("<title>Un</title>").encode()

    for path in list(site.answers):
        site.answers[path] = watched
    assert Batch().run() == 10
    assert at_once == [1] * 10


def test_criterion_35_what_hangs_delays_nobody(site: Site, hanging: threading.Event) -> None:
    SourceFactory.create(feed_url=f"{site.root}/slow")
    sources_on(site, 20)
    seen: list[str] = []
    settle_all = settle.settle_all

    def settled(visits: Sequence[Visit]) -> list[Report]:
        seen.extend(lease.source.feed_url for lease, _ in visits)
        if len(seen) == 20:
            hanging.set()
        return settle_all(visits)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settle, "settle_all", settled)
        assert Batch().run() == 21
    assert seen[-1].endswith("/slow")


def test_criterion_36_suspects_are_visited_alone(site: Site) -> None:
    sources_on(site, 4)
    Source.objects.update(attempts=1)
    under_way: list[int] = []

    def alone(*args: object) -> object:
        under_way.append(Source.objects.exclude(lease_until=None).count())
        return settle_all(*args)  # type: ignore[arg-type]  # passed on as they came

    settle_all = settle.settle_all
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settle, "settle_all", alone)
        assert Batch().run() == 0
        assert Batch(suspects=True).run() == 4
    assert under_way == [1, 1, 1, 1]


def test_a_stop_gives_back_what_does_not_end(
    site: Site, hanging: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "DRAIN_S", 0.3)
    slow = SourceFactory.create(feed_url=f"{site.root}/slow")
    asked = iter([False])
    assert Batch().run(lambda: next(asked, True)) == 0
    slow.refresh_from_db()
    assert (slow.lease_until, slow.attempts) == (None, 0)
    assert slow in Source.objects.due()


def test_a_stop_gives_back_what_waits_for_a_place(
    site: Site, hanging: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "DRAIN_S", 0.3)
    begun: list[str] = []

    def counted(lease: Lease, reader: Reader) -> Brought:
        begun.append(lease.source.feed_url)
        return bring(lease, reader)

    bring = pipeline.bring
    monkeypatch.setattr(pipeline, "bring", counted)
    for number in range(QUICK + 2):
        site.answers[f"/slow?{number}"] = site.answers["/slow"]
        source = SourceFactory.create(feed_url=f"{site.root}/slow?{number}")
        Source.objects.filter(pk=source.pk).update(host=source.slug)
    asked = iter([False])
    assert Batch().run(lambda: next(asked, True)) == 0
    assert len(begun) == QUICK
    assert Source.objects.due().filter(lease_until=None, attempts=0).count() == QUICK + 2


def test_a_visit_waits_for_a_database_that_restarts(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([OperationalError("away"), None])

    def away() -> None:
        error = next(answers)
        if error:
            raise error

    monkeypatch.setattr(batch, "connection", Away())
    monkeypatch.setattr(batch.time, "sleep", lambda seconds: None)
    batch.patiently(away)
    assert list(answers) == []


class Away:
    in_atomic_block = False

    def close(self) -> None:
        """As a connection that is lost."""


def test_a_database_that_stays_away_ends_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("away")

    monkeypatch.setattr(batch, "PATIENCE_S", 0)
    with pytest.raises(OperationalError):
        batch.patiently(away)


def test_what_the_database_has_no_room_for_is_not_waited_for() -> None:
    calls = []

    def refuse() -> None:
        calls.append(1)
        raise OperationalError("too large") from ProgramLimitExceeded()

    with pytest.raises(OperationalError):
        batch.patiently(refuse)
    assert len(calls) == 1


def test_a_reader_of_another_process_may_read(site: Site) -> None:
    sources_on(site, 1)
    seen: list[bytes] = []

    def reader(fetched: Fetched, now: datetime, familiar: Familiar) -> Reading:
        seen.append(fetched.body)
        return read(fetched, now, familiar)

    assert Batch(reader=reader).run() == 1
    assert b"Titre 0" in seen[0]


def test_the_fetch_of_a_lease_begins_within_it() -> None:
    assert leases.LEASE.total_seconds() > batch.BUDGET_S + 60
