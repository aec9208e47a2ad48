import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    ImageQuerySet,
    get_upload_to,
)
from wagtail.images.models import Image as WagtailImage
from wagtail.search import index

from media_library import rights
from media_library.captions import Said
from media_library.fields import OriginalField
from media_library.pixels import MAX_PLACEHOLDER
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


class PictureQuerySet(ImageQuerySet):
    def shown(self) -> Self:
        """Those that rights allow to show today."""
        return self.exclude(rights_until__lt=rights.today())


class Image(AbstractImage):
    """A picture of the newsroom, with what the law and blind readers need."""

    # Wagtail's own field, said for the type checker: it does not follow Wagtail.
    title: str

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = OriginalField(
        verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height"
    )
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
    rights_until = models.DateField(
        _("rights until"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_(
            "The last day on which it may be shown. The next day it leaves the site and the APIs "
            "by itself; it stays here. Empty: no end."
        ),
    )
    is_sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_(
            "Violence, nudity, a body: the site shows it blurred until the reader asks to see it."
        ),
    )
    dominant_colour = models.CharField(max_length=7, blank=True, editable=False)
    placeholder = models.CharField(max_length=MAX_PLACEHOLDER, blank=True, editable=False)

    objects = PictureQuerySet.as_manager()

    admin_form_fields = (
        *WagtailImage.admin_form_fields,
        "alt",
        "credit",
        "licence",
        "source_url",
        "rights_until",
        "is_sensitive",
    )
    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("alt"),
        index.SearchField("credit"),
        index.FilterField("licence"),
    ]
    api_fields = [
        "uuid",
        "alt",
        "credit",
        "licence",
        "source_url",
        "rights_until",
        "is_sensitive",
        "dominant_colour",
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        return self.alt

    @property
    def rights_have_ended(self) -> bool:
        return rights.have_ended(self.rights_until)

    def take_in(self, size: int, digest: str, said: Said) -> None:
        """Another file: what was made from the one before goes, and what this one says of itself
        stands where nobody has written. Called while it is stored."""
        self.file_size, self.file_hash = size, digest
        self.dominant_colour = self.placeholder = ""
        self.title = self.title or _cut(said.title, 255)
        self.alt = self.alt or _cut(said.alt, 250)
        self.credit = self.credit or _cut(said.credit, 250)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new file is stored first, so that the row says what it is, and outside the transaction:
        turning a large picture takes a second."""
        if self.file and not self.file._committed:
            self.file.save(self.file.name, self.file.file, save=False)
        self._save(*args, **kwargs)

    @transaction.atomic
    def _save(self, *args: Any, **kwargs: Any) -> None:
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


def _cut(text: str, length: int) -> str:
    """Whole words of it, with a sign that there was more."""
    return text if len(text) <= length else f"{text[: length - 1].rsplit(' ', 1)[0]}…"


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
