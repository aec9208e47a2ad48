"""django-q2 schedules that a room cannot do without, there after every `migrate`."""

from django.db import connections
from django_q.models import Schedule

DAY = 24 * 60
"""Minutes."""


def ensure(using: str, func: str, name: str, minutes: int) -> None:
    """One schedule of `func`, every so many minutes. One that somebody changed is left as it is."""
    if Schedule._meta.db_table in connections[using].introspection.table_names():
        Schedule.objects.using(using).get_or_create(
            func=func,
            defaults={"name": name, "schedule_type": Schedule.MINUTES, "minutes": minutes},
        )
