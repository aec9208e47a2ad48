"""From a document to clean items: all that is done to a stranger's bytes before deciding.

Pure and without Django's settings, so that a process that may be killed can do it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.errors import FeedError
from feeds.excess import newest_entries
from feeds.familiar import NOTHING, Entry, Familiar, Pieces, known_to
from feeds.normalise import has_own_names, identities, normalise
from feeds.parse import MAX_ENTRIES, parse
from feeds.sanitise import clean_item
from feeds.types import Feed, Fetched, Item


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says: its head, without raw entries, and its items, which may be stored.

    `repeated` are entries that were read before and have not been read again; `remembered` is what
    makes this document's entries familiar to the next visit. `is_archive`: it is a page of the past
    (RFC 5005), not what the source says now. `is_part`: it is some of what the source says, as a
    hub delivers it.
    """

    feed: Feed
    items: tuple[Item, ...]
    repeated: tuple[Entry, ...] = ()
    remembered: Familiar = NOTHING
    is_archive: bool = False
    is_part: bool = False

    @property
    def size(self) -> int:
        """How many items the document has."""
        return len(self.items) + len(self.repeated)

    @property
    def is_whole(self) -> bool:
        """Whether it is read to its end and shows the present: what it lacks is not there."""
        is_cut = bool(self.feed.warning) or self.size >= MAX_ENTRIES
        return not (is_cut or self.is_archive or self.is_part)

    @property
    def identities(self) -> list[str]:
        """Of all its items."""
        return [*(i.identity for i in self.items), *(e.identity for e in self.repeated)]

    @property
    def dates(self) -> list[datetime]:
        """Of all its items that have one."""
        of_all = (*(i.published_at for i in self.items), *(e.published_at for e in self.repeated))
        return [date for date in of_all if date]


def read(fetched: Fetched, now: datetime, familiar: Familiar = NOTHING) -> Reading:
    """The items of a document, normalised and cleaned, without those of entries that are familiar;
    `now` in UTC.

    Raises FeedError: those of `parse`, or `too_complex` where memory or the stack ran out.
    """
    try:
        pieces = Pieces.of(fetched)
        known = known_to(familiar, pieces) if pieces else {}
        if pieces and known:
            found = _read_rest(fetched, now, pieces, tuple(known.values()))
            if found:
                return found
        if pieces is None:
            fetched = replace(fetched, body=newest_entries(fetched.body, MAX_ENTRIES))
        return _read(fetched, now, pieces)
    except (MemoryError, RecursionError) as error:
        raise FeedError("too_complex", repr(error)) from error


def _read_rest(
    fetched: Fetched, now: datetime, pieces: Pieces, known: tuple[Entry, ...]
) -> Reading | None:
    """The items of the other entries; None where they may depend on those that are left out."""
    rest = pieces.without({entry.fingerprint for entry in known})
    try:
        found = _read(replace(fetched, body=rest.body), now, rest)
    except FeedError:
        return None
    taken = {entry.identity for entry in known}
    is_alone = taken.isdisjoint(found.identities)
    if not is_alone or not (found.remembered.frame or not rest.entries):
        return None
    remembered = Familiar(pieces.frame, (*found.remembered.entries, *known))
    return replace(found, repeated=known, remembered=remembered)


def _read(fetched: Fetched, now: datetime, pieces: Pieces | None) -> Reading:
    feed = parse(fetched)
    items = tuple(clean_item(item) for item in normalise(feed, now))
    remembered = _remembered(pieces, feed, items) if pieces else NOTHING
    return Reading(replace(feed, entries=()), items, remembered=remembered)


def _remembered(pieces: Pieces, feed: Feed, items: Sequence[Item]) -> Familiar:
    """Nothing of a document that was not understood to the letter, or in which a name is shared. An
    entry without an item, or whose date is not believed as yet, is read again each time."""
    keys = identities(feed)
    # What a podcast announces live stands in the head.
    own = [(e.published, key) for e, key in zip(feed.entries, keys, strict=True) if not e.is_live]
    if feed.warning or not has_own_names(feed) or len(own) != len(pieces.entries):
        return NOTHING
    dates = {item.identity: item.published_at for item in items}
    entries = (
        Entry(fingerprint, key, dates[key])
        for fingerprint, (said, key) in zip(pieces.fingerprints(), own, strict=True)
        if key in dates and bool(said) == bool(dates[key])
    )
    return Familiar(pieces.frame, tuple(entries))
