"""What was wrong in a published story and is right now, and what those it names have answered."""

from datetime import UTC
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from cms.fields import for_editors
from cms.models.publication import Publication
from cms.schemas import CorrectionSchema


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def public(self) -> Self:
        """Those of stories that readers find in lists: an alias does not repeat its original's."""
        rows = Publication.objects.listed().filter(
            content_type=models.OuterRef("page__content_type"), object_id=models.OuterRef("page")
        )
        return self.filter(models.Exists(rows))


class Correction(models.Model):
    """Told below a story, above it where it is grave, and to those who have copied it.

    A reply is somebody's own words: the law of 29 July 1881, article 13, gives it to whoever is
    named, as long as what it answers.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("correction")
        REPLY = "reply", _("right of reply")

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CORRECTION)
    text = models.TextField(
        _("text"),
        max_length=20_000,
        help_text=_(
            "A first version said … The right figure is … A reply is given as it came, with the "
            "name of who sent it."
        ),
    )
    at = models.DateTimeField(_("date"), default=timezone.now)
    is_grave = models.BooleanField(
        _("grave"),
        default=False,
        help_text=_("Also told at the head of the page: the error changed the meaning."),
    )

    objects = CorrectionQuerySet.as_manager()

    panels = [
        FieldPanel("kind"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("at"), FieldPanel("is_grave")]),
    ]
    api_fields = for_editors("kind", "text", "at", "is_grave")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="correction_newest")]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return self.text

    def shape(self) -> CorrectionSchema:
        return CorrectionSchema(
            kind="reply" if self.kind == self.Kind.REPLY else "correction",
            at=self.at.astimezone(UTC),
            text=self.text,
            is_grave=self.is_grave and self.kind == self.Kind.CORRECTION,
        )
