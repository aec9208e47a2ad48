"""What was wrong in a published story, and is right now."""

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
    """Told below a story, above it where it is grave, and to those who have copied it."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="corrections")
    text = models.TextField(
        _("what was wrong, and what is right"),
        max_length=500,
        help_text=_("A first version said … The right figure is …"),
    )
    at = models.DateTimeField(_("corrected on"), default=timezone.now)
    is_grave = models.BooleanField(
        _("grave"),
        default=False,
        help_text=_("Also told at the head of the page: the error changed the meaning."),
    )

    objects = CorrectionQuerySet.as_manager()

    panels = [FieldPanel("text"), FieldRowPanel([FieldPanel("at"), FieldPanel("is_grave")])]
    api_fields = for_editors("text", "at", "is_grave")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return self.text

    def shape(self) -> CorrectionSchema:
        return CorrectionSchema(at=self.at.astimezone(UTC), text=self.text, is_grave=self.is_grave)
