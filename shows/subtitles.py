"""Reads WebVTT (W3C, 4 April 2019) and SubRip, which has no standard. Pure, in linear time.

Both are lines of `start --> end` with words below. What real files get wrong is read all the same:
empty lines inside a cue, missing ones between two, no index, markup of either format.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from shows.cues import Cue, one_line, without_gaps
from shows.durations import parse_timecode
from shows.errors import EndBeforeStartError, NotATimeError, OutOfOrderError
from shows.spoken import split_label

ARROW = "-->"

_TAG = re.compile(r"(</?[A-Za-z][^<>]*>|<[0-9:.]{5,16}>|\{\\[^{}]*\})")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>")
# Bounded: `unescape` alone refuses a number of a million digits with an error of its own.
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ASIDE = re.compile(r"NOTE(?:[ \t]|$)|(?:STYLE|REGION)[ \t]*$")


@dataclass(slots=True)
class _Block:
    """A cue that is being read: where its times stand, and its lines so far."""

    line: int
    times: str
    lines: list[str] = field(default_factory=list)


def read_vtt(lines: list[str]) -> Iterator[Cue]:
    """Cues in the order of the file, one for each voice. Raises NotATimeError,
    EndBeforeStartError, OutOfOrderError."""
    for start, end, text in _timed(_blocks(lines, is_vtt=True)):
        for speaker, words in _voices(text):
            yield Cue(start, end, speaker, words)


def read_srt(lines: list[str]) -> Iterator[Cue]:
    """As `read_vtt`. A cue may begin with who speaks: `ADA: Bonjour`."""
    for start, end, text in _timed(_blocks(lines, is_vtt=False)):
        for voice, words in _voices(text):
            speaker, said = (voice, words) if voice else split_label(words)
            if said:
                yield Cue(start, end, speaker, said)


def _timed(blocks: Iterator[_Block]) -> Iterator[tuple[float, float, str]]:
    before = 0.0
    for block in blocks:
        start, end = _times(block)
        if start < before:
            raise OutOfOrderError(block.line, block.times)
        before = start
        yield start, end, "\n".join(block.lines)


def _blocks(lines: list[str], is_vtt: bool) -> Iterator[_Block]:
    """The header, notes and styles of WebVTT last until an empty line, and are passed by."""
    block: _Block | None = None
    aside = is_vtt
    for number, line in enumerate(lines, start=1):
        after_gap = number == 1 or not lines[number - 2].strip()
        if ARROW in line:
            if block is not None:
                _drop_name(block, lines[max(0, number - 3) : number - 1], is_vtt)
                yield block
            block, aside = _Block(number, line), False
        elif not line.strip():
            aside = False
        elif not aside:
            aside = is_vtt and after_gap and bool(_ASIDE.match(line))
            if block is not None and not aside:
                block.lines.append(line)
    if block is not None:
        yield block


def _drop_name(block: _Block, above: list[str], is_vtt: bool) -> None:
    """Right above the times of the next cue stands its index, or what WebVTT lets it be called:
    any line after an empty one."""
    if not block.lines or not above[-1].strip():
        return
    is_name = is_vtt and not above[0].strip()
    if is_name or block.lines[-1].strip().isdigit():
        block.lines.pop()


def _times(block: _Block) -> tuple[float, float]:
    left, _arrow, right = block.times.partition(ARROW)
    # Settings stand behind the end.
    end_text = (right.split(None, 1) or [""])[0]
    start, end = _time(left.strip(), block), _time(end_text, block)
    if end < start:
        raise EndBeforeStartError(block.line, block.times)
    return start, end


def _time(text: str, block: _Block) -> float:
    try:
        return parse_timecode(text)
    except ValueError as error:
        raise NotATimeError(block.line, text or block.times) from error


def _voices(text: str) -> list[tuple[str, str]]:
    """Who says what in one cue: tags of voice part it, others go, references become characters."""
    speaker, said = "", [""]
    found: list[tuple[str, list[str]]] = [(speaker, said)]
    for piece in _TAG.split(text):
        if voice := _VOICE.fullmatch(piece):
            said = []
            found.append((one_line(_plain(voice[1])), said))
        elif piece == "</v>":
            said = []
            found.append(("", said))
        elif not _TAG.fullmatch(piece):
            said.append(piece)
    words = ((speaker, without_gaps(_plain("".join(said)))) for speaker, said in found)
    return [(speaker, said_text) for speaker, said_text in words if said_text]


def _plain(text: str) -> str:
    return _REFERENCE.sub(lambda match: unescape(match[0]), text)
