"""What a document repeats of the one before it: entries that need not be read again. Pure.

A feed that changes has a new entry or two, and twenty old ones byte for byte as they were. Those
are known by their fingerprints and left out before a parser sees them: reading costs what is new.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from feeds.excess import entry_spans
from feeds.json_feed import is_json
from feeds.parse import MAX_ENTRIES
from feeds.types import Fetched
from media_library import video_url

# What does not end takes the rest: it is not looked for again at each beginning. Sections of CDATA
# are kept, whatever they look like inside.
_COMMENT = re.compile(rb"(<!\[CDATA\[(?:.*?\]\]>|.*))|<!--(?:.*?-->|.*)", re.S)
_END = re.compile(rb"(?:/|</(?:atom:|rss:)?(?:item|entry)\s*)>$")
_DATED = re.compile(
    rb"<((?:\w+:)?(?:lastBuildDate|pubDate|updated|modified|date))\b[^<>]*>[^<>]*</\1\s*>"
)
"""What many feeds write into their head at each request, and no item depends on."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that was read: a digest of its bytes, the identity and the date of its item, and the
    hash under which that was stored then (`decide.content_hash`)."""

    fingerprint: str
    identity: str
    published_at: datetime | None
    content_hash: str = ""


@dataclass(frozen=True, slots=True)
class Familiar:
    """The entries of a document; `frame` is a digest of all that stands around them, and of the
    code that has read them. Without a frame, nothing is familiar."""

    frame: str = ""
    entries: tuple[Entry, ...] = ()

    def as_json(self) -> str:
        rows = (
            [
                e.fingerprint,
                e.identity,
                e.content_hash,
                e.published_at and e.published_at.timestamp(),
            ]
            for e in self.entries
        )
        return json.dumps([*rows], separators=(",", ":"))

    @classmethod
    def from_json(cls, frame: str, text: str) -> "Familiar":
        rows = json.loads(text)
        entries = (Entry(digest, key, _moment(at), stored) for digest, key, stored, at in rows)
        return cls(frame, tuple(entries))

    def stored_as(self, hashes: Mapping[str, str]) -> "Familiar":
        """With the hashes of their items by identity."""
        entries = (replace(e, content_hash=hashes.get(e.identity, "")) for e in self.entries)
        return replace(self, entries=tuple(entries))


NOTHING = Familiar()


@dataclass(frozen=True, slots=True)
class Pieces:
    """A document in pieces: what stands before its entries, each of them, what stands behind."""

    head: bytes
    entries: tuple[bytes, ...]
    tail: bytes
    frame: str

    @classmethod
    def of(cls, fetched: Fetched) -> "Pieces | None":
        """None for what cannot be taken apart safely: JSON, no or too many entries, an encoding
        of two bytes a letter, an entry that does not end, anything but space between two."""
        body = fetched.body
        spans = [] if is_json(body) else list(entry_spans(body))
        if not spans or len(spans) > MAX_ENTRIES:
            return None
        gaps = (body[end:start] for (_, end), (start, _) in pairwise(spans))
        if any(_uncommented(gap).strip() for gap in gaps):
            return None
        head, tail = body[: spans[0][0]], body[spans[-1][1] :]
        entries = tuple(body[start:end] for start, end in spans)
        if not all(_END.search(entry[-100:]) for entry in entries):
            return None
        return cls(head, entries, tail, _frame(fetched, head, tail))

    def fingerprints(self) -> list[str]:
        """Of the entries, in order."""
        return [_digest(entry) for entry in self.entries]

    def without(self, known: Collection[str]) -> "Pieces":
        """The same without the entries of these fingerprints."""
        pairs = zip(self.fingerprints(), self.entries, strict=True)
        rest = tuple(entry for fingerprint, entry in pairs if fingerprint not in known)
        return replace(self, entries=rest)

    @property
    def body(self) -> bytes:
        return b"".join([self.head, *self.entries, self.tail])


def known_to(familiar: Familiar, pieces: Pieces) -> dict[str, Entry]:
    """The entries of a document that are familiar, by fingerprint: all around them must be too.
    None where they are the smaller half, which would save less than a second reading costs."""
    if familiar.frame != pieces.frame:
        return {}
    before = {entry.fingerprint: entry for entry in familiar.entries}
    known = {digest: before[digest] for digest in pieces.fingerprints() if digest in before}
    return known if 2 * len(known) >= len(pieces.entries) else {}


def _uncommented(part: bytes) -> bytes:
    return _COMMENT.sub(lambda found: found[1] or b"", part)


def _frame(fetched: Fetched, head: bytes, tail: bytes) -> str:
    said = (_DATED.sub(b"", _uncommented(part)) for part in (head, tail))
    around = (fetched.url, fetched.zone, fetched.headers.get("content-type", ""))
    parts = [READER, *(word.encode("utf-8", "surrogatepass") for word in around), *said]
    return _digest(b"\0".join(parts))


def _digest(value: bytes) -> str:
    return blake2b(value, digest_size=12).hexdigest()


def _reader() -> bytes:
    digest = blake2b()
    for path in [*sorted(Path(__file__).parent.glob("*.py")), Path(video_url.__file__)]:
        digest.update(path.read_bytes())
    for name in ("feedparser", "nh3"):
        digest.update(version(name).encode())
    return digest.digest()


READER = _reader()
"""A digest of the code that reads, as it was loaded: what another one has read is read again."""


def _moment(timestamp: float | None) -> datetime | None:
    return None if timestamp is None else datetime.fromtimestamp(timestamp, UTC)
