"""django-q2 schedules that a room cannot do without, there after every `migrate`."""

import ast
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import timezone
from django_q.models import Schedule

HOUR = 60
DAY = 24 * HOUR
"""Minutes."""


def refuse_unreadable(instance: Schedule, **kwargs: Any) -> None:
    """Receiver of `pre_save`. django-q2 reads all schedules in one transaction: one whose arguments
    cannot be read would stop them all. Raises ValidationError."""
    try:
        ast.literal_eval(instance.args or "()")
    except (SyntaxError, ValueError):
        raise ValidationError({"args": "Write Python literals: 1, 'two'"}) from None


def ensure(using: str, func: str, name: str, minutes: int, *, after_s: int = 0) -> None:
    """One schedule of `func`, every so many minutes, the first time after `after_s` seconds. One
    that somebody changed is left as it is."""
    if Schedule._meta.db_table in connections[using].introspection.table_names():
        first = timezone.now() + timedelta(seconds=after_s)
        timing = {"schedule_type": Schedule.MINUTES, "minutes": minutes, "next_run": first}
        Schedule.objects.using(using).get_or_create(func=func, defaults={"name": name, **timing})
