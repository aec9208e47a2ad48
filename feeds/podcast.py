"""What a podcast says of its episodes: Podcasting 2.0 (https://podcastindex.org/namespace/1.0) and
Podlove's chapters (https://podlove.org/simple-chapters).

feedparser keeps the last person and the last transcript only, so this is a second reading of the
same document (feeds/elements.py).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from feeds import elements
from feeds.dates import read_date
from feeds.types import (
    NO_EXTRAS,
    Chapter,
    Credit,
    Enclosure,
    Extras,
    Markup,
    RawEntry,
    Soundbite,
    Transcript,
)

MAX_OF_A_KIND = 200
_TEXT_LIMIT = 10_000
Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Podcast:
    """By position of the item in its document: its extras and its files in other formats. `lives`
    are broadcasts, which stand beside the items."""

    extras: tuple[Extras, ...] = ()
    files: tuple[tuple[Enclosure, ...], ...] = ()
    lives: tuple[RawEntry, ...] = ()

    def extras_of(self, position: int) -> Extras:
        return self.extras[position] if position < len(self.extras) else NO_EXTRAS

    def files_of(self, position: int) -> tuple[Enclosure, ...]:
        return self.files[position] if position < len(self.files) else ()


NO_PODCAST = Podcast()


def read_podcast(body: bytes, encoding: str = "") -> Podcast:
    """What a document says in those two vocabularies; nothing when it does not speak them."""
    if b"podcast:" not in body and b"simple-chapters" not in body:
        return NO_PODCAST
    reader = _Reader()
    elements.visit(body, encoding, reader.start, reader.end, reader.characters)
    return reader.podcast()


@dataclass(slots=True)
class _Notes:
    """What was read of one item so far."""

    is_live: bool = False
    status: str = ""
    starts_at: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    transcripts: list[Transcript] = field(default_factory=list)
    people: list[Credit] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    chapters_url: str = ""
    soundbites: list[Soundbite] = field(default_factory=list)
    season: int | None = None
    episode: int | None = None
    files: list[Enclosure] = field(default_factory=list)
    alternate: Attributes = field(default_factory=dict)

    def extras(self) -> Extras:
        extras = Extras(
            transcripts=tuple(self.transcripts[:MAX_OF_A_KIND]),
            people=tuple(self.people[:MAX_OF_A_KIND]),
            chapters=tuple(sorted(self.chapters, key=lambda c: c.start_s)[:MAX_OF_A_KIND]),
            chapters_url=self.chapters_url,
            soundbites=tuple(self.soundbites[:MAX_OF_A_KIND]),
            season=self.season,
            episode=self.episode,
            starts_at=self.starts_at,
        )
        return NO_EXTRAS if extras == NO_EXTRAS else extras

    def live(self) -> RawEntry:
        said = self.texts.get
        return RawEntry(
            guid=said("guid", ""),
            link=said("link", ""),
            title=said("title", ""),
            summary=Markup(said("description", "")),
            enclosures=tuple(self.files),
            extras=self.extras(),
            is_live=self.status in {"pending", "live"},
        )


class _Reader:
    """Notes what expat reads. An element of a vocabulary is handled by the method of its name."""

    def __init__(self) -> None:
        self._items: list[_Notes] = []
        self._lives: list[_Notes] = []
        self._current: _Notes | None = None
        self._text: list[str] = []
        self._attributes: list[Attributes] = []

    def podcast(self) -> Podcast:
        return Podcast(
            extras=tuple(notes.extras() for notes in self._items),
            files=tuple(tuple(notes.files) for notes in self._items),
            lives=tuple(notes.live() for notes in self._lives),
        )

    def start(self, name: str, attributes: Attributes) -> None:
        space, _, local = name.rpartition(" ")
        self._text = []
        self._attributes.append(attributes)
        if local in {"item", "entry"} and not _is_podcast(space):
            self._current = _Notes()
            self._items.append(self._current)
        elif local == "liveItem" and _is_podcast(space):
            self._current = _live_notes(attributes)
            self._lives.append(self._current)
        elif self._current and local == "alternateEnclosure":
            self._current.alternate = attributes

    def characters(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        space, _, local = name.rpartition(" ")
        attributes = self._attributes.pop()
        words = "".join(self._text).strip()[:_TEXT_LIMIT]
        self._text = []
        if local in {"item", "entry", "liveItem"}:
            self._current = None
        elif self._current is None:
            return
        elif handle := _HANDLERS.get(local) if _is_spoken(space) else None:
            handle(self._current, attributes, words)
        elif self._current.is_live and not space:
            _note_plain(self._current, local, attributes, words)


def _live_notes(attributes: Attributes) -> _Notes:
    starts_at = read_date(attributes.get("start", ""))
    return _Notes(
        is_live=True,
        status=attributes.get("status", "").lower(),
        starts_at=starts_at.isoformat() if starts_at else "",
    )


def _is_podcast(space: str) -> bool:
    space = space.lower()
    return "podcastindex" in space or "podcast-namespace" in space


def _is_spoken(space: str) -> bool:
    return _is_podcast(space) or "simple-chapters" in space


def _note_plain(notes: _Notes, local: str, attributes: Attributes, words: str) -> None:
    """A live broadcast is no item to feedparser: its ordinary elements are read here."""
    if local == "enclosure":
        notes.files.append(_file(attributes.get("url", ""), attributes))
    else:
        notes.texts.setdefault(local, words)


def _file(url: str, attributes: Attributes) -> Enclosure:
    return Enclosure(
        url=url,
        media_type=attributes.get("type", ""),
        length=_whole(attributes.get("length", "")),
        is_default=attributes.get("default") == "true",
    )


def _transcript(notes: _Notes, attributes: Attributes, words: str) -> None:
    notes.transcripts.append(
        Transcript(
            url=attributes.get("url", ""),
            media_type=attributes.get("type", "")[:100],
            language=attributes.get("language", "")[:10],
        )
    )


def _person(notes: _Notes, attributes: Attributes, words: str) -> None:
    role = attributes.get("role", "host").lower()[:50]
    notes.people.append(Credit(name=words, role=role, url=attributes.get("href", "")))


def _chapters(notes: _Notes, attributes: Attributes, words: str) -> None:
    if url := attributes.get("url"):
        notes.chapters_url = url


def _chapter(notes: _Notes, attributes: Attributes, words: str) -> None:
    start = _play_time(attributes.get("start", ""))
    if start is not None and attributes.get("title"):
        notes.chapters.append(Chapter(start, attributes["title"]))


def _soundbite(notes: _Notes, attributes: Attributes, words: str) -> None:
    start = _play_time(attributes.get("startTime", ""))
    duration = _play_time(attributes.get("duration", ""))
    if start is not None and duration:
        notes.soundbites.append(Soundbite(start, duration, words))


def _season(notes: _Notes, attributes: Attributes, words: str) -> None:
    notes.season = _whole(words)


def _episode(notes: _Notes, attributes: Attributes, words: str) -> None:
    notes.episode = _whole(words)


def _source(notes: _Notes, attributes: Attributes, words: str) -> None:
    """The first address of a file in another format: the others are copies of it."""
    if notes.alternate:
        notes.files.append(_file(attributes.get("uri", ""), notes.alternate))
        notes.alternate = {}


_HANDLERS: dict[str, Callable[[_Notes, Attributes, str], None]] = {
    "transcript": _transcript,
    "person": _person,
    "chapters": _chapters,
    "chapter": _chapter,
    "soundbite": _soundbite,
    "season": _season,
    "episode": _episode,
    "source": _source,
}


def _whole(text: str) -> int | None:
    """A whole number above zero, as `3` or `3.0`; an episode 3.5 is the third."""
    seconds = _play_time(text)
    return int(seconds) if seconds and 1 <= seconds < 2**31 else None


def _play_time(text: str) -> float | None:
    """Seconds of a normal play time (RFC 2326, 3.6): `61.5`, `1:01.5`, `00:01:01.500`."""
    seconds = 0.0
    for part in text.strip().split(":"):
        whole = part.replace(".", "", 1)
        if not (whole.isascii() and whole.isdigit() and len(part) < 20):
            return None
        seconds = seconds * 60 + float(part)
    return seconds
