"""django-q2's schedules: one that cannot be read must not stop the others."""

import pytest
from django.core.exceptions import ValidationError
from django_q.models import OrmQ, Schedule
from django_q.scheduler import scheduler

pytestmark = pytest.mark.django_db


def test_a_schedule_with_unreadable_arguments_is_refused() -> None:
    with pytest.raises(ValidationError):
        Schedule.objects.create(func="cms.tasks.number_events", args="open(")


@pytest.mark.parametrize("args", ["", None, "()", "1, 'two'"])
def test_readable_arguments_pass(args: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    # The connection is the test's own, with its transaction.
    monkeypatch.setattr("django_q.scheduler.close_old_django_connections", lambda: None)
    Schedule.objects.all().delete()
    Schedule.objects.create(func="cms.tasks.number_events", args=args)
    scheduler()
    assert OrmQ.objects.count() == 1
