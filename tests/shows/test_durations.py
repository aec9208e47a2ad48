import pytest

from shows.durations import format_duration, parse_duration


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
