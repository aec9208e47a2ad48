"""Media family: what is looked at or listened to."""

from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.schemas import MediaRef
from media_library.renditions import image_shape
from media_library.schemas import ImageSchema
from media_library.video_url import Video, recognise

UNKNOWN_VIDEO = _(
    "This address is not a video that we know: paste the page of a YouTube, PeerTube, Dailymotion "
    "or Vimeo video, or the address of a video or audio file."
)


class VideoSchema(BaseModel):
    """A video by its address. No embed code: a frontend draws its own player at a click."""

    title: str
    media: MediaRef
    poster: ImageSchema | None = None
    caption: str = ""


class BodyImageSchema(BaseModel):
    """A picture in a body; `image` is None while its collection is restricted."""

    facet: ClassVar[str] = "image"

    uuid: UUID
    image: ImageSchema | None


def media_ref(
    url: str, duration_s: int | None = None, has_transcript: bool = False
) -> MediaRef | None:
    """What an address plays, or None for an address that no player knows."""
    video = recognise(url)
    return played(video, duration_s, has_transcript) if video else None


def played(video: Video, duration_s: int | None = None, has_transcript: bool = False) -> MediaRef:
    """A recognised video as cards and documents say it."""
    return MediaRef(
        kind="audio" if video.is_audio else "video",
        provider=video.provider,
        id=video.id,
        page_url=video.page_url,
        player_url=video.player_url,
        duration_s=duration_s,
        has_transcript=has_transcript,
    )


def validate_video_url(url: str) -> None:
    """Raises ValidationError, saying what to paste instead, for an address no player knows."""
    if recognise(url) is None:
        raise ValidationError(UNKNOWN_VIDEO, code="unknown_video")


class ImageBlock(blocks.StructBlock):
    """A picture with what it shows, in this place."""

    schema = BodyImageSchema

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

    def shape(self, value: Any) -> BodyImageSchema | None:
        image = value["image"]
        if image is None:
            return None
        shape = image_shape(
            image,
            alt=value["alt"],
            decorative=bool(value["decorative"]),
            caption=value["caption"] or "",
        )
        return BodyImageSchema(uuid=image.uuid, image=shape)

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        shape = self.shape(value)
        return shape.model_dump(mode="json") if shape else None

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        shape = self.get_api_representation(value)
        context = super().get_context(value, parent_context)
        return {**context, "image": shape["image"] if shape else None}

    class Meta:
        icon = "image"
        label = _("Image")
        group = _("Media")
        description = _("A picture with its caption; the credit comes from the library.")
        template = "blocks/image.html"


class VideoBlock(blocks.StructBlock):
    """A video or audio file by its address; the player appears at a click."""

    schema = VideoSchema

    url = blocks.URLBlock(
        label=_("Video address"),
        help_text=_("The page of the video, as you would send it to a friend."),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    poster = ImageChooserBlock(label=_("Poster"), required=False)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        url = result.get("url")
        if url and recognise(url) is None:
            raise blocks.StructBlockValidationError(
                block_errors={"url": ValidationError(UNKNOWN_VIDEO, code="unknown_video")}
            )
        return result

    def shape(self, value: Any) -> VideoSchema | None:
        media = media_ref(value["url"])
        if media is None:
            return None
        return VideoSchema(
            title=value["title"],
            media=media,
            poster=image_shape(value["poster"]),
            caption=value["caption"] or "",
        )

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        shape = self.shape(value)
        return shape.model_dump(mode="json") if shape else None

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return {
            **super().get_context(value, parent_context),
            "video": self.get_api_representation(value),
        }

    class Meta:
        icon = "media"
        label = _("Video")
        group = _("Media")
        description = _("Paste an address: nothing is loaded from elsewhere before a click.")
        template = "blocks/video.html"
        preview_value = {
            "url": "https://www.youtube.com/watch?v=AAAAAAAAAAA",
            "title": "Une vidéo",
            "caption": "Sa légende",
        }
