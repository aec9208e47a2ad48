import uuid
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from cms import publications
from cms.schemas import CallToActionSchema


class CallToAction(index.Indexed, models.Model):
    """An appeal to readers, written once and placed in many pages."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), blank=True)
    label = models.CharField(_("button"), max_length=60, help_text=_("Subscribe, take part…"))
    url = models.URLField(_("address of the button"), max_length=1000)

    panels = [FieldPanel("title"), FieldPanel("text"), FieldPanel("label"), FieldPanel("url")]
    search_fields = [index.SearchField("title", boost=2), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("call to action")
        verbose_name_plural = _("calls to action")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        publications.refresh_quoting(CallToActionSchema.facet, [self.uuid])

    def shape(self) -> CallToActionSchema:
        return CallToActionSchema(
            uuid=self.uuid, title=self.title, text=self.text, label=self.label, url=self.url
        )
