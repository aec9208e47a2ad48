"""Places that telephones write into recordings are taken out; all else stays."""

import io
import random

import pytest
from mutagen.flac import FLAC
from mutagen.id3 import ID3, TIT2, TXXX
from mutagen.oggopus import OggOpus

from media_library.recording_files import duration_of
from media_library.traces import TelemetryError, strip_places
from tests.media_library import recordings
from tests.media_library.recordings import box

PLACE = b"+48.8566+002.3522/"
ANDROID = box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7", PLACE), box(b"\xa9nam", b"Titre"))
APPLE = box(
    b"meta",
    box(b"hdlr", bytes(8), b"mdta", bytes(12)),
    box(b"keys", b"com.apple.quicktime.location.ISO6709"),
    box(b"ilst", PLACE),
)
XMP = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), b"<exif:GPSLatitude>", PLACE)


def stripped(data: bytes) -> bytes:
    file = io.BytesIO(data)
    assert strip_places(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "inside", [ANDROID, APPLE, XMP, box(b"trak", ANDROID)], ids=["udta", "meta", "xmp", "track"]
)
@pytest.mark.parametrize("last", [False, True])
def test_a_film_forgets_its_place_and_nothing_moves(inside: bytes, last: bool) -> None:
    film = recordings.mp4(3, inside, last=last)
    kept = stripped(film)
    assert PLACE not in kept
    assert b"location" not in kept
    assert len(kept) == len(film)
    assert duration_of(io.BytesIO(kept)) == duration_of(io.BytesIO(film))
    assert (b"Titre" in kept) == (b"Titre" in film)


def test_a_packet_beside_the_film() -> None:
    assert PLACE not in stripped(recordings.mp4() + XMP)


def test_a_film_that_tells_nothing_is_left_alone() -> None:
    film = recordings.mp4(3, box(b"udta", box(b"\xa9nam", b"Titre")))
    file = io.BytesIO(film)
    assert not strip_places(file)
    assert file.getvalue() == film


@pytest.mark.parametrize("mark", [b"gpmd", b"camm", b"com.apple.quicktime.location.ISO6709"])
def test_a_track_of_places_is_refused(mark: bytes) -> None:
    with pytest.raises(TelemetryError):
        strip_places(io.BytesIO(recordings.mp4(3, box(b"trak", box(b"stsd", mark)))))


def test_an_mp3_keeps_its_title() -> None:
    tags = ID3()
    tags.add(TIT2(text="Titre"))
    tags.add(TXXX(desc="Location", text="48.8566"))
    file = io.BytesIO(recordings.mp3())
    tags.save(file)
    kept = ID3(io.BytesIO(stripped(file.getvalue())))
    assert kept.keys() == {"TIT2"}


def test_an_opus_keeps_its_title() -> None:
    data = recordings.opus(3, (b"TITLE=Titre", b"GEO_LOCATION=48.8566"))
    kept = OggOpus(io.BytesIO(stripped(data)))
    assert kept.tags is not None
    assert dict(kept.tags) == {"title": ["Titre"]}
    assert duration_of(io.BytesIO(stripped(data))) == 3


def test_a_flac_keeps_its_title() -> None:
    file = io.BytesIO(recordings.flac())
    made = FLAC(file)
    made["title"], made["location"] = "Titre", "48.8566"
    file.seek(0)
    made.save(file)
    assert FLAC(io.BytesIO(stripped(file.getvalue()))).tags == [("title", "Titre")]


@pytest.mark.parametrize("data", [recordings.mp4(3, ANDROID, APPLE), recordings.mp4(3, XMP)])
def test_damaged_films_are_left_or_blanked(data: bytes) -> None:
    chance = random.Random(len(data))
    for _ in range(300):
        damaged = bytearray(data[: chance.randrange(12, len(data))])
        for _ in range(chance.randrange(6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        file = io.BytesIO(bytes(damaged))
        strip_places(file)
        assert len(file.getvalue()) == len(damaged)
