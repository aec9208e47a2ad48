"""Where a recording was made, taken out of its file: telephones write it there unasked.

Pure. Pictures and sound are not touched, and tags that say something else stay. WebM is left as it
is: telephones do not write it.
"""

import re
from collections.abc import Iterator
from typing import Any

from media_library.boxes import Box, boxes, boxes_of
from media_library.recording_files import family_of, opened

MAX_MOOV = 64 * 1024 * 1024
"""Bytes of the description of a film: that of ten hours has about 20 MB."""

_PLACES = frozenset({b"\xa9xyz", b"loci", b"XMP_"})
"""Boxes of places: of QuickTime and Android, of 3GPP (TS 26.244, 8.8), and Adobe's packet."""
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_TELEMETRY = (b"gpmd", b"camm", b"com.apple.quicktime.location")
"""Tracks that tell the place at each moment: GoPro's, Android's, Apple's."""
_PLACE_TAG = re.compile(r"locat|gps|geo|latit|longit|coord|^PRIV:XMP|place", re.I)


class TelemetryError(Exception):
    """A film with a track of places beside that of pictures, which cannot be blanked here."""


def strip_places(file: Any) -> bool:
    """Blanks all that tells where the recording in an open, writable file was made; whether there
    was anything. A damaged file is left as it is. Raises TelemetryError."""
    file.seek(0)
    if family_of(file.read(4096)) == "mp4":
        return _strip_film(file)
    return _strip_tags(file)


def _strip_film(file: Any) -> bool:
    found = False
    for box in list(boxes_of(file, 0, file.seek(0, 2))):
        file.seek(box.start)
        if box.name == b"moov" and box.end - box.start <= MAX_MOOV:
            moov = bytearray(file.read(box.end - box.start))
            if any(mark in moov for mark in _tracks(moov)):
                raise TelemetryError
            if _blank_places(moov, 8, len(moov), b"moov"):
                found = True
                file.seek(box.start)
                file.write(moov)
        elif box.name in {b"uuid", b"meta"}:
            data = bytearray(file.read(min(box.end - box.start, MAX_MOOV)))
            if box.name == b"meta" or _XMP in data[:32]:
                found = True
                _blank(data, Box(box.name, 0, box.body - box.start, len(data)))
                file.seek(box.start)
                file.write(data)
    return found


def _tracks(moov: bytearray) -> Iterator[bytes]:
    """Marks of telemetry that stand in the description of a track."""
    for box in boxes(moov, 8, len(moov)):
        if box.name == b"trak":
            yield from (mark for mark in _TELEMETRY if mark in moov[box.start : box.end])


def _blank_places(data: bytearray, start: int, end: int, parent: bytes) -> bool:
    found = False
    for box in list(boxes(data, start, end)):
        is_xmp = box.name == b"uuid" and data[box.body : box.body + 16] == _XMP
        # Apple's own list of facts, the place among them; that of iTunes says `mdir`.
        is_apple = box.name == b"meta" and b"mdta" in data[box.body : box.body + 64]
        if box.name in _PLACES or is_xmp or is_apple:
            _blank(data, box)
            found = True
        elif box.name in {b"trak", b"udta"} and parent in {b"moov", b"trak"}:
            found |= _blank_places(data, box.body, box.end, box.name)
    return found


def _blank(data: bytearray, box: Box) -> None:
    """Of the same length, so that nothing else moves."""
    data[box.start + 4 : box.start + 8] = b"free"
    data[box.body : box.end] = bytes(box.end - box.body)


def _strip_tags(file: Any) -> bool:
    recording = opened(file)
    if recording is None or not recording.tags:
        return False
    places = [key for key in recording.tags.keys() if _PLACE_TAG.search(key)]  # noqa: SIM118 - its own
    for key in places:
        del recording.tags[key]
    if places:
        file.seek(0)
        recording.save(file)
    return bool(places)
