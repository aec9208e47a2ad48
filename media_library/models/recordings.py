"""Recordings that the newsroom uploads itself: films and sounds, with what deaf readers need."""

import uuid
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any, ClassVar, Literal
from urllib.parse import urljoin

from anyascii import anyascii
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import CollectionMember, Orderable
from wagtail.search import index

from media_library import traces
from media_library.duration_fields import DurationSecondsField
from media_library.models.files import Licence
from media_library.recording_files import AUDIO_ENDINGS, VIDEO_ENDINGS, duration_of
from media_library.signals import file_replaced, media_changed
from media_library.uploads import check_captions, check_recording
from media_library.video_facts import is_vertical, uuid_of
from media_library.video_url import MEDIA_TYPES, recognise

FOLDER = "recordings"
"""Under MEDIA_ROOT: the reverse proxy serves it with the types of recordings."""


def ending_of(name: str) -> str:
    """`.mp3`, in small letters."""
    return PurePosixPath(name).suffix.lower()


def file_path(instance: Any, filename: str) -> str:
    """In plain ASCII: addresses of files are pasted, mailed and printed."""
    words = anyascii(PurePosixPath(filename).stem).replace("'", "-")
    stem = slugify(words)[:60].strip("-") or "fichier"
    return f"{FOLDER}/{stem}{ending_of(filename)}"


def extensions(endings: Iterable[str]) -> FileExtensionValidator:
    return FileExtensionValidator([ending.removeprefix(".") for ending in endings])


