"""How wide and how high a film is shown, by the description in its file. Pure; nothing is decoded.

Whoever made the file may have written anything there: what is told is no more than two numbers.
"""

import struct
from itertools import islice
from typing import Any

from media_library import webm
from media_library.boxes import Box, boxes_of
from media_library.recording_files import DESCRIBED, family_of

Size = tuple[int, int]
"""Width and height, in a unit of the file's own."""

MAX_BOXES = 1000
"""Boxes that are looked at on each storey of a file."""

_THEORA = b"\x80theora"


def size_of(file: Any) -> Size | None:
    """As the film of an open file is shown, turned if the file says so; None where its description
    is not here or tells no size."""
    try:
        file.seek(0)
        head = file.read(DESCRIBED)
        match family_of(head):
            case "mp4":
                return _size_of_iso(file)
            case "webm":
                return webm.size_of(head)
            case "ogv":
                return _size_of_theora(head)
    except (OSError, struct.error):
        # Cut off, or between the two ends of a distant file.
        return None
    return None


def _size_of_iso(file: Any) -> Size | None:
    """Of the first track that is seen (ISO/IEC 14496-12, 8.3.2)."""
    moov = _first(file, 0, file.seek(0, 2), b"moov")
    if moov is None:
        return None
    for track in islice(boxes_of(file, moov.body, moov.end), MAX_BOXES):
        header = _first(file, track.body, track.end, b"tkhd") if track.name == b"trak" else None
        if header and (size := _size_of_track(file, header)):
            return size
    return None


def _first(file: Any, start: int, end: int, name: bytes) -> Box | None:
    return next(
        (box for box in islice(boxes_of(file, start, end), MAX_BOXES) if box.name == name), None
    )


def _size_of_track(file: Any, header: Box) -> Size | None:
    """Its matrix, then its width and height; a telephone films across and notes how it was held."""
    file.seek(header.body)
    data = file.read(min(header.end - header.body, 96))
    at = 52 if data[:1] == b"\x01" else 40
    if len(data) < at + 44:
        return None
    across, aslant = struct.unpack_from(">ii", data, at)
    # Fixed point: sixteen bits follow the point.
    width, height = (size >> 16 for size in struct.unpack_from(">II", data, at + 36))
    if not width or not height:
        return None
    return (height, width) if abs(aslant) > abs(across) else (width, height)


def _size_of_theora(head: bytes) -> Size | None:
    """https://www.theora.org/doc/Theora.pdf, 6.2"""
    at = head.find(_THEORA) + len(_THEORA) + 7
    width, height = head[at : at + 3], head[at + 3 : at + 6]
    return int.from_bytes(width, "big"), int.from_bytes(height, "big")
