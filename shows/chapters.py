"""Chapters as they are found: a video's description, Podcasting 2.0 JSON, mp4chaps, WebVTT. Pure.

A line of a description that begins or ends with a time is a chapter; the others are not ours.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from shows.cues import one_line
from shows.durations import parse_timecode
from shows.errors import (
    NoChapterError,
    NotATimeError,
    SameTimeError,
    TextTooLongError,
    TitleTooLongError,
    TooManyError,
)
from shows.transcripts import MAX_CHARACTERS, format_of, json_text, load_json, seconds_of
from shows.transcripts import parse as parse_cues

MAX_CHAPTERS = 500
TITLE = 200
"""Characters of a title."""
ADDRESS = 1000
"""Characters of an address."""

_TIME = r"([0-9]{1,3}(?::[0-9]{2}){1,2}(?:[.,][0-9]{1,9})?)"
_AT_START = re.compile(
    # A bullet or a number; the time; perhaps the time at which the chapter ends.
    r"[\s•*·▶►–—-]{0,9}(?:[0-9]{1,3}[.)]\s{1,9})?"
    rf"[\[(]?{_TIME}[\])]?(?:\s{{0,3}}[–—-]\s{{0,3}}[0-9]{{1,3}}(?::[0-9]{{2}}){{1,2}})?"
    r"(?=[\s|:–—-]|$)"
)
_AT_END = re.compile(rf"(?:^|[\s|:–—-])[\[(]?{_TIME}[\])]?[\s.]{{0,9}}$")
_is_web = URLValidator(schemes=["http", "https"])
_EDGES = " \t\u00a0\u202f|:–—-"
TIME_AT_END = 40
"""Characters from the end of a line where a time is looked for."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Where a part of a recording begins, in whole seconds from the start."""

    start_s: int
    title: str
    url: str = ""


_Found = tuple[int, float, str, str]
"""Line, seconds, title, address."""


def parse(text: str) -> list[Chapter]:
    """Chapters in any of the formats, sorted. "" has none. Raises a PastedTextError: no chapter in
    words, a broken time, two chapters at one second."""
    if len(text) > MAX_CHARACTERS:
        raise TextTooLongError(limit=MAX_CHARACTERS)
    text = text.removeprefix("\ufeff").replace("\0", "")
    if not text.strip():
        return []
    chapters: dict[int, Chapter] = {}
    for line, seconds, title, url in _found(text):
        if len(title) > TITLE:
            raise TitleTooLongError(line, title, limit=TITLE)
        if int(seconds) in chapters:
            raise SameTimeError(line, title)
        if len(chapters) == MAX_CHAPTERS:
            raise TooManyError(limit=MAX_CHAPTERS)
        chapters[int(seconds)] = Chapter(int(seconds), title, url)
    if not chapters:
        raise NoChapterError
    return [chapters[start] for start in sorted(chapters)]


def to_json(chapters: Iterable[Chapter]) -> str:
    """Podcasting 2.0 chapters, version 1.2 (application/json+chapters)."""
    listed = [
        {"startTime": c.start_s, "title": c.title, **({"url": c.url} if c.url else {})}
        for c in chapters
    ]
    return json.dumps({"version": "1.2.0", "chapters": listed}, ensure_ascii=False)


def _found(text: str) -> Iterator[_Found]:
    match format_of(text):
        case "json":
            return _of_json(text)
        case "vtt":
            return _of_cues(text)
    return _of_lines(text)


def _of_json(text: str) -> Iterator[_Found]:
    """`toc: false` is a chapter that no list shows; pictures are left where they are."""
    listed = load_json(text).get("chapters")
    for number, part in enumerate(listed if isinstance(listed, list) else [], start=1):
        if isinstance(part, dict) and part.get("toc") is not False:
            seconds = seconds_of(part.get("startTime"), number)
            if title := one_line(json_text(part.get("title"))):
                yield number, seconds, title, _web_url(part.get("url"))


def _web_url(value: object) -> str:
    """An address that the form of a chapter would take, else ""."""
    url = json_text(value)
    try:
        _is_web(url)
    except ValidationError:
        return ""
    return url if len(url) <= ADDRESS else ""


def _of_cues(text: str) -> Iterator[_Found]:
    for number, cue in enumerate(parse_cues(text), start=1):
        yield number, cue.start_s or 0.0, one_line(cue.text), ""


def _of_lines(text: str) -> Iterator[_Found]:
    """Times at the end count only where no line begins with one: « en direct à 20:30 »."""
    lines = [line.strip() for line in text.splitlines()]
    at_start = any(_AT_START.match(line) for line in lines)
    for number, line in enumerate(lines, start=1):
        time, title = _leading(line) if at_start else _trailing(line)
        if time and title:
            try:
                yield number, parse_timecode(time), title, ""
            except ValueError as error:
                raise NotATimeError(number, time) from error


def _leading(line: str) -> tuple[str, str]:
    match = _AT_START.match(line)
    return (match[1], one_line(line[match.end() :].strip(_EDGES))) if match else ("", "")


def _trailing(line: str) -> tuple[str, str]:
    match = _AT_END.search(line, max(0, len(line) - TIME_AT_END))
    return (match[1], one_line(line[: match.start()].strip(_EDGES))) if match else ("", "")
