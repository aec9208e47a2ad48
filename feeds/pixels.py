"""A stranger's picture drawn anew: nothing of the file that came is kept but its pixels.

Pure. `redraw` decodes, so it runs in a process that may be killed (feeds/sandbox.py); all that can
be refused by a look at the first bytes is refused before.
"""

import io
from contextlib import suppress
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from feeds.picture_errors import PictureError

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
HUNGRY = {"WEBP": 12_000_000, "AVIF": 20_000_000}
"""Pixels where decoders hold a second copy: what a child may use is 200 MB for a picture."""
MAX_TRANSPARENT = 20_000_000
"""Shrinking multiplies each colour by its transparency first, in a copy."""
MIN_WIDTH = 300
MAX_WIDTH = 1600
MAX_HEIGHT = 3200
"""Pixels of what is kept. The widest preset is 1,280; taller than twice its width is a scroll."""

QUALITY = 85
"""Of WebP: measured on two photographs of 1,600 pixels, 217 and 74 kB against 253 and 122 for a
JPEG of the same fidelity (38.5 and 41.4 dB), 0.1 s more to write; and it keeps transparency."""

MEDIA_TYPE = "image/webp"
ACCEPT = "image/avif, image/webp, image/jpeg, image/png, image/gif;q=0.8, */*;q=0.1"

_ORIENTATION = 0x0112
_TURNED = frozenset({5, 6, 7, 8})
"""Values of EXIF's orientation under which width and height change places."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of ours: a WebP file without metadata, in sRGB, upright."""

    data: bytes
    width: int
    height: int


def format_of(data: bytes) -> str:
    """Pillow's name of the format that the first bytes tell, whatever the sender called it.

    Raises PictureError: `not_a_picture` for all but JPEG, PNG, WebP, GIF and AVIF; `too_large`.
    """
    if len(data) > MAX_BYTES:
        raise PictureError("too_large", f"{len(data)} bytes")
    for start, name in ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG")):
        if data.startswith(start):
            return name
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return "GIF"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and b"avif" in _brands(data):
        return "AVIF"
    raise PictureError("not_a_picture", repr(data[:12]))


def _brands(data: bytes) -> list[bytes]:
    """The brands of an ISO media file: its own, then those it is compatible with."""
    box = data[: min(int.from_bytes(data[:4]), 256)]
    return [box[8:12], *(box[at : at + 4] for at in range(16, len(box) - 3, 4))]


def redraw(data: bytes) -> Drawn:
    """The first frame, upright, in sRGB, at most MAX_WIDTH × MAX_HEIGHT, as a new file.

    Raises PictureError: those of `format_of`, `too_many_pixels` and `too_small` before decoding,
    `broken_picture`, `too_complex` where memory ran out.
    """
    name = format_of(data)
    try:
        with Image.open(io.BytesIO(data), formats=(name,)) as image:
            _refuse_by_size(image, name)
            return _written(_upright(_shrunk(image)))
    except Image.DecompressionBombError as error:
        raise PictureError("too_many_pixels", str(error)) from error
    except (MemoryError, RecursionError) as error:
        raise PictureError("too_complex", repr(error)) from error
    except PictureError:
        raise
    except Exception as error:
        # Decoders raise whatever a damaged file leads them to.
        raise PictureError("broken_picture", repr(error)[:200]) from error


def _is_turned(image: Image.Image) -> bool:
    return image.getexif().get(_ORIENTATION) in _TURNED


def _refuse_by_size(image: Image.Image, name: str) -> None:
    width, height = image.size
    most = HUNGRY.get(name, MAX_TRANSPARENT if image.mode in {"RGBA", "LA"} else MAX_PIXELS)
    if width * height > most:
        raise PictureError("too_many_pixels", f"{width} × {height}")
    if (height if _is_turned(image) else width) < MIN_WIDTH:
        raise PictureError("too_small", f"{width} × {height}")


def _shrunk(image: Image.Image) -> Image.Image:
    """Decoded, in the order of its file, and no larger than is kept."""
    limits = (MAX_HEIGHT, MAX_WIDTH) if _is_turned(image) else (MAX_WIDTH, MAX_HEIGHT)
    share = min(limits[0] / image.width, limits[1] / image.height, 1)
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    # A JPEG decoder can leave out what nobody will see; twice the size keeps edges fine.
    image.draft(None, (size[0] * 2, size[1] * 2))
    image.load()
    shown = _blendable(image, size)
    # In whole steps first: a second copy of 40 million pixels would not fit.
    shown.thumbnail(size, Image.Resampling.LANCZOS, reducing_gap=1.5)
    return shown


def _blendable(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Colours of a palette cannot be mixed: they are written out first, four for one that stays."""
    if image.mode not in {"1", "P", "PA"}:
        return image
    image.thumbnail((size[0] * 2, size[1] * 2), Image.Resampling.NEAREST, reducing_gap=None)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _upright(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    if profile:
        turned = _in_srgb(turned, profile)
    if turned.mode in {"RGB", "RGBA"}:
        return turned
    return turned.convert("RGBA" if turned.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Its colours as most screens show them; as they are, where its profile makes no sense."""
    with suppress(ImageCms.PyCMSError, OSError, ValueError):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return (
            ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode=mode
            )
            or image
        )
    return image


def _written(image: Image.Image) -> Drawn:
    # Pixels alone are copied: whatever the file said beside them stays behind.
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    file = io.BytesIO()
    bare.save(file, "WEBP", quality=QUALITY, method=4)
    return Drawn(file.getvalue(), *bare.size)
