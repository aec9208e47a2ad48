"""What is said in a recording, piece by piece, and what is made of it. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from shows.durations import format_timecode

LAST_CUE_S = 5.0
"""Seconds that a cue is shown which says no end, and which none follows."""

PAUSE_S = 4.0
"""Seconds of silence after which a reader starts a new paragraph."""

PARAGRAPH = 600
"""Characters after which the next end of a sentence ends the paragraph."""

SENTENCE_ENDS = (".", "!", "?", "…", "»")


@dataclass(frozen=True, slots=True)
class Cue:
    """One piece: seconds from the start, None where nobody said when. `text` is words without
    markup; it may hold line breaks, but no empty line."""

    start_s: float | None
    end_s: float | None
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one speaker says in one go; `start_s` as that of its first cue."""

    start_s: float | None
    speaker: str
    text: str


def to_vtt(cues: Iterable[Cue]) -> str:
    """WebVTT (W3C, 4 April 2019) of the cues that have a start; "" when none has. A cue without an
    end, or with an empty one, lasts until the next begins."""
    timed = _with_ends([cue for cue in cues if cue.start_s is not None])
    if not timed:
        return ""
    return "WEBVTT\n\n" + "\n".join(_vtt_block(cue) for cue in timed)


def _with_ends(cues: Sequence[Cue]) -> list[Cue]:
    """The same cues, each ending after it begins. Read backwards, so that what follows is known."""
    found: list[Cue] = []
    following: float | None = None
    current: float | None = None
    for cue in reversed(cues):
        start = cue.start_s or 0.0
        if current is not None and current > start:
            following = current
        current = start
        if cue.end_s is None or round(cue.end_s, 3) <= round(start, 3):
            cue = replace(cue, end_s=following or start + LAST_CUE_S)
        found.append(cue)
    return found[::-1]


def _vtt_block(cue: Cue) -> str:
    times = f"{format_timecode(cue.start_s or 0)} --> {format_timecode(cue.end_s or 0)}"
    voice = f"<v {_escape(one_line(cue.speaker))}>" if cue.speaker else ""
    return f"{times}\n{voice}{_escape(without_gaps(cue.text))}\n"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def without_gaps(text: str) -> str:
    """The lines of a text that say something."""
    return "\n".join(line for part in text.splitlines() if (line := part.strip()))


def one_line(text: str) -> str:
    return " ".join(text.split())


def to_text(cues: Iterable[Cue]) -> str:
    """Words alone, a paragraph a line, each speaker named when they begin: what is searched."""
    lines: list[str] = []
    speaker = ""
    for paragraph in paragraphs(cues):
        words = one_line(paragraph.text)
        is_new = paragraph.speaker and paragraph.speaker != speaker
        lines.append(f"{paragraph.speaker} : {words}" if is_new else words)
        speaker = paragraph.speaker
    return "\n".join(lines)


def paragraphs(cues: Iterable[Cue]) -> list[Paragraph]:
    """Cues of one speaker joined for reading. A pause, or the end of a sentence once there is
    enough, starts a new paragraph; a cue without times was a paragraph already."""
    return [_paragraph(group) for group in _groups(cues)]


def _groups(cues: Iterable[Cue]) -> Iterator[list[Cue]]:
    group: list[Cue] = []
    size = 0
    for cue in cues:
        if group and _is_new(group[-1], cue, size):
            yield group
            group, size = [], 0
        group.append(cue)
        size += len(cue.text)
    if group:
        yield group


def _is_new(before: Cue, cue: Cue, size: int) -> bool:
    if before.speaker != cue.speaker or before.start_s is None or cue.start_s is None:
        return True
    if before.end_s is None:
        return True
    ended = before.text.endswith(SENTENCE_ENDS)
    return cue.start_s - before.end_s >= PAUSE_S or (ended and size >= PARAGRAPH)


def _paragraph(group: list[Cue]) -> Paragraph:
    first = group[0]
    # At its lines alone: spaces that do not break are typography.
    words = " ".join(line.strip() for cue in group for line in cue.text.splitlines())
    return Paragraph(first.start_s, first.speaker, words)
