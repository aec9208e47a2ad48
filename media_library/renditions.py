"""Named presets of a picture, and its typed shape.

A page, a card and the API list only files that exist: they are made once, at upload, by
`make_renditions`, never while a reader waits.
"""

from collections.abc import Iterable

from wagtail.models import Collection

from media_library.models import Image
from media_library.schemas import ImageSchema, ImageSource

WIDTHS = (320, 640, 960, 1280)
"""Pixels. 320 serves a phone's list, 1280 a desk's lead; no preset is wider than the original."""

FORMATS = {"webp": "image/webp", "jpeg": "image/jpeg"}
"""From best to safest. AVIF costs a second a file: it waits for its own background task."""


def filter_specs(width: int) -> list[str]:
    """The Wagtail filters for an original `width` pixels wide, narrowest first."""
    widths = [w for w in WIDTHS if w <= width] or [width]
    return [f"width-{w}|format-{name}" for name in FORMATS for w in widths]


def make_renditions(image: Image) -> None:
    """Writes every preset's file that does not exist yet.

    Raises OSError or UnrecognisedImageFormatError when the original cannot be read.
    """
    image.get_renditions(*filter_specs(image.width))


def image_shape(
    image: Image | None, *, alt: str = "", decorative: bool = False, caption: str = ""
) -> ImageSchema | None:
    """The picture as it stands now; None where there is none or its collection is restricted.

    `alt` is the page's own wording; the image's is the default. Reads `image.renditions` and
    `image.collection`: prefetch them when there are many.
    """
    if image is None or is_closed(image.collection):
        return None
    return open_shape(image, alt=alt, decorative=decorative, caption=caption)


def is_closed(collection: Collection) -> bool:
    """Whether not everybody may see what is in a collection. Costs a query."""
    return bool(collection.get_view_restrictions().exists())


def open_shape(
    image: Image, *, alt: str = "", decorative: bool = False, caption: str = ""
) -> ImageSchema:
    """`image_shape` of a picture whose collection is known to be open. Asks no query where
    `image.renditions` is prefetched."""
    specs = set(filter_specs(image.width))
    made = [r for r in image.renditions.all() if r.filter_spec in specs]
    return ImageSchema(
        uuid=image.uuid,
        alt="" if decorative else (alt or image.alt),
        decorative=decorative,
        caption=caption,
        credit=image.credit,
        licence=image.licence,
        width=image.width,
        height=image.height,
        focal_point=_focal_point(image),
        sources=list(_sources(image, made)),
    )


def _sources(image: Image, made: list) -> Iterable[ImageSource]:
    for name, mime in FORMATS.items():
        of_format = [r for r in made if r.filter_spec.endswith(f"format-{name}")]
        for rendition in sorted(of_format, key=lambda r: r.width):
            yield ImageSource(
                url=rendition.url, width=rendition.width, height=rendition.height, type=mime
            )
    if not made:
        yield ImageSource(
            url=image.file.url, width=image.width, height=image.height, type=_mime(image)
        )


def _mime(image: Image) -> str:
    suffix = image.file.name.rsplit(".", 1)[-1].lower()
    return f"image/{'jpeg' if suffix in {'jpg', 'jpeg'} else suffix}"


def _focal_point(image: Image) -> tuple[float, float] | None:
    if image.focal_point_x is None or not image.width or not image.height:
        return None
    return (
        round(image.focal_point_x / image.width, 4),
        round(image.focal_point_y / image.height, 4),
    )
