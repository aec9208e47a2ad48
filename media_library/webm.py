"""How long a WebM plays and how large it is shown, by the description at its start (RFC 8794,
RFC 9559). Pure."""

import math
import struct
from collections.abc import Iterator

SEGMENT = 0x18538067
INFO = 0x1549A966
SCALE = 0x2AD7B1
DURATION = 0x4489
TRACKS = 0x1654AE6B
TRACK = 0xAE
VIDEO = 0xE0
PIXELS = (0xB0, 0xBA)
SHOWN = (0x54B0, 0x54BA)
"""Width and height: as stored, and as they are to be shown."""
DEFAULT_SCALE = 1_000_000
"""Nanoseconds of a unit of time, where a file does not say."""

Element = tuple[int, int, int]
"""Its id, and where its data begin and end."""


def seconds_of(head: bytes) -> float:
    """Seconds, by the first bytes of a file; 0 where they do not say, as what browsers record."""
    for segment in _inside(head, 0, len(head), SEGMENT):
        for info in _inside(head, *segment, INFO):
            return _described(head, *info)
    return 0


def size_of(head: bytes) -> tuple[int, int] | None:
    """Width and height of its film, by the first bytes of a file; None where they do not say."""
    spans = [(0, len(head))]
    for name in (SEGMENT, TRACKS, TRACK, VIDEO):
        spans = [found for span in spans for found in _inside(head, *span, name)]
    for start, end in spans:
        told = {name: _integer(head[a:b]) for name, a, b in _elements(head, start, end)}
        for width, height in (SHOWN, PIXELS):
            if told.get(width) and told.get(height):
                return told[width], told[height]
    return None


def _integer(data: bytes) -> int:
    return int.from_bytes(data, "big") if len(data) <= 8 else 0


def _described(head: bytes, start: int, end: int) -> float:
    scale, units = DEFAULT_SCALE, 0.0
    for name, first, last in _elements(head, start, end):
        data = head[first:last]
        if name == SCALE and len(data) <= 8:
            scale = int.from_bytes(data, "big")
        elif name == DURATION and len(data) in {4, 8}:
            units = struct.unpack(">f" if len(data) == 4 else ">d", data)[0]
    found = units * scale / 1_000_000_000
    return found if math.isfinite(found) and found > 0 else 0


def _inside(head: bytes, start: int, end: int, wanted: int) -> Iterator[tuple[int, int]]:
    return ((first, last) for name, first, last in _elements(head, start, end) if name == wanted)


def _elements(head: bytes, start: int, end: int) -> Iterator[Element]:
    while start < end:
        name, at = _number(head, start, keep_mark=True)
        size, first = _number(head, at)
        if not name or not first:
            return
        # All bits set: of a size that was not known when it began.
        is_open = size == (1 << 7 * (first - at)) - 1
        start = end if is_open else min(first + size, end)
        yield name, first, start


def _number(head: bytes, at: int, keep_mark: bool = False) -> tuple[int, int]:
    """A number of variable length, and where it ends; 0, 0 for none. The zeros before its first
    bit say how many bytes follow; an id keeps that bit."""
    if at >= len(head) or not head[at]:
        return 0, 0
    length = 9 - head[at].bit_length()
    data = head[at : at + length]
    if len(data) < length:
        return 0, 0
    value = int.from_bytes(data, "big")
    return value if keep_mark else value & ((1 << 7 * length) - 1), at + length
