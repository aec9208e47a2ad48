"""The one-second clock: what it asks for, and what cannot stop it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError
from django.utils import timezone
from django_q.models import Failure, OrmQ
from wagtail.models import Page

from cms import clock, cluster, due, marks, pulse, tasks
from cms.clock import Clock, Errand
from cms.models import Attempt, Heartbeat, Publication, PublicationEvent
from cms.models.operations import age
from tests.factories.feeds import SourceFactory
from tests.factories.pages import article

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(marks.FOLDER, str(tmp_path))
    pulse.forget(tmp_path)
    return tmp_path


@pytest.fixture
def errands(monkeypatch: pytest.MonkeyPatch) -> dict[str, Errand]:
    registered: dict[str, Errand] = {}
    monkeypatch.setattr(clock, "ERRANDS", registered)
    return registered


class Away:
    def close(self) -> None:
        """As a connection that is lost."""


def test_row_66_it_beats(folder: Path) -> None:
    Clock().tick()
    beaten = age(Heartbeat.CLOCK)
    assert beaten is not None
    assert beaten < 4


def test_it_asks_for_what_is_due(folder: Path) -> None:
    Clock().tick()
    assert cluster.take_errands() == []
    SourceFactory.create()
    SourceFactory.create(attempts=1)
    Clock().tick()
    assert cluster.take_errands() == ["feeds.tasks.refresh_due", "feeds.tasks.refresh_suspects"]


def test_row_47_no_row_of_the_queue_comes_of_it(folder: Path) -> None:
    SourceFactory.create()
    ticking = Clock()
    for _ in range(5):
        ticking.tick()
    assert cluster.take_errands() == ["feeds.tasks.refresh_due"]
    assert not OrmQ.objects.exists()


def test_without_a_free_place_no_visit_is_asked_for(folder: Path) -> None:
    SourceFactory.create()
    with cluster.slot():
        Clock().tick()
    assert cluster.take_errands() == []


def test_an_errand_is_asked_for_at_its_own_pace(
    folder: Path, errands: dict[str, Errand], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(clock.time, "monotonic", lambda: now[0])
    asked: list[float] = []
    monkeypatch.setattr(cluster, "want", lambda func: asked.append(now[0]))
    errands["slow"] = Errand("slow", lambda: True, pace_s=10)
    ticking = Clock()
    for _ in range(25):
        ticking.tick()
        now[0] += 1
    assert asked == [1000, 1010, 1020]


def test_one_that_fails_stops_neither_the_others_nor_the_clock(
    folder: Path, errands: dict[str, Errand], caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> bool:
        raise ValueError("no answer")

    errands["broken"] = Errand("broken", broken)
    errands["well"] = Errand("well", lambda: True)
    ticking = Clock()
    ticking.tick()
    ticking.tick()
    assert cluster.take_errands() == ["well"]
    assert len(caplog.records) == 1


def test_row_37_a_database_that_is_away_is_told_once_and_asked_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(name: str) -> None:
        raise OperationalError

    ticking = Clock()
    with monkeypatch.context() as patch:
        patch.setattr(clock, "beat", away)
        patch.setattr(clock, "connection", Away())
        for _ in range(3):
            ticking.tick()
    assert len(caplog.messages) == 1
    ticking.tick()
    assert "again" in caplog.messages[-1]


def test_rows_that_wait_for_long_are_noted(folder: Path) -> None:
    late = timezone.now() - timedelta(seconds=clock.STANDING_S + 5)
    OrmQ.objects.create(key="kiosque", payload="", lock=late)
    Clock().tick()
    assert (folder / cluster.BACKLOG).exists()
    OrmQ.objects.all().delete()
    Clock().tick()
    assert not (folder / cluster.BACKLOG).exists()


def test_it_numbers_events(folder: Path) -> None:
    SourceFactory.create()
    assert PublicationEvent.objects.filter(number=None).exists()
    Clock().tick()
    assert not PublicationEvent.objects.filter(number=None).exists()


def test_it_runs_every_second_until_its_process_ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(clock.time, "sleep", sleep)
    with pytest.raises(KeyboardInterrupt):
        Clock().run()
    assert all(0 <= seconds <= 1 for seconds in slept)
    assert (folder / cluster.CLOCK).exists()


def test_a_page_appears_and_leaves_at_its_time(folder: Path) -> None:
    page = article(live=False)
    assert not due.pages()
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision(approved_go_live_at=timezone.now() - timedelta(seconds=1))
    assert due.pages()
    Clock().tick()
    assert cluster.take_errands() == ["cms.tasks.publish_scheduled"]
    page.latest_revision.content["go_live_at"] = None
    page.latest_revision.save()
    tasks.publish_scheduled()
    assert not due.pages()
    Page.objects.filter(pk=page.pk).update(
        live=True, expire_at=timezone.now() - timedelta(seconds=1)
    )
    assert due.pages()
    tasks.publish_scheduled()
    assert not Page.objects.get(pk=page.pk).live


def test_rows_whose_moment_has_come_are_written_anew(folder: Path) -> None:
    source = SourceFactory.create()
    row = Publication.objects.get(object_id=source.pk, kind="source")
    stale = {"refresh_at": timezone.now() - timedelta(seconds=1), "etag": "old"}
    Publication.objects.filter(pk=row.pk).update(**stale)
    assert due.rows()
    assert tasks.refresh_publications() == 1
    assert not due.rows()
    row.refresh_from_db()
    assert row.etag != "old"


def test_a_row_that_does_not_change_holds_up_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SourceFactory.create_batch(3)
    stale = timezone.now() - timedelta(seconds=1)
    Publication.objects.filter(kind="source").update(refresh_at=stale)
    monkeypatch.setattr("cms.publications.CHUNK", 1)
    assert tasks.refresh_publications() == 3


def test_a_database_error_that_is_no_absence_is_told(
    folder: Path, errands: dict[str, Errand], caplog: pytest.LogCaptureFixture
) -> None:
    def wrong() -> bool:
        raise DatabaseError("no such column")

    errands["wrong"] = Errand("wrong", wrong)
    Clock().tick()
    assert "wrong" in caplog.text


def test_what_nobody_asks_for_any_more_is_forgotten() -> None:
    now = timezone.now()
    for days, name in ((1, "a"), (100, "b")):
        stopped = now - timedelta(days=days)
        Failure.objects.create(
            id=name * 32, name=name, func=name, started=now, stopped=stopped, success=False
        )
    row = OrmQ.objects.create(key="kiosque", payload="", lock=now)
    Attempt.objects.begin(row.pk)
    Attempt.objects.begin(row.pk + 1)
    tasks.forget_events()
    assert Failure.objects.get().name == "a"
    assert Attempt.objects.get().row == row.pk
