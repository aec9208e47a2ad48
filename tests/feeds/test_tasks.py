from pathlib import Path
from typing import Any

import pytest
from django_q.models import Schedule

from cms import cluster, marks
from cms.outbound import DEADLINE_S
from feeds import tasks
from feeds.batch import BUDGET_S
from feeds.signal_handlers import schedule_visits
from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import Site
from tests.feeds.reading import rss

# Seconds that a document may take to be read.
READING_S = 30

pytestmark = pytest.mark.django_db


def test_what_is_due_is_visited(site: Site) -> None:
    body = rss("<title>Un</title>")
    SourceFactory.create(feed_url=site.put("/a", body))
    SourceFactory.create(feed_url=site.put("/b", body), attempts=1)
    assert tasks.refresh_due() == 1
    assert tasks.refresh_suspects() == 1


def test_no_more_long_tasks_than_places(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(marks.FOLDER, str(tmp_path))
    SourceFactory.create(feed_url=site.put("/a", rss("<title>Un</title>")))
    with cluster.slot() as free:
        assert free
        assert tasks.refresh_due() == 0
    assert tasks.refresh_due() == 1


def test_the_budget_and_a_visit_fit_into_the_cluster_s_timeout(settings: Any) -> None:
    assert settings.Q_CLUSTER["timeout"] > BUDGET_S + DEADLINE_S + READING_S


def test_the_schedule_is_made_once() -> None:
    Schedule.objects.all().delete()
    schedule_visits(using="default")
    schedule_visits(using="default")
    schedule = Schedule.objects.get(func="feeds.tasks.refresh_due")
    assert (schedule.schedule_type, schedule.minutes, schedule.repeats) == ("I", 1, -1)
    assert not schedule.args
    assert not schedule.kwargs


def test_a_schedule_that_was_changed_stays() -> None:
    Schedule.objects.all().delete()
    schedule_visits(using="default")
    Schedule.objects.update(minutes=5)
    schedule_visits(using="default")
    assert set(Schedule.objects.values_list("minutes", flat=True)) == {5}
