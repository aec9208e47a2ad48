"""What is remembered of items beside what their sources say: why they wait, whether they are gone,
what was kept of them."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feeds.memory import Hold

PARIS = "Europe/Paris"


class Held(models.TextChoices):
    """Why an item waits that its source's trust would have let through."""

    FLOOD = Hold.FLOOD.value, _("too many at once: to be checked")
    EMBARGO = Hold.EMBARGO.value, _("embargo")


class Gone(models.TextChoices):
    """How an item left its source."""

    DELETED = "deleted", _("its source has withdrawn it")
    MISSING = "missing", _("its page is gone")


class Ahead(models.TextChoices):
    """What a date to come means."""

    NOW = "", _("a mistake: published now")
    EMBARGO = "embargo", _("an embargo: published at that moment")


class Remembered(models.Model):
    """What happened to an item. Visits write it, except where the newsroom decides on a hold."""

    held = models.CharField(_("held"), max_length=8, blank=True, choices=Held, editable=False)
    held_at = models.DateTimeField(null=True, editable=False)
    """The visit that brought it: the mark of the batch."""
    announced_at = models.DateTimeField(_("announced for"), null=True, editable=False)
    gone_at = models.DateTimeField(_("gone since"), null=True, editable=False)
    gone_reason = models.CharField(
        _("at its source"), max_length=8, blank=True, choices=Gone, editable=False
    )
    is_withdrawn = models.BooleanField(
        _("withdrawn with its source"), default=False, editable=False
    )
    """Readers do not see it, whatever its status."""
    missed_at = models.DateTimeField(null=True, editable=False)
    """Left its document too early; its page is to be asked."""
    link_checked_at = models.DateTimeField(null=True, editable=False)
    """Its page answered, after it was missed."""
    small_changes = models.PositiveSmallIntegerField(default=0, editable=False)
    """Rewritten so often for what no reader would notice."""
    emptied_at = models.DateTimeField(null=True, editable=False)
    """Its words were taken away when its time was over; its row keeps it from coming back."""

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["source", "held"], condition=~Q(held=""), name="item_held"),
            models.Index(
                fields=["missed_at"], condition=Q(missed_at__isnull=False), name="item_missed"
            ),
        ]


class Understood(models.Model):
    """How what a source says is to be understood, and how far its past was read."""

    timezone = models.CharField(
        _("time zone"),
        max_length=63,
        blank=True,
        default=PARIS,
        help_text=_("Of dates that name none: Europe/Paris, America/Cayenne, Indian/Reunion…"),
    )
    dates_ahead = models.CharField(
        _("dates to come"),
        max_length=8,
        blank=True,
        choices=Ahead,
        default=Ahead.NOW,
        help_text=_("What it means when this source gives a date that is still to come."),
    )
    backfill_url = models.URLField(max_length=2000, blank=True, editable=False)
    """The next page of its past, where `backfill` was interrupted."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        self.timezone = self.timezone or PARIS
        if self.timezone not in available_timezones():
            message = _("This is no time zone. Write it like Europe/Paris.")
            raise ValidationError({"timezone": message})


class LastDocument(models.Model):
    """What makes the entries of a source's last document familiar (feeds/familiar.py)."""

    source = models.OneToOneField(
        "feeds.Source", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    frame = models.CharField(max_length=24)
    entries = models.TextField(default="[]")
    """JSON that only the code reads, and only when the document has changed."""

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.source_id} {self.frame}"


class Forgotten(models.Model):
    """An item that was kept as long as it was to be: it is not taken in again."""

    source = models.ForeignKey(
        "feeds.Source", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.CharField(max_length=32)
    """A digest of its identity."""
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="forgotten_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.key}"
