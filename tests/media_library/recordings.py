"""Small recordings that the tests make themselves, as short as their formats allow."""

import io
import struct
import wave

from mutagen.ogg import OggPage


def wav(seconds: float = 3) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(8000)
        out.writeframes(bytes(round(8000 * seconds)))
    return file.getvalue()


def mp3(seconds: float = 3) -> bytes:
    """Frames of 1,152 samples at 48 kHz and 128 kbit/s, all silent, with no header before."""
    frame = b"\xff\xfb\x94\x64" + bytes(380)
    return frame * round(seconds * 48000 / 1152)


def flac(seconds: int = 3) -> bytes:
    """The description of the stream alone."""
    rate, samples = 8000, 8000 * seconds
    packed = (rate << 44) | (0 << 41) | (7 << 36) | samples
    info = struct.pack(">HH", 4096, 4096) + bytes(6) + packed.to_bytes(8, "big") + bytes(16)
    return b"fLaC" + bytes([0x80, 0, 0, len(info)]) + info


def page(packet: bytes, position: int = 0, sequence: int = 0, serial: int = 7) -> OggPage:
    made = OggPage()
    made.packets, made.position, made.sequence, made.serial = [packet], position, sequence, serial
    made.first = sequence == 0
    return made


def opus(seconds: int = 3, comments: tuple[bytes, ...] = (), filling: int = 0) -> bytes:
    """Three pages, and as many bytes of sound between them as asked for."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 1) + b"x" + struct.pack("<I", len(comments))
    tags += b"".join(struct.pack("<I", len(c)) + c for c in comments)
    sound = [page(bytes(60_000), 0, n + 2) for n in range(filling // 60_000)]
    last = page(b"\xfc\xff\xfe", 48000 * seconds, len(sound) + 2)
    last.last = True
    return b"".join(p.write() for p in (page(head), page(tags, 0, 1), *sound, last))


def box(name: bytes, *contents: bytes) -> bytes:
    body = b"".join(contents)
    return struct.pack(">I4s", len(body) + 8, name) + body


def mp4(
    seconds: int = 3, *inside: bytes, brand: bytes = b"isom", last: bool = False, data: int = 64
) -> bytes:
    """A film without a picture: `inside` goes into its `moov`, which stands before or after `data`
    bytes of sound."""
    mvhd = box(b"mvhd", bytes(12), struct.pack(">II", 1000, seconds * 1000), bytes(80))
    parts = [box(b"moov", mvhd, *inside), box(b"mdat", bytes(data))]
    ftyp = box(b"ftyp", brand, bytes(4), b"isom")
    return ftyp + b"".join(reversed(parts) if last else parts)


def track(width: int, height: int, *, turned: bool = False, version: int = 0) -> bytes:
    """The header of one, for the inside of `mp4`; `turned`: held upright, filmed across."""
    one = 1 << 16
    matrix = (
        (0, one, 0, -one, 0, 0, 0, 0, 1 << 30) if turned else (one, 0, 0, 0, one, 0, 0, 0, 1 << 30)
    )
    before = bytes([version]) + bytes(51 if version else 39)
    size = struct.pack(">9i", *matrix) + struct.pack(">II", width << 16, height << 16)
    return box(b"trak", box(b"tkhd", before, size))


def element(name: bytes, data: bytes) -> bytes:
    return name + struct.pack(">Q", len(data) | 1 << 56) + data


def webm_track(*sizes: tuple[bytes, int]) -> bytes:
    """The tracks of a WebM: a sound, and a film with these elements."""
    film = element(
        b"\xe0", b"".join(element(name, size.to_bytes(2, "big")) for name, size in sizes)
    )
    return element(b"\x16\x54\xae\x6b", element(b"\xae", b"") + element(b"\xae", film))


def webm(seconds: float | None = 3, tracks: bytes = b"", *, is_live: bool = False) -> bytes:
    """Its description alone; `is_live`: the size of the whole was not known when it began."""
    scale = element(b"\x2a\xd7\xb1", (1_000_000).to_bytes(3, "big"))
    length = b"" if seconds is None else element(b"\x44\x89", struct.pack(">d", seconds * 1000))
    inside = element(b"\xec", bytes(40)) + element(b"\x15\x49\xa9\x66", scale + length)
    inside += tracks
    head = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm"))
    if is_live:
        return head + b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + inside
    return head + element(b"\x18\x53\x80\x67", inside)


def theora(width: int = 0, height: int = 0) -> bytes:
    """25 pictures a second, three seconds."""
    size = bytes(4) + width.to_bytes(3, "big") + height.to_bytes(3, "big") + bytes(2)
    head = b"\x80theora" + bytes([3, 2, 1]) + size + struct.pack(">II", 25, 1) + bytes(7)
    head += bytes(3) + struct.pack(">H", 6 << 5) + bytes(2)
    tags = b"\x81theora" + struct.pack("<I", 1) + b"x" + struct.pack("<I", 0)
    last = page(b"\0", 75 << 6, 2)
    last.last = True
    return b"".join(p.write() for p in (page(head), page(tags, 0, 1), last))
