"""From a document to clean items: all that is done to a stranger's bytes before deciding.

Pure and without Django's settings, so that a process that may be killed can do it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from feeds.errors import FeedError
from feeds.excess import newest_entries
from feeds.normalise import normalise
from feeds.parse import MAX_ENTRIES, parse
from feeds.sanitise import clean_item
from feeds.types import Feed, Fetched, Item


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says: its head, without raw entries, and its items, which may be stored.

    `is_archive`: it is a page of the past (RFC 5005), not what the source says now. `is_part`: it
    is some of what the source says, as a hub delivers it.
    """

    feed: Feed
    items: tuple[Item, ...]
    is_archive: bool = False
    is_part: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is read to its end and shows the present: what it lacks is not there."""
        is_cut = bool(self.feed.warning) or len(self.items) >= MAX_ENTRIES
        return not (is_cut or self.is_archive or self.is_part)


def read(fetched: Fetched, now: datetime) -> Reading:
    """The items of a document, normalised and cleaned; `now` in UTC.

    Raises FeedError: those of `parse`, or `too_complex` where memory or the stack ran out.
    """
    try:
        feed = parse(replace(fetched, body=newest_entries(fetched.body, MAX_ENTRIES)))
        items = tuple(clean_item(item) for item in normalise(feed, now))
    except (MemoryError, RecursionError) as error:
        raise FeedError("too_complex", repr(error)) from error
    return Reading(replace(feed, entries=()), items)
