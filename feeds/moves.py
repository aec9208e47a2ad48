"""Feeds that have moved: a new address is believed when it has been told for days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cms.outbound import Redirect
from feeds.hosts import group_of

PERMANENT = frozenset({301, 308})
PATIENCE = timedelta(days=3)
HITS = 5


@dataclass(frozen=True, slots=True)
class Move:
    """An address that a feed is said to have moved to, since when, and how many visits said so."""

    to: str
    since: datetime
    hits: int = 1


def permanent_target(redirects: Sequence[Redirect], url: str) -> str:
    """Where the permanent redirects at the start of a chain lead; empty where the first was none.
    A temporary one (302, 307) is followed and not remembered."""
    target = ""
    for hop, then in zip(redirects, [*(hop.url for hop in redirects[1:]), url], strict=False):
        if hop.status not in PERMANENT:
            break
        target = then
    return target


def follow(move: Move | None, to: str, now: datetime) -> Move | None:
    """What is known of a move after a visit that was sent to `to`, and found a feed there."""
    if not to:
        return None
    if move is None or move.to != to:
        return Move(to, now)
    return Move(to, move.since, min(move.hits + 1, HITS))


def is_believed(move: Move | None, feed_url: str, now: datetime) -> bool:
    """Whether the address may be adopted without asking anybody: told for PATIENCE, by HITS visits,
    and of the same owner. Who takes over a domain could send us anywhere."""
    return (
        move is not None
        and move.hits >= HITS
        and now - move.since >= PATIENCE
        and group_of(move.to) == group_of(feed_url)
    )
