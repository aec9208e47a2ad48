"""Durations: seconds inside, `hh:mm:ss` outside. Pure."""

import re

_CLOCK = re.compile(r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)", re.ASCII)
_TIMECODE = re.compile(r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)(?:[.,](\d{1,9}))?", re.ASCII)


def format_duration(seconds: int) -> str:
    """`3723` → `1:02:03`, `65` → `1:05`. Raises ValueError for a negative duration."""
    if seconds < 0:
        raise ValueError("a duration is not negative")
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def parse_duration(text: str) -> int:
    """Seconds in `hh:mm:ss`, `mm:ss` or a plain number of seconds. Raises ValueError."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return int(text)
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(f"not a duration: {text!r}")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def format_timecode(seconds: float) -> str:
    """`3723.5` → `01:02:03.500`, as WebVTT writes it. Raises ValueError for a negative one."""
    if seconds < 0:
        raise ValueError("a timecode is not negative")
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}:{rest:02}.{thousandths:03}"


def parse_timecode(text: str) -> float:
    """Seconds, to the thousandth, in `hh:mm:ss.mmm`: hours and fraction are optional, the fraction
    follows a dot or a comma. Raises ValueError."""
    match = _TIMECODE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a timecode: {text!r}")
    hours, minutes, seconds, fraction = match.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return round(whole + float(f"0.{fraction or 0}"), 3)
