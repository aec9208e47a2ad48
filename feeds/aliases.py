"""The same item under another identity: a site that moved, a guid that changes. Pure."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from feeds.memory import Other
from feeds.types import Item

MIGRATION = 0.5
"""Share of a document that must be known under other identities before weaker likeness counts."""
ENOUGH_TEXT = 40
"""Letters of an excerpt that two items hardly share by chance."""

Likeness = Callable[[Item | Other], Hashable | None]


def same_items(new: Sequence[Item], others: Iterable[Other], size: int) -> dict[str, str]:
    """Stored identities by the identities that the items of a document of `size` now have.

    Each likeness must be unique on both sides. Always: the same title at the same address (on any
    host) or at the same minute. Where more than MIGRATION of the document is found then, the site
    has moved: the same address, or the same title and beginning, are enough.
    """
    rest = list(others)
    found = _matched(new, rest, (_titled_address, _titled_date))
    loose = _matched(new, rest, (_titled_address, _titled_date, _address, _titled_text))
    return loose if len(loose) > size * MIGRATION else found


def _matched(
    new: Sequence[Item], others: Sequence[Other], likenesses: Iterable[Likeness]
) -> dict[str, str]:
    found: dict[str, str] = {}
    taken: set[str] = set()
    for likeness in likenesses:
        places = _unique((o for o in others if o.identity not in taken), likeness)
        wanted = _unique((i for i in new if i.identity not in found), likeness)
        pairs = {wanted[key]: places[key] for key in wanted.keys() & places.keys()}
        found |= pairs
        taken |= set(pairs.values())
    return found


def _unique(items: Iterable[Item | Other], likeness: Likeness) -> Mapping[Hashable, str]:
    """Identities by what only one of them is like."""
    keyed = [(key, item.identity) for item in items if (key := likeness(item)) is not None]
    count = Counter(key for key, _ in keyed)
    return {key: identity for key, identity in keyed if count[key] == 1}


def _address(item: Item | Other) -> Hashable | None:
    """Path and query, which stay when a site changes its host; a host alone is nobody's."""
    parts = urlsplit(item.url)
    path = parts.path.rstrip("/")
    return (path, parts.query) if path or parts.query else None


def _titled_address(item: Item | Other) -> Hashable | None:
    address = _address(item)
    return address and (item.title, address)


def _titled_date(item: Item | Other) -> Hashable | None:
    date = item.published_at
    return date and (item.title, date.replace(second=0, microsecond=0))


def _titled_text(item: Item | Other) -> Hashable | None:
    return (item.title, item.excerpt) if len(item.excerpt) >= ENOUGH_TEXT else None
