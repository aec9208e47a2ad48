"""What the machines of one newsroom tell each other of their health."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F
from django.db.models.functions import Now

from cms import moments, recent


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, name: str) -> None:
        """Says that `name` is alive now. One statement, so that any process may say it."""
        self.bulk_create(
            [self.model(name=name, at=moments.agreed())],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["at"],
        )

    def age(self, name: str) -> float | None:
        """Seconds since the last beat; None when there never was one."""
        at = self.filter(name=name).values_list("at", flat=True).first()
        return None if at is None else (moments.agreed() - at).total_seconds()


class Heartbeat(models.Model):
    """The last sign of life of a part of the worker: `clock` or `tasks`."""

    CLOCK = "clock"
    TASKS = "tasks"

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def untold(self) -> Self:
        return self.filter(is_told=False)


class Alarm(models.Model):
    """An alarm that rings: one row an episode, gone when it is over.

    In the database, so that of several machines one alone tells people.
    """

    name = models.CharField(max_length=40, unique=True)
    since = models.DateTimeField()
    is_told = models.BooleanField(default=False)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["since"]

    def __str__(self) -> str:
        return self.name


class TallyQuerySet(models.QuerySet["Tally"]):
    def add(self, name: str, count: int) -> None:
        self.get_or_create(name=name)
        self.filter(name=name).update(count=F("count") + count)


class Tally(models.Model):
    """How often something happened since the site exists, over all its processes."""

    name = models.CharField(max_length=40, unique=True)
    count = models.PositiveBigIntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def begin(self, row: int) -> None:
        """One more run of the task in this row, which nobody else runs now."""
        if not self.filter(row=row).update(count=F("count") + 1, at=moments.agreed()):
            self.create(row=row, count=1, at=moments.agreed())

    def of(self, row: int) -> int:
        return self.filter(row=row).values_list("count", flat=True).first() or 0


class Attempt(models.Model):
    """How often the task in a row of the queue was begun: written before the work, so that a
    process that is killed leaves its trace, and gone with the row (cms/broker.py)."""

    row = models.PositiveBigIntegerField(primary_key=True)
    count = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    objects = AttemptQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.row}: {self.count}"


class StaleKeyQuerySet(models.QuerySet["StaleKey"]):
    def tell(self, *keys: str) -> None:
        """Says that answers with these surrogate keys are old, in the transaction of the change."""
        self.bulk_create(self.model(key=key) for key in keys)
        recent.forget()

    def younger_than(self, seconds: float) -> Self:
        return self.filter(at__gt=Now() - timedelta(seconds=seconds))

    def forget(self) -> None:
        self.filter(at__lt=Now() - StaleKey.KEPT).delete()


class StaleKey(models.Model):
    """Something that is no content, and has no event, has changed: the words around every page, a
    redirect. Rows are only added, so that no writer waits for another one, and whoever keeps
    answers (`cms.response_cache`) reads those of the last minutes."""

    KEPT = timedelta(days=1)

    key = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    objects = StaleKeyQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


def beat(name: str) -> None:
    """`Heartbeat.CLOCK` every second, `Heartbeat.TASKS` after each task (cms/health.py)."""
    Heartbeat.objects.beat(name)


def age(name: str) -> float | None:
    """Seconds since the last beat of `name`; None when there never was one."""
    return Heartbeat.objects.age(name)
