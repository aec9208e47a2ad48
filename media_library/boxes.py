"""Boxes of ISO files, films and AVIF among them (ISO/IEC 14496-12, 4.2). Pure."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST = 100_000
"""Boxes of one storey of a file that are read: fragments of a film of a day."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: offsets in what holds it. Its header goes from `start` to `body`."""

    name: bytes
    start: int
    body: int
    end: int


def boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """Those between two offsets, one after the other, up to the first that does not fit."""
    while start + 8 <= end:
        box = box_at(data[start : start + 16], start, end)
        if box is None:
            return
        yield box
        start = box.end


def boxes_of(file: Any, start: int, end: int) -> Iterator[Box]:
    """`boxes` of an open file, of which their headers alone are read."""
    for _ in range(MOST):
        if start + 8 > end:
            return
        file.seek(start)
        box = box_at(file.read(16), start, end)
        if box is None:
            return
        yield box
        start = box.end


def box_at(head: bytes | bytearray, start: int, end: int) -> Box | None:
    """The box that begins at `start` with the 16 bytes of `head`; None for one that does not fit
    into what holds it, which ends at `end`."""
    size, name = struct.unpack(">I4s", head[:8])
    body = 8
    if size == 1 and len(head) == 16:
        size, body = struct.unpack(">Q", head[8:16])[0], 16
    elif size == 0:
        size = end - start
    if size < body or start + size > end:
        return None
    return Box(bytes(name), start, start + body, start + size)
