from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class DemoRecord(models.Model):
    """Marks one object that the demo made, or settings that it filled.

    `key` is its name inside the demo (`article:lancement`), so that a second run finds it again
    whatever an editor did to its title or address. `note` holds, for settings that were there
    before, the values that the demo wrote into empty fields.
    """

    key = models.CharField(max_length=120, unique=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64)
    note = models.JSONField(default=dict, blank=True)

    # Wagtail asks who uses a page or a picture before it deletes one: a mark is no use of it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("demo record")
        verbose_name_plural = _("demo records")
        default_permissions = ()
        indexes = [models.Index(fields=["content_type", "object_id"], name="demo_record_of_object")]

    def __str__(self) -> str:
        return self.key

    @property
    def object(self) -> Any:
        """What is marked; None when somebody has deleted it."""
        model = self.content_type.model_class()
        return model._default_manager.filter(pk=self.object_id).first() if model else None
