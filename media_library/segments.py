"""Files of pictures without what they say beside the picture: place, camera, people, comments.

Pure. Nothing is decoded: coded pixels, frames and the colour profile are copied byte for byte, and
a file that says nothing comes out as it went in. Each function raises ValueError where a file is
not built as its format says.
"""

import re
from collections.abc import Callable, Iterator

from media_library.boxes import Box, boxes

_MARKER = re.compile(rb"\xff+([^\x00\xff])")
_AFTER_SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_SCAN, _END, _COMMENT = 0xDA, 0xD9, 0xFE
_APPLICATIONS = range(0xE0, 0xF0)

_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT"),
        *(b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI", b"sBIT", b"bKGD"),
        b"pHYs",
    }
)
"""Chunks that a picture is drawn from (PNG, third edition, 11.2 and 11.3)."""

_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS = 0x08 | 0x04
"""Bits of VP8X that announce the two."""
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})

_GIF_KEPT = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"})
"""Application extensions that a picture is drawn from: how often it repeats, its colours."""

_AVIF_KEPT = frozenset({b"ftyp", b"meta", b"mdat", b"moov"})
"""Boxes that a picture is drawn from, and moving ones (AVIF 1.1, 6; ISO/IEC 23008-12)."""


def jpeg(data: bytes) -> bytes:
    """Of application segments, JFIF, the colour profile and Adobe's colour transform stay. What
    follows the picture goes: phones put a second one there, with a place of its own."""
    if not data.startswith(b"\xff\xd8"):
        raise ValueError("no JPEG")
    return b"".join([b"\xff\xd8", *_jpeg_kept(data), b"\xff\xd9"])


def _jpeg_kept(data: bytes) -> Iterator[bytes]:
    at = 2
    while True:
        found = _MARKER.match(data, at)
        if found is None:
            raise ValueError(f"no marker at {at}")
        marker = found.group(1)[0]
        if marker == _END:
            return
        at = found.end() + int.from_bytes(data[found.end() : found.end() + 2])
        if not found.end() + 2 <= at <= len(data):
            raise ValueError(f"a segment ends at {at}")
        segment = _jpeg_segment(marker, data[found.end() : at])
        if marker == _SCAN:
            scan = _AFTER_SCAN.search(data, at)
            if scan is None:
                raise ValueError("no end")
            segment, at = segment + data[at : scan.start()], scan.start()
        if segment:
            yield b"\xff" + found.group(1) + segment


def _jpeg_segment(marker: int, segment: bytes) -> bytes:
    """What stays of it, its length first; nothing of one that goes."""
    if marker == 0xE0 and segment[2:7] == b"JFIF\0" and len(segment) >= 16:
        # Without its thumbnail, which may show what was cut off.
        return segment if len(segment) == 16 else b"\x00\x10" + segment[2:14] + b"\x00\x00"
    if marker == 0xE2 and segment[2:14] == b"ICC_PROFILE\0":
        return segment
    if marker == 0xEE and segment[2:7] == b"Adobe":
        return segment
    return b"" if marker in _APPLICATIONS or marker == _COMMENT else segment


def png(data: bytes) -> bytes:
    """Chunks that a picture is drawn from stay, frames among them."""
    if not data.startswith(_PNG_START):
        raise ValueError("no PNG")
    kept, at = [_PNG_START], len(_PNG_START)
    while True:
        end = at + 12 + int.from_bytes(data[at : at + 4])
        name = data[at + 4 : at + 8]
        if len(name) < 4 or end > len(data):
            raise ValueError("no end")
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end


def webp(data: bytes) -> bytes:
    """RIFF chunks of the WebP container (developers.google.com/speed/webp, “Container”)."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError("no WebP")
    end = 8 + int.from_bytes(data[4:8], "little")
    kept = b"".join(_webp_kept(data[:end]))
    return b"".join([b"RIFF", (len(kept) + 4).to_bytes(4, "little"), b"WEBP", kept])


def _webp_kept(data: bytes) -> Iterator[bytes]:
    at = 12
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        name, chunk = data[at : at + 4], data[at:end]
        if len(chunk) < 8 + size:
            raise ValueError("no end")
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        if name in _WEBP_KEPT:
            yield chunk
        at = end


def gif(data: bytes) -> bytes:
    """Blocks of GIF89a (its appendix A): comments go, and what other programs have put there."""
    if data[:6] not in {b"GIF87a", b"GIF89a"} or len(data) < 13:
        raise ValueError("no GIF")
    at = 13 + _gif_colours(data[10])
    kept = [data[:at]]
    while data[at : at + 1] != b";":
        end = _gif_block_end(data, at)
        if _is_gif_kept(data, at):
            kept.append(data[at:end])
        at = end
    return b"".join([*kept, b";"])


def _gif_colours(packed: int) -> int:
    """Bytes of the table of colours that such a field announces."""
    return 3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0


def _gif_block_end(data: bytes, at: int) -> int:
    kind = data[at : at + 1]
    if kind == b"!":
        at += 2
    elif kind == b"," and len(data) > at + 10:
        at += 11 + _gif_colours(data[at + 9])
    else:
        raise ValueError(f"no block at {at}")
    while data[at : at + 1] not in {b"", b"\0"}:
        at += 1 + data[at]
    if at >= len(data):
        raise ValueError("no end")
    return at + 1


def _is_gif_kept(data: bytes, at: int) -> bool:
    label = data[at : at + 2]
    if label == b"!\xff":
        return data[at + 3 : at + 14] in _GIF_KEPT
    return label != b"!\xfe"


def avif(data: bytes) -> bytes:
    """Boxes that a picture is drawn from stay where they are: it finds its pixels by their place.
    What is between them is blanked, what follows them cut off."""
    if data[4:8] != b"ftyp":
        raise ValueError("no AVIF")
    found = [*_avif_boxes(data)]
    names = [box.name for box in found]
    if names.count(b"mdat") != 1 or not {b"meta", b"moov"} & {*names}:
        raise ValueError("no picture, or two")
    while found[-1].name not in _AVIF_KEPT:
        found.pop()
    return b"".join(_avif_kept(data, box) for box in found)


def _avif_boxes(data: bytes) -> Iterator[Box]:
    """Up to the end of the picture, where another may follow."""
    at = 0
    for box in boxes(data, 0, len(data)):
        if at and box.name == b"ftyp":
            return
        if data[box.start : box.start + 4] == bytes(4):
            raise ValueError("no end is said")
        at = box.end
        yield box
    if data[at + 4 : at + 8] in _AVIF_KEPT:
        raise ValueError(f"no end of what begins at {at}")


def _avif_kept(data: bytes, box: Box) -> bytes:
    if box.name in _AVIF_KEPT:
        return data[box.start : box.end]
    header = data[box.start : box.start + 4] + b"free" + data[box.start + 8 : box.body]
    return header + bytes(box.end - box.body)


STRIP: dict[str, Callable[[bytes], bytes]] = {
    "JPEG": jpeg,
    "PNG": png,
    "WEBP": webp,
    "GIF": gif,
    "AVIF": avif,
}
"""By Pillow's names of formats."""
