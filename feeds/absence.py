"""What has left its document before its time: pure."""

from collections.abc import Collection, Iterable, Sequence

from feeds.memory import Other
from feeds.types import Item

MOST = 20
"""Absent items of one document that are looked into at a time."""


def missing(items: Sequence[Item], others: Iterable[Other], merged: Collection[str]) -> list[str]:
    """Identities of followed items that a complete document should still have.

    That is: they are newer than all but the oldest quarter of it, where an old entry that is kept
    on top may stand. Being absent proves nothing yet: the address of the item is asked.
    """
    dates = sorted(item.published_at for item in items if item.published_at)
    if not dates:
        return []
    oldest = dates[len(dates) // 4]
    gone = (
        other.identity
        for other in others
        if other.is_followed and other.published_at > oldest and other.identity not in merged
    )
    return list(gone)[:MOST]
