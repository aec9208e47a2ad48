from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import Schedule

from cms import relay, tasks
from cms.models import PublicationEvent
from tests.factories import pages

pytestmark = pytest.mark.django_db


def numbers() -> list[int | None]:
    return list(PublicationEvent.objects.order_by("pk").values_list("number", flat=True))


def test_events_are_numbered_in_order_and_once() -> None:
    tasks.number_events()
    before = max((n for n in numbers() if n), default=0)
    pages.article()
    pages.article()
    assert numbers()[-1] is None
    assert relay.number_events() > 0
    assert relay.number_events() == 0
    numbered = [n for n in numbers() if n]
    assert numbered == sorted(numbered)
    assert len(set(numbered)) == len(numbered)
    assert numbered[-1] > before


def test_more_than_a_batch_is_numbered_by_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "BATCH", 2)
    for _ in range(3):
        pages.article()
    tasks.number_events()
    assert None not in numbers()


def test_old_events_are_forgotten_but_the_count_goes_on() -> None:
    pages.article()
    tasks.number_events()
    last = max(n for n in numbers() if n)
    PublicationEvent.objects.update(at=timezone.now() - relay.KEPT - timedelta(days=1))
    tasks.forget_events()
    assert numbers() == [last]
    pages.article()
    tasks.number_events()
    assert min(n for n in numbers() if n and n != last) == last + 1


def test_what_is_kept_has_no_gap() -> None:
    """An old moment may have a late number: that of a transaction that took long."""
    for _ in range(3):
        pages.article()
    tasks.number_events()
    first, *_others, slow, last = (n for n in numbers() if n)
    too_old = timezone.now() - relay.KEPT - timedelta(days=1)
    PublicationEvent.objects.filter(number__in=[first, slow]).update(at=too_old)
    assert relay.forget_events() == 1
    assert numbers() == list(range(first + 1, last + 1))


def test_schedules_are_there_after_migrate() -> None:
    assert set(Schedule.objects.values_list("func", flat=True)) >= {
        "cms.tasks.number_events",
        "cms.tasks.forget_events",
        "cms.tasks.publish_scheduled",
    }
