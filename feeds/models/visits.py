"""What visiting a source leaves on it: when, how it went, when to come back."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feeds.errors import choices, remedy
from feeds.hosts import group_of
from feeds.moves import Move
from feeds.types import Rhythm, Validators

LEASE = timedelta(minutes=2)
"""Longer than any visit; a process that died leaves its source free after it."""
UNCONDITIONAL = timedelta(days=7)
"""A document is asked for in full that often at least: validators may be wrong for ever."""
KEPT = 50
"""Visits remembered per source, the newest; a few more until they are swept."""
COOL_DOWN = timedelta(minutes=1)
"""Between two visits that somebody asks for by hand."""


class Trust(models.TextChoices):
    """What happens to what a source publishes."""

    AUTO = "auto", _("published at once")
    QUEUE = "queue", _("waits for approval")
    EXCERPT = "excerpt", _("published at once, excerpt only")
    PAUSED = "paused", _("paused: not visited, nothing shown")


class VisitEvery(models.IntegerChoices):
    """Minutes between two visits, where the newsroom knows better."""

    LIVE = 2, _("2 minutes (live, agreed with the source)")
    FIVE = 5, _("5 minutes")
    QUARTER = 15, _("15 minutes")
    HOUR = 60, _("1 hour")
    SIX_HOURS = 360, _("6 hours")
    DAY = 1440, _("1 day")


class SourceQuerySet(models.QuerySet[Any]):
    def visible(self) -> Self:
        """What readers may know of."""
        return self.exclude(trust=Trust.PAUSED)

    def admitted(self) -> Self:
        """What may be visited at all: neither paused, nor set aside, nor gone for good."""
        return self.visible().filter(quarantined_at=None, gone_at=None)

    def free(self, now: datetime) -> Self:
        """Visited by nobody at this moment."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=now))

    def due(self, now: datetime | None = None) -> Self:
        """To be visited now, the longest waiting first."""
        now = now or timezone.now()
        waiting = self.admitted().free(now).filter(next_visit_at__lte=now)
        return waiting.order_by("next_visit_at", "pk")

    def hold(self) -> list[int]:
        """Locks these until the end of the transaction, before anything of theirs is changed; their
        keys. In one order: of two who want some of the same, one waits, and never both."""
        return list(self.order_by("pk").select_for_update().values_list("pk", flat=True))

    @transaction.atomic
    def release(self, now: datetime | None = None) -> int:
        """Sources are visited again, soon, also those that were set aside or gone; how many. One
        that was visited within COOL_DOWN is left alone."""
        now = now or timezone.now()
        rested = Q(last_visit_at=None) | Q(last_visit_at__lte=now - COOL_DOWN)
        return self.model._default_manager.filter(pk__in=self.filter(rested).hold()).update(
            quarantined_at=None,
            gone_at=None,
            attempts=0,
            failures=0,
            last_error="",
            last_error_detail="",
            lease_until=None,
            next_visit_at=now,
        )


class Visited(models.Model):
    """The columns that visits write (`feeds/records.py`, `feeds/leases.py`), and two that decide on
    visits: `visit_every`, the newsroom's, and `host`."""

    visit_every = models.PositiveSmallIntegerField(
        _("visit every"),
        null=True,
        blank=True,
        choices=VisitEvery,
        help_text=_("Empty: as often as the source publishes, from 5 minutes to a day."),
    )
    etag = models.TextField(blank=True, editable=False)
    last_modified = models.CharField(max_length=200, blank=True, editable=False)
    body_hash = models.CharField(max_length=64, blank=True, editable=False)
    next_visit_at = models.DateTimeField(
        _("next visit"), default=timezone.now, db_index=True, editable=False
    )
    last_visit_at = models.DateTimeField(_("last visit"), null=True, editable=False)
    last_success_at = models.DateTimeField(_("last success"), null=True, editable=False)
    last_error = models.CharField(
        _("last error"), max_length=40, blank=True, choices=choices, editable=False
    )
    last_error_detail = models.CharField(max_length=500, blank=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    """Visits that were begun and never recorded: a process that is killed leaves its trace."""
    quarantined_at = models.DateTimeField(
        _("set aside on"), null=True, db_index=True, editable=False
    )
    host = models.CharField(max_length=253, blank=True, db_index=True, editable=False)
    """The registrable domain of the feed: who is asked."""
    interval_s = models.PositiveIntegerField(default=900, editable=False)
    """What was last planned between two visits, seconds."""
    gap_s = models.PositiveIntegerField(null=True, editable=False)
    hours = models.JSONField(default=list, editable=False)
    asked_s = models.PositiveIntegerField(null=True, editable=False)
    full_visit_at = models.DateTimeField(null=True, editable=False)
    """The last time that the document came in full."""
    gone_at = models.DateTimeField(_("gone since"), null=True, editable=False)
    moved_to = models.URLField(max_length=2000, blank=True, editable=False)
    moved_since = models.DateTimeField(null=True, editable=False)
    moved_hits = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def forget_visits(self) -> None:
        """What another address answered says nothing of this one, which is visited soon; a visit
        that is under way has lost its lease, and records nothing."""
        self.etag = self.last_modified = self.body_hash = ""
        self.failures = self.attempts = 0
        self.lease_until = self.quarantined_at = self.gone_at = self.full_visit_at = None
        self.moved_to, self.moved_since, self.moved_hits = "", None, 0
        if self.last_error in {"quarantined", "gone"}:
            self.last_error = self.last_error_detail = ""
        self.next_visit_at = timezone.now()

    @property
    def validators(self) -> Validators:
        return Validators(self.etag, self.last_modified, self.body_hash)

    @property
    def remedy(self) -> str:
        """What the editor can do about the last error; empty when all is well."""
        return remedy(self.last_error)

    def conditions(self, now: datetime) -> Validators:
        """What the next request sends: as received, or nothing when the document is to be asked
        for in full. Its hash is kept: the same bytes are nothing new."""
        if self.full_visit_at is None or now - self.full_visit_at >= UNCONDITIONAL:
            return Validators(body_hash=self.body_hash)
        return self.validators

    @property
    def rhythm(self) -> Rhythm | None:
        return None if self.gap_s is None else Rhythm(self.gap_s, frozenset(self.hours))

    @property
    def move(self) -> Move | None:
        if not self.moved_to or self.moved_since is None:
            return None
        return Move(self.moved_to, self.moved_since, self.moved_hits)

    @property
    def proposed_url(self) -> str:
        """An address of somebody else's that the feed has moved to: an editor decides."""
        is_other = self.moved_to and group_of(self.moved_to) != self.host
        return self.moved_to if is_other else ""
