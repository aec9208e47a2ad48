import uuid
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.search import index

from media_library.signals import image_changed


class Licence(models.TextChoices):
    """Under which terms a picture may be shown. Codes follow SPDX where one exists."""

    ALL_RIGHTS_RESERVED = "all-rights-reserved", _("All rights reserved, used with permission")
    CC_BY = "CC-BY-4.0", _("CC BY 4.0")
    CC_BY_SA = "CC-BY-SA-4.0", _("CC BY-SA 4.0")
    CC_BY_NC = "CC-BY-NC-4.0", _("CC BY-NC 4.0")
    CC_BY_NC_SA = "CC-BY-NC-SA-4.0", _("CC BY-NC-SA 4.0")
    CC0 = "CC0-1.0", _("CC0 (public domain)")
    ETALAB = "etalab-2.0", _("Licence Ouverte / Etalab 2.0")


class Image(AbstractImage):
    """A picture of the newsroom, with what the law and blind readers need."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Wagtail's own Image stays installed beside ours: without these the reverse names clash.
    tags = TaggableManager(_("tags"), blank=True, help_text=None, related_name="pictures")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by user"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    alt = models.CharField(
        _("default alternative text"),
        max_length=250,
        blank=True,
        help_text=_(
            "What the picture shows, for those who do not see it. A page may say it better."
        ),
    )
    credit = models.CharField(
        _("credit"), max_length=250, blank=True, help_text=_("Author and agency, as it is printed.")
    )
    licence = models.CharField(_("licence"), max_length=32, choices=Licence, blank=True)
    source_url = models.URLField(
        _("source address"), max_length=2000, blank=True, help_text=_("Where the file was taken.")
    )

    admin_form_fields = (
        *WagtailImage.admin_form_fields,
        "alt",
        "credit",
        "licence",
        "source_url",
    )
    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("alt"),
        index.SearchField("credit"),
        index.FilterField("licence"),
    ]
    api_fields = ["uuid", "alt", "credit", "licence", "source_url"]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        return self.alt

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """The presets of a replaced file go first: Wagtail's form removes them after the save, too
        late for what is written and queued in it."""
        if not Image.objects.filter(pk=self.pk, file=self.file.name).exists():
            self._drop_renditions()
        super().save(*args, **kwargs)
        image_changed.send(sender=type(self), uuid=self.uuid)

    def _drop_renditions(self) -> None:
        """Deletion by rows: Wagtail's receiver deletes their files after the commit."""
        if self.pk:
            self.renditions.all().delete()


class Rendition(AbstractRendition):
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            )
        ]


class Document(AbstractDocument):
    """A file to download: report, tract, programme."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tags = TaggableManager(_("tags"), blank=True, help_text=None, related_name="files")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by user"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
