"""The file of a picture as it is kept: upright, with its colours, and silent about all else.

Pure. What came in is read once: its size before anything is decoded, its words before they go.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps, JpegImagePlugin
from pillow_heif import register_heif_opener

from media_library import captions, segments
from media_library.captions import Said

register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")
SUFFIXES = {
    "JPEG": (".jpg", ".jpeg"),
    "PNG": (".png",),
    "WEBP": (".webp",),
    "GIF": (".gif",),
    "AVIF": (".avif",),
}
"""Of files that are kept, the usual one first. HEIF, which few browsers show, becomes JPEG."""

QUALITY = 92
"""Of what has to be written anew: presets are made from it, so that it must lose nothing to see."""

HUNGRY = {"WEBP": 12_000_000, "AVIF": 20_000_000, "HEIF": 25_000_000}
"""Pixels where decoders hold several copies: each costs some 200 MB, as 40 million of PNG do."""

_ORIENTATION = 0x0112


class OriginalError(ValueError):
    """Why a file is no picture to keep: `not_a_picture`, `too_many_pixels` (`limit` is the most
    that this format may have, 0 where that is not known), `broken`, `missing`."""

    def __init__(self, name: str, detail: str = "", limit: int = 0) -> None:
        super().__init__(f"{name}: {detail}" if detail else name)
        self.name = name
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Original:
    """A file to keep, the suffixes that it may have, and what the one that came said."""

    data: bytes
    suffixes: tuple[str, ...]
    said: Said


def measure(data: bytes, max_pixels: int) -> tuple[int, int]:
    """Width and height as the head of a file says them; nothing is decoded.

    Raises OriginalError: `not_a_picture` for all but FORMATS; `too_many_pixels`, all frames
    together, for more than `max_pixels` or than its format may have.
    """
    with _opened(data) as image:
        width, height = image.size
        limit = min(max_pixels, HUNGRY.get(_name(image), max_pixels))
        if width * height * _frames(image) > limit:
            raise OriginalError("too_many_pixels", f"{width} × {height}", limit)
    return width, height


def take_in(data: bytes) -> Original:
    """The picture turned upright, without EXIF, IPTC, XMP and comments, with its colour profile
    and its frames. Bytes stay as they are where nothing had to go; pixels are written anew only
    where they had to be turned, or were AVIF with metadata, or HEIF.

    Raises OriginalError: `not_a_picture`, `too_many_pixels` (twice Pillow's own limit), `broken`.
    """
    with _opened(data) as image:
        said = captions.read(image)
        name = _name(image)
        kept = _kept(data, image, name)
        return Original(kept, SUFFIXES.get(name, SUFFIXES["JPEG"]), said)


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """With errors of our own, also for what is done with it. Decoders raise whatever a damaged
    file leads them to."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise OriginalError("too_many_pixels", str(error)) from error
    except Exception as error:
        raise OriginalError("not_a_picture", repr(data[:12])) from error
    try:
        with image:
            yield image
    except OriginalError:
        raise
    except Exception as error:
        raise OriginalError("broken", repr(error)[:200]) from error


def _name(image: Image.Image) -> str:
    """MPO is a JPEG with another one behind it."""
    return "JPEG" if image.format == "MPO" else str(image.format)


def _frames(image: Image.Image) -> int:
    return 1 if image.format in {"MPO", "HEIF"} else getattr(image, "n_frames", 1)


def _kept(data: bytes, image: Image.Image, name: str) -> bytes:
    is_turned = image.getexif().get(_ORIENTATION, 1) in range(2, 9)
    if name == "HEIF" or (is_turned and _frames(image) == 1):
        return _written(image, name, data)
    if name == "AVIF" and {"exif", "xmp"} & {*image.info}:
        return _written(image, name, data)
    try:
        stripped = segments.STRIP[name](data)
        with Image.open(io.BytesIO(stripped), formats=(name,)) as again:
            again.verify()
    except Exception:
        # Pillow reads many files that are not built as they should be.
        return _written(image, name, data)
    return stripped


def _written(image: Image.Image, name: str, data: bytes) -> bytes:
    """Decoded, turned and written as a new file; animated, as its frames are."""
    is_moving = _frames(image) > 1
    options = _options(image, name, data)
    if profile := image.info.get("icc_profile"):
        options["icc_profile"] = profile
    upright = image if is_moving else ImageOps.exif_transpose(image)
    if name == "HEIF" and upright.has_transparency_data:
        upright = flat(upright)
    file = io.BytesIO()
    upright.save(file, "JPEG" if name == "HEIF" else name, save_all=is_moving, **options)
    return file.getvalue()


def _options(image: Image.Image, name: str, data: bytes) -> dict[str, Any]:
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        # As finely as it was: turned eight times it would still look the same.
        sampling = JpegImagePlugin.get_sampling(image)
        tables = {"qtables": image.quantization, "subsampling": sampling}
        return {**tables, "optimize": True, "comment": b""}
    if name == "WEBP":
        return {"lossless": True} if b"VP8L" in data[:64] else {"quality": QUALITY}
    if name == "PNG":
        return {"optimize": False}
    return {} if name == "GIF" else {"quality": QUALITY}


def flat(image: Image.Image) -> Image.Image:
    """On white, as paper is: what is transparent must not turn black. RGB."""
    if not image.has_transparency_data:
        return image if image.mode == "RGB" else image.convert("RGB")
    drawn = image.convert("RGBA")
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    flattened = paper.convert("RGB")
    if profile := image.info.get("icc_profile"):
        flattened.info["icc_profile"] = profile
    return flattened
