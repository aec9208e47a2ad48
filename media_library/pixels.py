"""A picture made small: what its presets are cut from, its colour, and a glimpse of it. Pure."""

import base64
import io
from collections import Counter
from contextlib import suppress
from typing import IO

from PIL import Image, ImageCms, ImageOps

from media_library.originals import flat

GLIMPSE = 16
"""Pixels, the longer side."""
MAX_PLACEHOLDER = 400
"""Characters: it stands in every card."""
_QUALITIES = (40, 20, 5, 0)
_COLOURS = 6

_ORIENTATION = 0x0112
_TURNED = frozenset({5, 6, 7, 8})
"""Values of EXIF's orientation under which width and height change places."""


def reduced(file: IO[bytes], width: int) -> Image.Image:
    """The first frame, upright, in sRGB (RGB or RGBA), at most `width` pixels wide, nothing beside
    its pixels. Decoded once: of a JPEG no more than is needed.

    Raises OSError and whatever else a damaged file leads decoders to.
    """
    with Image.open(file) as image:
        size = _size_of(image, width)
        # Twice the size keeps edges fine.
        image.draft(None, (size[0] * 2, size[1] * 2))
        image.load()
        # Before anything else is done with it: a second copy of 40 million pixels is large.
        small = _blendable(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=2)
    upright = in_srgb(ImageOps.exif_transpose(small))
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def _size_of(image: Image.Image, width: int) -> tuple[int, int]:
    """In the order of its file, which may lie on its side."""
    is_turned = image.getexif().get(_ORIENTATION) in _TURNED
    share = min(1, width / (image.height if is_turned else image.width))
    return max(1, round(image.width * share)), max(1, round(image.height * share))


def _blendable(image: Image.Image) -> Image.Image:
    """Colours of a palette cannot be mixed. Sixteen bits of grey are scaled: Pillow itself cuts
    them to white."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in {"1", "P", "PA", "LA"} or image.has_transparency_data:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image


def in_srgb(image: Image.Image) -> Image.Image:
    """Its colours as most screens show them, RGB or RGBA; as they are, where its profile makes no
    sense."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            shown = ImageCms.profileToProfile(image, source, target, outputMode=mode)
            return shown or image
    return image if image.mode == mode else image.convert(mode)


def as_png(image: Image.Image) -> bytes:
    """Written fast rather than small: it is read again at once."""
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def dominant_colour(image: Image.Image) -> str:
    """`#a60f1a`: the colour that most of it has, of the few that it can be drawn with."""
    small = flat(image).copy()
    small.thumbnail((64, 64), Image.Resampling.BOX)
    few = small.quantize(_COLOURS, Image.Quantize.MEDIANCUT)
    most, _count = Counter(few.get_flattened_data()).most_common(1)[0]
    palette = few.getpalette() or []
    red, green, blue = palette[most * 3 : most * 3 + 3]  # type: ignore[operator]  # an index
    return f"#{red:02x}{green:02x}{blue:02x}"


def placeholder(image: Image.Image) -> str:
    """A `data:` address of a few pixels of WebP, MAX_PLACEHOLDER characters at most, to be drawn
    large and soft until the file is there; empty where it would be longer."""
    small = flat(image).copy()
    small.thumbnail((GLIMPSE, GLIMPSE), Image.Resampling.BOX)
    for quality in _QUALITIES:
        file = io.BytesIO()
        small.save(file, "WEBP", quality=quality, method=6)
        address = f"data:image/webp;base64,{base64.b64encode(file.getvalue()).decode()}"
        if len(address) <= MAX_PLACEHOLDER:
            return address
    return ""
