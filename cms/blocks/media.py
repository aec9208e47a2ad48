"""Media family: what is looked at or listened to."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, field_serializer
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.films import film_poster, film_ref, media_ref
from cms.blocks.typed import TypedBlock
from cms.schemas import FrenchText, MediaRef
from cms.typography import correct
from media_library.renditions import image_shape
from media_library.schemas import ImageSchema
from media_library.video_url import is_facebook, recognise

UNKNOWN_VIDEO = _(
    "This address is not a video that we know: paste the page of a YouTube, PeerTube, Dailymotion "
    "or Vimeo video, or the address of a video or audio file."
)

UNKNOWN_AUDIO = _(
    "This address is not a sound file: paste one that ends with .mp3, .m4a, .ogg, .opus, .flac "
    "or .wav. A video has a block of its own."
)
UNKNOWN_PEERTUBE = _(
    "This is not the page of a PeerTube video: its address ends with /w/ and the video’s name."
)
PEERTUBE_LABEL = _("The same video on PeerTube")
PEERTUBE_HELP = _(
    "If it stands there too: readers then watch it where nobody follows them, and the address "
    "above stays a link."
)
FACEBOOK = _(
    "Facebook does not let others play its videos without following their readers: use a link "
    "card, or the address of the same video elsewhere."
)
NO_ALT = _(
    "Say in a few words what the picture shows, or tick “purely decorative”: those who do not "
    "see it must know."
)

NO_ALT_OF_PAGE = _("Say in a few words what the picture shows: those who do not see it must know.")


class VideoSchema(BaseModel):
    """A video by its address. No embed code: a frontend draws its own player at a click."""

    title: FrenchText
    media: MediaRef
    poster: ImageSchema | None = None
    caption: FrenchText = ""


class BodyImageSchema(BaseModel):
    """A picture in a body; `image` is None while it may not be shown: in no JSON of a body."""

    facet: ClassVar[str] = "image"

    uuid: UUID
    image: ImageSchema | None

    @property
    def is_hidden(self) -> bool:
        return self.image is None


class GallerySchema(BaseModel):
    """Pictures to go through, in order; in JSON without those that may not be shown now."""

    title: FrenchText = ""
    images: list[BodyImageSchema]

    @property
    def is_hidden(self) -> bool:
        return all(image.is_hidden for image in self.images)

    @field_serializer("images")
    def _shown(self, images: list[BodyImageSchema]) -> list[BodyImageSchema]:
        return [image for image in images if not image.is_hidden]


class AudioSchema(BaseModel):
    """A sound by its address."""

    title: FrenchText
    media: MediaRef
    caption: FrenchText = ""


SAMPLE_PICTURE: dict[str, Any] = {
    "alt": "",
    "decorative": True,
    "credit": "Camille Ferrand",
    "sources": [
        {"url": "/static/img/sample.svg", "width": 1280, "height": 720, "type": "image/svg+xml"}
    ],
}
"""The drawing that previews of blocks show where a picture goes."""


def validate_peertube_url(url: str) -> None:
    """Raises ValidationError for an address that is not that of a PeerTube video."""
    video = recognise(url)
    if video is None or video.provider != "peertube":
        raise ValidationError(UNKNOWN_PEERTUBE, code="unknown_video")


def validate_video_url(url: str) -> None:
    """Raises ValidationError, saying what to paste instead, for an address no player knows."""
    if recognise(url) is None:
        message = FACEBOOK if is_facebook(url) else UNKNOWN_VIDEO
        raise ValidationError(message, code="unknown_video")


def validate_audio_url(url: str) -> None:
    """Raises ValidationError for an address that is no sound file."""
    video = recognise(url)
    if video is None or not video.is_audio:
        raise ValidationError(UNKNOWN_AUDIO, code="unknown_audio")


class ImageBlock(TypedBlock, blocks.StructBlock):
    """A picture with what it shows, in this place."""

    schema = BodyImageSchema
    sample = {"image": {**SAMPLE_PICTURE, "caption": "Le tramway, un matin de mars."}}

    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        label=_("Alternative text here"),
        required=False,
        max_length=250,
        help_text=_("What it shows, in this text. Empty: the image's own text."),
    )
    decorative = blocks.BooleanBlock(
        label=_("Purely decorative"),
        required=False,
        help_text=_("Screen readers will skip it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        image = result.get("image")
        if self.is_deferred_validation or image is None:
            return result
        if not (result["decorative"] or result["alt"].strip() or image.alt.strip()):
            raise blocks.StructBlockValidationError(
                block_errors={"alt": ValidationError(NO_ALT, code="no_alt")}
            )
        return result

    def shape(self, value: Any) -> BodyImageSchema | None:
        image = value["image"]
        if image is None:
            return None
        shape = image_shape(
            image,
            alt=value.get("alt") or "",
            decorative=bool(value.get("decorative")),
            caption=correct(value.get("caption") or ""),
        )
        return BodyImageSchema(uuid=image.uuid, image=shape)

    def get_searchable_content(self, value: Any) -> list[str]:
        """Words that are shown: none of a picture that is not."""
        shape = self.shape(value)
        image = shape.image if shape else None
        return [word for word in (image.alt, image.caption) if word] if image else []

    class Meta:
        icon = "image"
        label = _("Image")
        group = _("Media")
        description = _("A picture with its caption; the credit comes from the library.")
        template = "blocks/image.html"
        form_layout = blocks.BlockGroup(["image", "alt", "caption"], settings=["decorative"])


class GalleryBlock(TypedBlock, blocks.StructBlock):
    """Several pictures, seen together."""

    schema = GallerySchema
    may_be_hidden = True
    sample = {"title": "La journée en images", "images": [ImageBlock.sample] * 3}

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=160)
    images = blocks.ListBlock(ImageBlock(), label=_("Images"), min_num=2, max_num=40)

    def shown(self, value: Any, shape: dict[str, Any] | None) -> dict[str, Any]:
        return {"shape": shape if shape and any(e["image"] for e in shape["images"]) else None}

    def shape(self, value: Any) -> GallerySchema | None:
        block = self.child_blocks["images"].child_block
        shapes = [block.shape(image) for image in value["images"]]
        images = [shape for shape in shapes if shape is not None]
        return GallerySchema(title=value.get("title") or "", images=images) if images else None

    class Meta:
        icon = "grip"
        label = _("Gallery")
        group = _("Media")
        description = _("Two pictures or more, side by side; each opens in full.")
        template = "blocks/gallery.html"


class VideoBlock(TypedBlock, blocks.StructBlock):
    """A video or audio file by its address; the player appears at a click."""

    schema = VideoSchema
    may_be_hidden = True

    url = blocks.URLBlock(
        label=_("Video address"),
        max_length=1000,
        help_text=_("The page of the video, as you would send it to a friend."),
    )
    peertube_url = blocks.URLBlock(
        label=PEERTUBE_LABEL, required=False, max_length=1000, help_text=PEERTUBE_HELP
    )
    title = blocks.CharBlock(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_("Empty: the title it has where it is published."),
    )
    poster = ImageChooserBlock(
        label=_("Poster"),
        required=False,
        help_text=_("Empty: the one it has where it is published."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        refuse(result, "url", validate_video_url)
        return refuse(result, "peertube_url", validate_peertube_url)

    def shape(self, value: Any) -> VideoSchema | None:
        twin = value.get("peertube_url") or ""
        media = film_ref(value["url"], twin)
        if media is None:
            return None
        return VideoSchema(
            title=value.get("title") or gettext("Video"),
            media=media,
            poster=image_shape(value.get("poster")) or film_poster(value["url"], twin),
            caption=value.get("caption") or "",
        )

    class Meta:
        icon = "media"
        label = _("Video")
        group = _("Media")
        description = _("Paste an address: nothing is loaded from elsewhere before a click.")
        template = "blocks/video.html"
        form_layout = blocks.BlockGroup(
            ["url", "title", "caption"], settings=["peertube_url", "poster"]
        )
        preview_value = {
            "url": "https://www.youtube.com/watch?v=AAAAAAAAAAA",
            "title": "Une ville, un hiver, des bus gratuits",
            "poster": None,
            "caption": "Reportage de douze minutes.",
        }


class AudioBlock(TypedBlock, blocks.StructBlock):
    """A sound by the address of its file."""

    schema = AudioSchema
    may_be_hidden = True

    url = blocks.URLBlock(
        label=_("Audio address"),
        max_length=1000,
        help_text=_("The address of the sound file: it ends with .mp3, .m4a, .ogg…"),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        return refuse(result, "url", validate_audio_url)

    def shape(self, value: Any) -> AudioSchema | None:
        media = media_ref(value["url"])
        if media is None:
            return None
        return AudioSchema(title=value["title"], media=media, caption=value.get("caption") or "")

    class Meta:
        icon = "volume"
        label = _("Audio")
        group = _("Media")
        description = _("A podcast or a recording, played in the page.")
        template = "blocks/audio.html"
        preview_value = {
            "url": "https://son.example/entretien.mp3",
            "title": "L’entretien en entier",
            "caption": "",
        }


def refuse(value: Any, name: str, validate: Callable[[str], None]) -> Any:
    """The cleaned value of a struct; raises at its field what `validate` says of a given one."""
    if value.get(name):
        try:
            validate(value[name])
        except ValidationError as error:
            raise blocks.StructBlockValidationError(block_errors={name: error}) from error
    return value
