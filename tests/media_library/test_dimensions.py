"""How wide and high films are shown, on files made here."""

import io
import random

import pytest

from media_library.dimensions import size_of
from media_library.video_facts import facts_of_excerpt, is_vertical
from tests.media_library import recordings

ACROSS, UPRIGHT = (1280, 720), (720, 1280)
PIXELS = ((b"\xb0", 1280), (b"\xba", 720))
SHOWN = ((b"\x54\xb0", 9), (b"\x54\xba", 16))
FILMS = {
    "mp4": recordings.mp4(3, recordings.track(0, 0), recordings.track(*UPRIGHT)),
    "mp4 of 64 bits": recordings.mp4(3, recordings.track(*UPRIGHT, version=1)),
    "mp4, turned": recordings.mp4(3, recordings.track(*ACROSS, turned=True)),
    "mp4, described last": recordings.mp4(3, recordings.track(*UPRIGHT), last=True),
    "webm, shown otherwise": recordings.webm(3, recordings.webm_track(*PIXELS, *SHOWN)),
    "ogv": recordings.theora(*UPRIGHT),
}


@pytest.mark.parametrize("name", FILMS)
def test_a_film_that_stands_upright(name: str) -> None:
    assert is_vertical(io.BytesIO(FILMS[name]))


@pytest.mark.parametrize(
    "film",
    [
        recordings.mp4(3, recordings.track(*ACROSS)),
        recordings.mp4(3, recordings.track(*UPRIGHT, turned=True)),
        recordings.mp4(3, recordings.track(720, 720)),
        recordings.webm(3, recordings.webm_track(*PIXELS), is_live=True),
        recordings.theora(*ACROSS),
    ],
)
def test_a_film_that_does_not(film: bytes) -> None:
    assert is_vertical(io.BytesIO(film)) is False


@pytest.mark.parametrize(
    "file",
    [
        recordings.mp3(),
        recordings.mp4(),
        recordings.mp4(3, recordings.track(0, 0)),
        recordings.webm(),
        recordings.opus(),
        recordings.theora(),
        b"",
        b"<html>",
    ],
)
def test_what_tells_no_size(file: bytes) -> None:
    assert is_vertical(io.BytesIO(file)) is None


def test_a_distant_film_tells_it_at_either_end() -> None:
    track = recordings.track(*UPRIGHT)
    for is_last in (False, True):
        film = recordings.mp4(90, track, last=is_last, data=200_000)
        found = facts_of_excerpt(film[:70_000], film[-70_000:], len(film))
        assert found.is_vertical is True
    between = recordings.mp4(
        90, track, recordings.box(b"free", bytes(70_000)), last=True, data=100_000
    )
    assert facts_of_excerpt(between[:70_000], between[-70_000:], len(between)).is_vertical is None


@pytest.mark.parametrize("name", FILMS)
def test_damaged_films_have_a_size_or_none(name: str) -> None:
    """Whatever was cut off or overwritten: no error."""
    chance = random.Random(name)
    for _ in range(200):
        data = bytearray(FILMS[name][: chance.randrange(1, 500)])
        for _ in range(chance.randrange(6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        found = size_of(io.BytesIO(bytes(data)))
        assert found is None or len(found) == 2