class Recording(CollectionMember, index.Indexed, ClusterableModel):
    """A film or a sound of our own. `rights_until` is the last day on which readers may have it.

    At the save of a new file, places are taken out of it and its duration is measured, unless an
    editor has typed another.
    """

    kind: ClassVar[Literal["video", "audio"]]
    file: Any

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=255)
    duration_s = DurationSecondsField(
        _("duration"),
        null=True,
        blank=True,
        help_text=_("As 12:30 or 1:02:30. Empty: measured when the file is saved."),
    )
    transcript = models.TextField(
        _("transcript"),
        blank=True,
        help_text=_("All that is said, for those who cannot hear it and for the search."),
    )
    poster = models.ForeignKey(
        "media_library.Image",
        verbose_name=_("poster"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    credit = models.CharField(
        _("credit"), max_length=250, blank=True, help_text=_("Author and agency, as it is printed.")
    )
    licence = models.CharField(_("licence"), max_length=32, choices=Licence, blank=True)
    rights_until = models.DateField(
        _("rights until"),
        null=True,
        blank=True,
        help_text=_("The last day on which it may be shown. Empty: for ever."),
    )
    file_size = models.PositiveBigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(_("added on"), auto_now_add=True)

    rights_panels = [
        FieldPanel("poster"),
        MultiFieldPanel(
            [
                FieldPanel("credit"),
                FieldRowPanel([FieldPanel("licence"), FieldPanel("rights_until")]),
            ],
            heading=_("Rights"),
        ),
        FieldPanel("collection"),
    ]
    file_panels = [
        FieldPanel("title"),
        FieldPanel("file"),
        FieldPanel("duration_s"),
    ]
    search_fields = [
        *CollectionMember.search_fields,
        index.SearchField("title", boost=2),
        index.AutocompleteField("title"),
        index.SearchField("transcript"),
        index.SearchField("credit"),
        index.FilterField("licence"),
        index.FilterField("rights_until"),
    ]
    api_fields: ClassVar = [
        *("uuid", "url", "mime"),
        *(
            APIField(name, writable=True)
            for name in ("title", "duration_s", "transcript", "poster", "credit", "licence")
        ),
        APIField("rights_until", writable=True),
    ]

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        """As the storage gives it: relative to the root, or absolute on a host of its own."""
        return str(self.file.url)

    @property
    def address(self) -> str:
        """Absolute: what a field or a block for videos takes."""
        return self._address_of(self.file.name)

    @property
    def mime(self) -> str:
        return MEDIA_TYPES[ending_of(self.file.name)]

    def clean(self) -> None:
        super().clean()
        if self.file and not self.file._committed:
            try:
                check_recording(self.file.file, ending_of(self.file.name))
            except ValidationError as error:
                raise ValidationError({"file": error}) from None

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        before = type(self).objects.filter(pk=self.pk).values("file", "duration_s").first()
        if self.file and not self.file._committed:
            self._take_in(before["duration_s"] if before else None)
        super().save(*args, **kwargs)
        self.announce(self.file.name)
        if before and before["file"] != self.file.name:
            self.announce(before["file"])
            file_replaced.send(sender=type(self), name=before["file"])

    def announce(self, name: str) -> None:
        """To pages into which the address of its file was pasted."""
        if played := recognise(self._address_of(name)):
            media_changed.send(sender=type(self), uuid=uuid_of(played))

    def _address_of(self, name: str) -> str:
        return urljoin(f"{settings.SITE_URL}/", self.file.storage.url(name))

    def _take_in(self, known_s: int | None) -> None:
        """A new file: without places, and with its own duration where nobody has typed one."""
        content = self.file.file
        traces.strip_places(content)
        if self.duration_s == known_s:
            self.duration_s = duration_of(content)
        self.file_size = content.seek(0, 2)
        content.size = self.file_size
        content.seek(0)


class Video(Recording):
    """A film of our own."""

    kind = "video"

    is_vertical = models.BooleanField(null=True, editable=False)
    file: Any = models.FileField(
        _("file"),
        upload_to=file_path,
        max_length=200,
        validators=[extensions(VIDEO_ENDINGS)],
        help_text=_("MP4 (H.264), WebM or OGV. Where it was filmed is taken out of it."),
    )

    panels = [
        *Recording.file_panels,
        InlinePanel("captions", label=_("captions"), heading=_("Captions")),
        FieldPanel("transcript"),
        *Recording.rights_panels,
    ]

    class Meta(Recording.Meta):
        verbose_name = _("video")
        verbose_name_plural = _("videos")

    def _take_in(self, known_s: int | None) -> None:
        super()._take_in(known_s)
        self.is_vertical = is_vertical(self.file.file)
        self.file.file.seek(0)

    def measure(self) -> None:
        """Of one that came before films were measured."""
        try:
            with self.file.open() as content:
                self.is_vertical = is_vertical(content)
        except OSError:
            # Its file is away: nothing can be told of it.
            return
        self.save()


class Audio(Recording):
    """A sound of our own."""

    kind = "audio"

    file: Any = models.FileField(
        _("file"),
        upload_to=file_path,
        max_length=200,
        validators=[extensions(AUDIO_ENDINGS)],
        help_text=_("MP3, M4A, OGG, Opus, FLAC or WAV. Where it was recorded is taken out of it."),
    )

    panels = [*Recording.file_panels, FieldPanel("transcript"), *Recording.rights_panels]

    class Meta(Recording.Meta):
        verbose_name = _("sound")
        verbose_name_plural = _("sounds")


class Captions(Orderable):
    """What is said and heard in a film, at its moment, in one language (WebVTT)."""

    video = ParentalKey(Video, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(
        _("language"),
        max_length=35,
        default="fr",
        validators=[
            RegexValidator(
                r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
                _("Write the code of a language: fr, en, ar, pt-BR…"),
            )
        ],
        help_text=_("Its code: fr, en, ar, pt-BR…"),
    )
    file: Any = models.FileField(
        _("file"), upload_to=file_path, max_length=200, validators=[extensions([".vtt"])]
    )

    panels = [FieldRowPanel([FieldPanel("language"), FieldPanel("file")])]

    class Meta(Orderable.Meta):
        verbose_name = _("captions")
        verbose_name_plural = _("captions")

    def __str__(self) -> str:
        return self.language

    def clean(self) -> None:
        super().clean()
        if self.file and not self.file._committed:
            try:
                check_captions(self.file.file)
            except ValidationError as error:
                raise ValidationError({"file": error}) from None
