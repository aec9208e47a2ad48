"""When a receiver that has failed is tried again: pure, the dice are thrown by the caller."""

from datetime import datetime, timedelta

FIRST = timedelta(seconds=30)
"""Longer than any attempt takes: until then nobody else tries (syndication/webhooks.py)."""
LONGEST = timedelta(minutes=15)
JITTER = 0.5
TRIES = 300
"""In a row, in vain, after which a receiver is given up: three days at least."""


def retry_at(now: datetime, tries: int, dice: float) -> datetime:
    """The moment of the next attempt after so many. `dice`, from 0 to 1, puts it off by up to half
    of the wait, so that receivers that failed together are not tried together."""
    doublings = min(tries - 1, 10)  # far beyond LONGEST, and no number too large
    return now + min(FIRST * 2**doublings, LONGEST) * (1 + JITTER * dice)
