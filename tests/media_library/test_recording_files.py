"""Durations and first bytes of recordings, on files made here."""

import io
import random

import pytest

from media_library.recording_files import (
    HEAD,
    TAIL,
    agrees,
    duration_of,
    family_of,
)
from media_library.video_facts import facts_of_excerpt
from tests.media_library import recordings

FILES = {
    ".wav": recordings.wav(),
    ".mp3": recordings.mp3(),
    ".flac": recordings.flac(),
    ".opus": recordings.opus(),
    ".mp4": recordings.mp4(),
    ".m4a": recordings.mp4(brand=b"M4A "),
    ".ogv": recordings.theora(),
    ".webm": recordings.webm(),
}


@pytest.mark.parametrize("ending", FILES)
def test_three_seconds_are_three_seconds(ending: str) -> None:
    assert duration_of(io.BytesIO(FILES[ending])) == 3


def test_what_a_browser_recorded_says_no_duration() -> None:
    assert duration_of(io.BytesIO(recordings.webm(None))) is None
    assert duration_of(io.BytesIO(recordings.webm(90, is_live=True))) == 90
    assert duration_of(io.BytesIO(recordings.webm(float("inf")))) is None


def test_a_film_whose_description_stands_last() -> None:
    assert duration_of(io.BytesIO(recordings.mp4(last=True))) == 3


@pytest.mark.parametrize("ending", FILES)
def test_first_bytes_agree_with_their_own_ending_alone(ending: str) -> None:
    others = {name for name in FILES if family_of(FILES[name]) != family_of(FILES[ending])}
    assert agrees(ending, FILES[ending][:4096])
    assert not any(agrees(other, FILES[ending][:4096]) for other in others)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff",
        b"<html>",
        b"GIF89a",
        b"MZ\x90\0",
        b"PK\3\4",
        b"\0\0\0\x18ftypheic",
        b"#!/bin/sh",
    ],
)
def test_what_is_no_recording_agrees_with_nothing(head: bytes) -> None:
    assert family_of(head) == ""


def test_a_distant_mp3_is_measured_by_its_size() -> None:
    data = recordings.mp3(600)
    assert len(data) > HEAD + TAIL
    assert facts_of_excerpt(data[:HEAD], data[-TAIL:], len(data)).duration_s == 600


def test_a_distant_opus_is_measured_by_its_end() -> None:
    data = recordings.opus(1800, filling=2_000_000)
    assert facts_of_excerpt(data[:HEAD], data[-TAIL:], len(data)).duration_s == 1800


def test_what_lies_between_head_and_tail_is_not_made_up() -> None:
    large = recordings.box(b"free", bytes(TAIL))
    film = recordings.mp4(90, large, last=True, data=2 * HEAD)
    assert duration_of(io.BytesIO(film)) == 90
    assert facts_of_excerpt(film[:HEAD], film[-TAIL:], len(film)).duration_s is None


@pytest.mark.parametrize("ending", FILES)
def test_damaged_files_have_a_duration_or_none(ending: str) -> None:
    """Whatever was cut off or overwritten: no error."""
    chance = random.Random(ending)
    for _ in range(200):
        data = bytearray(FILES[ending][: chance.randrange(1, 400)])
        for _ in range(chance.randrange(6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        found = duration_of(io.BytesIO(bytes(data)))
        assert found is None or found > 0
