"""What has left its document before its time: pure."""

from collections.abc import Collection, Iterable
from datetime import datetime

from feeds.memory import Other

MOST = 20
"""Absent items of one document that are looked into at a time."""


def missing(
    dates: Iterable[datetime], others: Iterable[Other], merged: Collection[str]
) -> list[str]:
    """Identities of followed items that a complete document, of items of these dates, should still
    have.

    That is: they are newer than all but the oldest quarter of it, where an old entry that is kept
    on top may stand. Being absent proves nothing yet: the address of the item is asked.
    """
    in_order = sorted(dates)
    if not in_order:
        return []
    oldest = in_order[len(in_order) // 4]
    gone = (
        other.identity
        for other in others
        if other.is_followed and other.published_at > oldest and other.identity not in merged
    )
    return list(gone)[:MOST]
