"""What is shown of a content that was found: its title and the passage in which the words stand,
marked, and of a recording the moment at which they are said."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString

from search.query import ENGINES, Results
from search.words import candidates, fold
from search.words import spelled as folded
from shows.durations import format_duration

SHOWN = 240
"""Characters of a passage, about."""
BEFORE = 80
"""Of which so many stand before the first marked word."""
SOME = 400
"""Different words of all texts of a page whose stems are asked for."""


_BETWEEN_BLOCKS = re.compile(r"(?<![.!?…:,\s])\s*\n\s*")
"""Of a heading and what stands below it, nothing tells where the one ends. A semicolon does not
either: what is escaped ends with one."""


class Mark(NamedTuple):
    """A word of a text, by its place, and which of those that were asked for it is."""

    start: int
    end: int
    stem: str


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is said, for a link: whole seconds, and as a clock shows them."""

    second: int
    clock: str


@dataclass(frozen=True, slots=True)
class Passage:
    """`title` and `html` are text but for `<mark>`; `html` is empty where none of the words stands
    in what was read."""

    title: SafeString
    html: SafeString
    moment: Moment | None = None


class Text(NamedTuple):
    """A text as it is shown and, letter by letter, as it is read; when it is said, in seconds."""

    shown: str
    plain: str
    start_s: float = 0.0


def passages_of(results: Results, titles: Sequence[str]) -> list[Passage]:
    """One for each row of results that were read with their texts, and its title as it is shown.
    One query at most."""
    heads = [_read(title) for title in titles]
    texts = [_read(row.text) for row in results.rows]  # type: ignore[attr-defined]  # annotated
    cues = [_cues(row.told) for row in results.rows]  # type: ignore[attr-defined]  # annotated
    marker = Marker.of(results, [*heads, *texts, *(cue for some in cues for cue in some)])
    return [_passage(marker, *found) for found in zip(heads, texts, cues, strict=True)]


def _read(text: str, start_s: float = 0.0) -> Text:
    return Text(text, fold(text), start_s)


def _cues(document: str) -> list[Text]:
    """What is said and when; nothing of a transcript without times."""
    if '"transcript":[{' not in document:
        return []
    cues = json.loads(document)["details"].get("transcript", [])
    # Lines of a subtitle end where the screen does.
    said = [(" ".join(cue["text"].split()), cue["start_s"]) for cue in cues]
    return [_read(text, start_s) for text, start_s in said if start_s is not None]


def _passage(marker: "Marker", head: Text, text: Text, cues: Sequence[Text]) -> Passage:
    """Where most of the words are said, if any is, else where most of them stand."""
    title = _marked(head.shown, marker.marks(head), 0, len(head.shown))
    best = max(cues, key=lambda cue: _stems(marker.marks(cue)), default=None)
    if best and (said := marker.marks(best)):
        second = int(best.start_s)
        moment = Moment(second, format_duration(second))
        return Passage(title, _cut(best.shown, said), moment)
    marks = marker.marks(text)
    return Passage(title, _cut(text.shown, marks)) if marks else Passage(title, SafeString(""))


def _stems(marks: Iterable[Mark]) -> int:
    return len({mark.stem for mark in marks})


def _densest(marks: Sequence[Mark]) -> int:
    """The place in `marks` from which most of the words stand within one passage."""
    best, most, end = 0, 0, 0
    for number, mark in enumerate(marks):
        end = max(end, number)
        while end < len(marks) and marks[end].end - mark.start < SHOWN - BEFORE:
            end += 1
        count = _stems(marks[number:end])
        if count > most:
            best, most = number, count
    return best


def _cut(text: str, marks: Sequence[Mark]) -> SafeString:
    """About SHOWN characters where most of the words stand, cut between words."""
    first = marks[_densest(marks)].start
    start = _next_gap(text, first - BEFORE, first) if first > BEFORE else 0
    end = min(len(text), start + SHOWN)
    while 0 < end < len(text) and not text[end].isspace() and end - start < SHOWN + 40:
        end += 1
    before = "…\u00a0" if start else ""
    after = "\u00a0…" if end < len(text) else ""
    shown = f"{before}{_marked(text, marks, start, end)}{after}"
    return SafeString(_BETWEEN_BLOCKS.sub(" · ", shown.strip()))


def _marked(text: str, marks: Sequence[Mark], start: int, end: int) -> SafeString:
    """What stands from `start` to `end`, its marks set."""
    pieces: list[str] = []
    for mark in marks:
        if mark.start >= start and mark.end <= end:
            pieces += [escape(text[start : mark.start]), "<mark>"]
            pieces += [escape(text[mark.start : mark.end]), "</mark>"]
            start = mark.end
    return SafeString("".join([*pieces, escape(text[start:end])]))


def _next_gap(text: str, start: int, before: int) -> int:
    """The first place after a space from `start` on, `before` at the latest."""
    gap = re.compile(r"\s+").search(text, start, before)
    return gap.end() if gap else start


@dataclass(frozen=True, slots=True)
class Marker:
    """Knows which words of texts are forms of those that were asked for."""

    pattern: re.Pattern[str]
    stems: dict[str, str]

    @classmethod
    def of(cls, results: Results, texts: Iterable[Text]) -> "Marker":
        pattern = candidates(results.words)
        some: dict[str, None] = {}
        for text in texts:
            some.update(dict.fromkeys(map(folded, pattern.findall(text.plain))))
            if len(some) > SOME:
                break
        asked = [folded(word) for word in results.words]
        if not some:
            return cls(pattern, {})
        stems = ENGINES[connection.vendor].stems([*asked, *list(some)[:SOME]])
        wanted = {stems[word] for word in asked} - {""}
        found = {word: stems[word] for word in some if stems.get(word) in wanted}
        if results.found.is_completed:
            start = stems[asked[-1]] or asked[-1]
            found |= {word: start for word in some if stems.get(word, "").startswith(start)}
        return cls(pattern, found)

    def marks(self, text: Text) -> list[Mark]:
        if not self.stems:
            return []
        words = ((match, folded(match.group())) for match in self.pattern.finditer(text.plain))
        return [
            Mark(*match.span(), self.stems[word]) for match, word in words if word in self.stems
        ]
