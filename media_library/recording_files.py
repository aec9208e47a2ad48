"""Files of recordings: what their first bytes say they are, and how long they play.

Pure; nothing is decoded. mutagen reads all of them but WebM.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mutagen import FileType
from mutagen.flac import FLAC
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggtheora import OggTheora
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from media_library import webm

MEASURED = frozenset(
    {".mp4", ".m4v", ".webm", ".m4a", ".mp3", ".ogg", ".oga", ".ogv", ".opus", ".flac", ".wav"}
)
"""Endings of files whose duration can be read."""

VIDEO_ENDINGS = (".mp4", ".m4v", ".webm", ".ogv")
AUDIO_ENDINGS = (".mp3", ".m4a", ".ogg", ".oga", ".opus", ".flac", ".wav")
"""What a newsroom may upload: browsers play these without a plug-in."""

HEAD = 1024 * 1024
TAIL = 256 * 1024
"""Bytes of a distant file that are asked for: its head says what it is and how it goes on, its
tail where an Ogg stream ends. mutagen looks for that in the last 64 kB."""

DESCRIBED = 64 * 1024
"""Bytes within which a WebM describes itself."""

_FIRST = 4096
_FAMILIES = {
    **dict.fromkeys((".mp4", ".m4v", ".m4a"), "mp4"),
    ".webm": "webm",
    **dict.fromkeys((".ogg", ".oga", ".opus"), "ogg"),
    ".ogv": "ogv",
    ".mp3": "mp3",
    ".flac": "flac",
    ".wav": "wav",
}
_PICTURES = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"})
"""Brands of ISO files that hold pictures (https://mp4ra.org/registered-types/brands)."""
_OGG: dict[bytes, Callable[..., FileType]] = {
    b"OpusHead": OggOpus,
    b"\x01vorbis": OggVorbis,
    b"\x80theora": OggTheora,
    b"\x7fFLAC": OggFLAC,
}
_READERS: dict[str, Callable[..., FileType]] = {
    "mp4": MP4,
    "mp3": MP3,
    "flac": FLAC,
    "wav": WAVE,
}


def family_of(head: bytes) -> str:
    """What the first bytes of a file are: mp4, webm, ogg, ogv, mp3, flac, wav, or empty."""
    if head[4:8] == b"ftyp":
        return "" if head[8:12] in _PICTURES else "mp4"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "webm" if b"webm" in head[:64] else ""
    if head[:4] == b"OggS":
        return "ogv" if b"\x80theora" in head[:_FIRST] else "ogg"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"fLaC":
        return "flac"
    return "mp3" if _is_mp3(head) else ""


def _is_mp3(head: bytes) -> bool:
    """A tag (https://id3.org), or a frame of layer III: eleven bits of one, a version that exists,
    and the layer's own two bits."""
    if head[:3] == b"ID3":
        return True
    return len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[1] & 0x18 != 0x08


def agrees(ending: str, head: bytes) -> bool:
    """Whether a file is what the end of its name (`.mp3`) says."""
    return ending in _FAMILIES and _FAMILIES[ending] == family_of(head)


def duration_of(file: Any) -> int | None:
    """Whole seconds of an open file, read from its start; None where they cannot be read.

    The file may be a stranger's: this may take long, and is then for a process that can be killed.
    """
    length = _length(file)
    return round(length) or None if 0 < length < 10**9 else None


def _length(file: Any) -> float:
    file.seek(0)
    head = file.read(DESCRIBED)
    if family_of(head) == "webm":
        return webm.seconds_of(head)
    recording = opened(file)
    # A file without tags is empty, and false.
    return 0 if recording is None or recording.info is None else recording.info.length


def opened(file: Any) -> FileType | None:
    """What mutagen reads of an open file; None for one that is damaged or of another kind."""
    try:
        file.seek(0)
        reader = _reader(file.read(_FIRST))
        file.seek(0)
        return reader(file) if reader else None
    except Exception:
        # It raises whatever a damaged file leads it to.
        return None


def _reader(head: bytes) -> Callable[..., FileType] | None:
    family = family_of(head)
    if family in {"ogg", "ogv"}:
        first = [(head.find(mark), reader) for mark, reader in _OGG.items() if mark in head]
        # Beside a film stands its sound, which may come first.
        return OggTheora if family == "ogv" else min(first)[1] if first else None
    return _READERS.get(family)


@dataclass
class Excerpt:
    """A file of which only the head and the tail are here, for readers that jump about in it.
    Raises OSError where they look between."""

    head: bytes
    tail: bytes
    size: int
    _at: int = 0

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, count: int = -1) -> bytes:
        end = self.size if count < 0 else min(self._at + count, self.size)
        tail_at = self.size - len(self.tail)
        if end <= self._at:
            return b""
        if self._at >= tail_at:
            found = self.tail[self._at - tail_at : end - tail_at]
        elif end <= len(self.head):
            found = self.head[self._at : end]
        else:
            raise OSError("this part of the file is not here")
        self._at = end
        return found
