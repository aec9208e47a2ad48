"""Pictures made by the tests themselves, honest ones and hostile ones."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms


def photo(width: int = 800, height: int = 450, kind: str = "JPEG", **options: Any) -> bytes:
    """A picture with something to see: red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return written(image, kind, **options)


def written(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def reread(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def located() -> bytes:
    """A photograph of a telephone held upright: turned by EXIF, with its place and its owner."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "TelephoneDeMarie"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 3.0)})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>MarieDupont</x:xmpmeta>"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return photo(1200, 800, exif=exif.tobytes(), xmp=xmp, icc_profile=profile, comment=b"Marie")


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, data: bytes = b"", *before: bytes) -> bytes:
    """A PNG of 8-bit RGB that says what it likes of its size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", head), *before, chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def bomb(width: int, height: int) -> bytes:
    """A few kilobytes that are `width` × `height` white pixels once they are decoded."""
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * (width * 3)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return png(width, height, data)


def jpeg_header(width: int, height: int) -> bytes:
    """A small JPEG whose header claims another size."""
    data = bytearray(photo(320, 320))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_header(width: int, height: int) -> bytes:
    """A small animated WebP whose canvas claims another size."""
    frames = [Image.new("RGB", (320, 320), colour) for colour in ("red", "blue")]
    data = bytearray(written(frames[0], "WEBP", save_all=True, append_images=frames[1:]))
    at = data.index(b"VP8X") + 12
    data[at : at + 6] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(data)


SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" width="800" height="450">
<script>alert(document.domain)</script><rect width="800" height="450" fill="red"/></svg>"""

PAYLOAD = b"<html><script>alert(document.domain)</script></html>"


def strange_formats() -> dict[str, bytes]:
    """Files that Pillow, or something near it, would open: none is accepted."""
    image = Image.new("RGB", (400, 400), "red")
    kinds = (
        "TIFF",
        "BMP",
        "ICO",
        "EPS",
        "PDF",
        "PPM",
        "SGI",
        "TGA",
        "PCX",
        "ICNS",
        "DDS",
        "JPEG2000",
    )
    made = {kind: written(image, kind) for kind in kinds}
    return {
        **made,
        "SVG": SVG,
        "PSD": b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 400, 400, 8, 3) + bytes(20),
        "FITS": b"SIMPLE  =                    T".ljust(2880),
        "FLI": struct.pack("<IHHHHHH", 128, 0xAF11, 1, 400, 400, 8, 3).ljust(128, b"\0"),
        "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        "MP4": b"\0\0\0\x18ftypisom\0\0\0\0isommp42",
        "GZIP": b"\x1f\x8b\x08" + bytes(40),
        "HTML": PAYLOAD,
        "nothing": b"",
    }


def hold() -> None:
    """What a decoder that never ends does."""
    while True:
        pass
