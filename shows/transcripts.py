"""Transcripts as newsrooms have them, read into cues: WebVTT, SubRip, Podcasting 2.0 JSON, plain
text. Pure, in linear time, whatever is pasted.

    text → parse (which format is it? → read_vtt, read_srt, read_json, read) → cues
    cues → to_vtt (players), to_text (search), paragraphs (readers)
"""

import json
import math
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from itertools import islice
from typing import Any

from shows import spoken, subtitles
from shows.cues import Cue, Paragraph, one_line, paragraphs, to_text, to_vtt, without_gaps
from shows.errors import (
    BrokenJsonError,
    EndBeforeStartError,
    NotATimeError,
    NotTextError,
    OutOfOrderError,
    TextTooLongError,
    TooManyError,
)

__all__ = ["Cue", "Paragraph", "decode", "format_of", "paragraphs", "parse", "to_text", "to_vtt"]

MAX_CHARACTERS = 2 * 1024 * 1024
MAX_CUES = 20_000
LONGEST_S = 1000 * 3600
"""Seconds that no recording lasts."""


def parse(text: str) -> list[Cue]:
    """Cues of a transcript in any format, in their order. Raises a PastedTextError that names the
    line: what is broken is never guessed."""
    if len(text) > MAX_CHARACTERS:
        raise TextTooLongError(limit=MAX_CHARACTERS)
    text = _unified(text)
    cues = list(islice(_read(text), MAX_CUES + 1))
    if len(cues) > MAX_CUES:
        raise TooManyError(limit=MAX_CUES)
    return cues


def format_of(text: str) -> str:
    """`vtt`, `srt`, `json` or `text`, by what is written and by no file name."""
    text = _unified(text)
    if text.startswith("WEBVTT") and (text[6:7] in ("", " ", "\t", "\n")):
        return "vtt"
    if text.lstrip().startswith("{") and '"' in text:
        return "json"
    if any(_is_timing(line) for line in text.split("\n")):
        return "srt"
    return "text"


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 with its mark, else Windows-1252. Raises NotTextError."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise NotTextError
    return text


def _unified(text: str) -> str:
    """One kind of line end, no mark at the start, no NUL, which no database holds."""
    text = text.removeprefix("\ufeff").replace("\0", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_timing(line: str) -> bool:
    """Also one whose times are wrong, so that they are told."""
    return subtitles.ARROW in line and line.lstrip(" \t-+")[:1].isdigit()


def _read(text: str) -> Iterator[Cue]:
    lines = text.split("\n")
    match format_of(text):
        case "vtt":
            return subtitles.read_vtt(lines)
        case "srt":
            return subtitles.read_srt(lines)
        case "json":
            return _read_json(text)
    return spoken.read(lines)


def load_json(text: str) -> dict[str, Any]:
    """An object. Raises BrokenJsonError, also where `json` gives up: depth, endless numbers."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise BrokenJsonError(error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise BrokenJsonError(1) from error
    if not isinstance(found, dict):
        raise BrokenJsonError(1)
    return found


def json_text(value: Any) -> str:
    """A JSON string, without the letters that escapes can spell and no database holds: NUL, halves
    of a pair. "" for anything else."""
    text = value if isinstance(value, str) else ""
    return text.replace("\0", "").encode(errors="replace").decode()


def seconds_of(value: Any, line: int) -> float:
    """A JSON number of seconds. Raises NotATimeError."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not 0 <= value < LONGEST_S:
        raise NotATimeError(line, str(value)[:100])
    return round(float(value), 3)


def _read_json(text: str) -> Iterator[Cue]:
    """Segments of Podcasting 2.0 (transcripts.md) or of Whisper; each counts as a line."""
    segments = load_json(text).get("segments")
    if not isinstance(segments, list) or not all(isinstance(part, dict) for part in segments):
        raise BrokenJsonError(1)
    before = 0.0
    for number, part in enumerate(segments, start=1):
        start = seconds_of(part.get("startTime", part.get("start")), number)
        end = seconds_of(part.get("endTime", part.get("end", start)), number)
        if end < start:
            raise EndBeforeStartError(number, f"{start} – {end}")
        if start < before:
            raise OutOfOrderError(number, str(start))
        before = start
        if words := without_gaps(json_text(part.get("body", part.get("text")))):
            yield Cue(start, end, one_line(json_text(part.get("speaker"))), words)
