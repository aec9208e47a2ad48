from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from feeds.models.items import ItemKind
from feeds.models.sources import Source
from feeds.retention import Policy


class RetentionRule(models.Model):
    """How long items of a source, of a kind, or all of them are kept."""

    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="retention_rules",
        help_text=_("Empty: all sources that have no rule of their own."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=8,
        blank=True,
        choices=ItemKind,
        help_text=_("Empty: all kinds that have no rule of their own."),
    )
    days = models.PositiveIntegerField(
        _("days"), null=True, blank=True, help_text=_("Empty: for ever.")
    )
    least = models.PositiveIntegerField(
        _("at least"), default=100, help_text=_("So many items are kept whatever their age.")
    )
    most = models.PositiveIntegerField(
        _("at most"), null=True, blank=True, help_text=_("Empty: any number.")
    )

    panels = [
        FieldRowPanel([FieldPanel("source"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("days"), FieldPanel("least"), FieldPanel("most")]),
    ]

    class Meta:
        verbose_name = _("time of keeping")
        verbose_name_plural = _("times of keeping")
        ordering = ["source__name", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["source", "kind"], name="one_rule_each"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(source=None), name="one_rule_for_all"
            ),
        ]

    def __str__(self) -> str:
        parts = [self.source.name if self.source else "", self.get_kind_display()]
        return " · ".join(str(part) for part in parts if part) or str(_("all items"))

    def clean(self) -> None:
        super().clean()
        if self.most is not None and self.most < self.least:
            raise ValidationError({"most": _("This is less than what is kept at least.")})

    @property
    def policy(self) -> Policy:
        return Policy(self.days, self.least, self.most)
