import pytest

from shows.durations import (
    format_duration,
    format_timecode,
    parse_duration,
    parse_timecode,
)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (65, "1:05"), (3599, "59:59"), (3723, "1:02:03")]
)
def test_seconds_inside_clock_outside(seconds: int, text: str) -> None:
    assert format_duration(seconds) == text
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(("text", "seconds"), [("95", 95), (" 12:30 ", 750), ("01:02:03", 3723)])
def test_what_editors_type(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "douze", "1:75", "1:2:3:4", "-5", "１２:３０", "12:30,5"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text)


def test_no_negative_duration() -> None:
    with pytest.raises(ValueError, match="negative"):
        format_duration(-1)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("00:01.5", 1.5), ("01:02:03,250", 3723.25), ("100:00:00.000", 360_000.0), (" 0:05 ", 5.0)],
)
def test_timecodes_of_subtitles(text: str, seconds: float) -> None:
    assert parse_timecode(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "00:61:00", "00:00:61", "-0:05", "1:2:3:4", "٠٠:٠٥"])
def test_no_other_timecode(text: str) -> None:
    with pytest.raises(ValueError, match="not a timecode"):
        parse_timecode(text)


def test_timecodes_are_written_as_webvtt_does() -> None:
    assert format_timecode(0) == "00:00:00.000"
    assert format_timecode(3723.2504) == "01:02:03.250"
    assert format_timecode(59.9996) == "00:01:00.000"
    with pytest.raises(ValueError, match="negative"):
        format_timecode(-0.1)
