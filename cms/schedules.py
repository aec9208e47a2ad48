"""django-q2 schedules that a room cannot do without, there after every `migrate`."""

from datetime import timedelta

from django.db import connections
from django.utils import timezone
from django_q.models import Schedule

DAY = 24 * 60
"""Minutes."""


def ensure(using: str, func: str, name: str, minutes: int, *, after_s: int = 0) -> None:
    """One schedule of `func`, every so many minutes, the first time after `after_s` seconds. One
    that somebody changed is left as it is."""
    if Schedule._meta.db_table in connections[using].introspection.table_names():
        first = timezone.now() + timedelta(seconds=after_s)
        timing = {"schedule_type": Schedule.MINUTES, "minutes": minutes, "next_run": first}
        Schedule.objects.using(using).get_or_create(func=func, defaults={"name": name, **timing})
