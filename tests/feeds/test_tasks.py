from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import Schedule

from cms.outbound import DEADLINE_S
from feeds import pipeline, tasks
from feeds.models import Source, Trust
from feeds.signal_handlers import schedule_visits
from tests.factories.feeds import SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def visited(monkeypatch: pytest.MonkeyPatch) -> list[Source]:
    sources: list[Source] = []
    monkeypatch.setattr(pipeline, "refresh", sources.append)
    return sources


def test_what_is_due_is_visited_the_longest_waiting_first(visited: list[Source]) -> None:
    now = timezone.now()
    second = SourceFactory.create(next_visit_at=now - timedelta(minutes=1))
    first = SourceFactory.create(next_visit_at=now - timedelta(minutes=2))
    SourceFactory.create(next_visit_at=now + timedelta(minutes=1))
    SourceFactory.create(next_visit_at=now - timedelta(hours=1), trust=Trust.PAUSED)
    SourceFactory.create(
        next_visit_at=now - timedelta(hours=1), lease_until=now + timedelta(minutes=1)
    )
    assert tasks.refresh_due() == 2
    assert visited == [first, second]


def test_no_visit_starts_after_the_budget(
    visited: list[Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        SourceFactory.create()
    clock = iter([0, 0, tasks.BUDGET_S, tasks.BUDGET_S])
    monkeypatch.setattr(tasks.time, "monotonic", lambda: next(clock))
    assert tasks.refresh_due() == 1


def test_the_budget_and_a_visit_fit_into_the_cluster_s_timeout(settings: Any) -> None:
    assert settings.Q_CLUSTER["timeout"] > tasks.BUDGET_S + DEADLINE_S


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
    assert Schedule.objects.get().minutes == 5
