"""Named presets of a picture, and its typed shape.

A page, a card and the API list only files that exist: they are made once, at upload, by
`make_renditions`, never while a reader waits.
"""

import io
import logging
from collections.abc import Iterable, Sequence

from django.core.files import File
from django.db import transaction
from PIL.Image import Image as Pixels
from wagtail.images.models import Filter, SourceImageIOError
from wagtail.models import Collection

from media_library import pixels
from media_library.models import Image
from media_library.originals import OriginalError
from media_library.rights import shown_until
from media_library.schemas import ImageSchema, ImageSource

logger = logging.getLogger(__name__)

WIDTHS = (320, 640, 960, 1280)
"""Pixels. 320 serves a phone's list, 1280 a desk's lead; no preset is wider than the original."""

FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}
"""From best to safest."""
PROMPT = ("webp", "jpeg")
LATER = ("avif",)
"""AVIF costs ten times as much to write: in a background task of its own, after the others."""


def filter_specs(width: int, names: Iterable[str] = FORMATS) -> list[str]:
    """The Wagtail filters for an original `width` pixels wide, narrowest first."""
    widths = [w for w in WIDTHS if w <= width] or [width]
    return [f"width-{w}|format-{name}" for name in names for w in widths]


def missing_specs(image: Image, names: Iterable[str] = FORMATS) -> list[str]:
    """Those whose file does not exist. Asks no query where `image.renditions` is prefetched."""
    made = {rendition.filter_spec for rendition in image.renditions.all()}
    return [spec for spec in filter_specs(image.width, names) if spec not in made]


def make_renditions(image: Image, names: Iterable[str] = PROMPT) -> None:
    """Writes every preset's file of these formats that does not exist yet, and what the picture
    looks like from afar. The original is decoded once, and no larger than the widest needs.

    Raises OriginalError when it is not there or cannot be read. A format that cannot hold it is
    left out, and logged.
    """
    small = _reduced(image)
    _describe(image, small)
    source = pixels.as_png(small)
    for spec in missing_specs(image, names):
        _write(image, spec, source)


def _reduced(image: Image) -> Pixels:
    try:
        with image.open_file() as file:
            data = file.read()
    except SourceImageIOError as error:
        raise OriginalError("missing", str(error)) from error
    try:
        return pixels.reduced(io.BytesIO(data), max(WIDTHS))
    except Exception as error:
        # Decoders raise whatever a damaged file leads them to.
        raise OriginalError("broken", repr(error)[:200]) from error


def _describe(image: Image, small: Pixels) -> None:
    """Past `save`, which would announce it, and queue presets again."""
    if image.dominant_colour:
        return
    image.dominant_colour = pixels.dominant_colour(small)
    image.placeholder = pixels.placeholder(small)
    same = Image.objects.filter(pk=image.pk, file=image.file.name)
    same.update(dominant_colour=image.dominant_colour, placeholder=image.placeholder)


def _write(image: Image, spec: str, source: bytes) -> None:
    try:
        drawn = image.generate_rendition_file(
            Filter(spec), source=File(io.BytesIO(source), name=image.file.name)
        )
    except (OSError, ValueError) as error:
        # WebP ends at 16,383 pixels, for instance.
        logger.warning("Picture %s cannot be %s: %s", image.pk, spec, error)
        return
    with transaction.atomic():
        # Held, and only while its file is the one that was read.
        same = Image.objects.select_for_update().filter(pk=image.pk, file=image.file.name)
        if same.first():
            image.renditions.get_or_create(
                filter_spec=spec, focal_point_key="", defaults={"file": drawn}
            )


def image_shape(
    image: Image | None, *, alt: str = "", decorative: bool = False, caption: str = ""
) -> ImageSchema | None:
    """The picture as it stands now; None where there is none, its rights have ended or its
    collection is restricted.

    `alt` is the page's own wording; the image's is the default. Reads `image.renditions` and
    `image.collection`: prefetch them when there are many.
    """
    if image is None or image.rights_have_ended or is_closed(image.collection):
        return None
    return open_shape(image, alt=alt, decorative=decorative, caption=caption)


def is_closed(collection: Collection) -> bool:
    """Whether not everybody may see what is in a collection. Costs a query."""
    return bool(collection.get_view_restrictions().exists())


def open_shape(
    image: Image, *, alt: str = "", decorative: bool = False, caption: str = ""
) -> ImageSchema:
    """`image_shape` of a picture that is known to be open: its collection, and its rights. Asks no
    query where `image.renditions` is prefetched."""
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
        dominant_colour=image.dominant_colour,
        placeholder=image.placeholder,
        is_sensitive=image.is_sensitive,
        sources=list(_sources(image, image.renditions.all())),
        shown_until=shown_until(image.rights_until),
    )


def _sources(image: Image, made: Iterable) -> Iterable[ImageSource]:
    by_spec = {rendition.filter_spec: rendition for rendition in made}
    specs = [spec for name in _listed(image, by_spec) for spec in filter_specs(image.width, [name])]
    for spec in specs:
        if rendition := by_spec.get(spec):
            yield ImageSource(
                url=rendition.url,
                width=rendition.width,
                height=rendition.height,
                type=FORMATS[spec.rpartition("-")[2]],
            )
    if by_spec.keys().isdisjoint(specs):
        yield ImageSource(
            url=image.file.url, width=image.width, height=image.height, type=_mime(image)
        )


def _listed(image: Image, by_spec: Iterable[str]) -> Sequence[str]:
    """Formats whose files are all there: a browser takes the first that it knows, and would draw
    a stamp large. While none is complete, whatever there is."""
    made = set(by_spec)
    complete = [name for name in FORMATS if made.issuperset(filter_specs(image.width, [name]))]
    return complete or list(FORMATS)


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
