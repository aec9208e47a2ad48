from django.db import models
from django.utils.translation import gettext_lazy as _

from feeds.errors import choices
from feeds.models.sources import Source
from feeds.types import Outcome


class Fetch(models.Model):
    """One visit of a source and how it ended."""

    class Result(models.TextChoices):
        UPDATED = Outcome.UPDATED.value, _("read")
        NOT_MODIFIED = Outcome.NOT_MODIFIED.value, _("nothing new")
        ERROR = Outcome.ERROR.value, _("failed")

    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.CASCADE, related_name="fetches"
    )
    at = models.DateTimeField(_("at"), db_index=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Result)
    error = models.CharField(_("error"), max_length=40, blank=True, choices=choices)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    ms = models.PositiveIntegerField(_("milliseconds"))
    bytes = models.PositiveIntegerField(_("bytes"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    held = models.PositiveIntegerField(_("held"), default=0)
    """New ones that wait for an editor, because they were too many at once."""
    is_counted = models.BooleanField(default=True)
    """Whether a failure was counted against the source: not where we were the ones to fail."""
    request_headers = models.JSONField(_("headers we sent"), default=dict)
    response_headers = models.JSONField(_("headers of the answer"), default=dict)
    excerpt = models.TextField(_("beginning of the document"), blank=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        default_permissions = ()
        ordering = ["-id"]
        indexes = [models.Index(fields=["source", "-id"], name="fetch_of_source")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.at:%Y-%m-%d %H:%M} {self.outcome}"
