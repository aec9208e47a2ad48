"""When to come back: pure, the dice are thrown by the caller."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from statistics import median

from feeds.moves import Move
from feeds.types import Rhythm, Validators

SHORTEST = timedelta(minutes=5)
UNKNOWN = timedelta(minutes=15)
"""Between two visits of a source whose rhythm nobody knows yet."""
LONGEST = timedelta(hours=24)
PER_GAP = 8
"""Visits in the usual gap between two items: an item waits a sixteenth of it on average."""
FIRST_RETRY = timedelta(hours=1)
MISSING_RETRY = timedelta(hours=6)
GIVEN_UP = 12
"""Failures in a row after which a visit a week is enough; none is ever the last."""
WEEK = timedelta(days=7)
OUTAGE_RETRY = timedelta(minutes=5)
JITTER = 0.15
SEEN = 20
"""Newest items from which a rhythm is read."""
ENOUGH_HOURS = 10
"""Dates before the hours of a source say anything."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the next visit depends on, after this one.

    `failures` in a row and the name of the last `error`; `is_our_outage`: everybody failed, so
    nobody did. `asked_s` is what the site asks for between two visits, `retry_after_s` what it asks
    for this once, `every_s` what the newsroom has set; seconds, None for nothing. `is_live`: a hub
    that we trust tells of what is new, and visits only make sure.
    """

    failures: int = 0
    error: str = ""
    is_our_outage: bool = False
    rhythm: Rhythm | None = None
    asked_s: int | None = None
    retry_after_s: int | None = None
    every_s: int | None = None
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a visit settles for those to come. None of `rhythm`, `asked_s` and `move`: unknown."""

    at: datetime
    validators: Validators
    rhythm: Rhythm | None = None
    asked_s: int | None = None
    move: Move | None = None
    is_our_outage: bool = False


def next_visit(now: datetime, situation: Situation, dice: float) -> datetime:
    """The moment of the next visit. `dice`, from 0 to 1, spreads visits by ±15 %, so that those
    which began together do not come together; what the site asks for is never cut short."""
    wait = _wait(now, situation) * (1 + JITTER * (2 * dice - 1))
    if situation.retry_after_s is not None:
        wait = max(wait, min(timedelta(seconds=situation.retry_after_s), LONGEST))
    return now + wait


def _wait(now: datetime, situation: Situation) -> timedelta:
    if situation.is_our_outage:
        return OUTAGE_RETRY
    if situation.failures:
        return _back_off(situation)
    if situation.every_s:
        return timedelta(seconds=situation.every_s)
    if situation.is_live:
        return LONGEST
    asked = timedelta(seconds=situation.asked_s or 0) / (1 - JITTER)
    return min(max(_usual(now, situation.rhythm), asked), LONGEST)


def _back_off(situation: Situation) -> timedelta:
    """One hour, doubled up to a day; later, a visit a week. YouTube's feeds are missing (404) for
    hours now and then: that is waited out."""
    if situation.failures > GIVEN_UP:
        return WEEK
    first = MISSING_RETRY if situation.error in {"not_found", "gone"} else FIRST_RETRY
    return min(first * 2 ** (situation.failures - 1), LONGEST)


def _usual(now: datetime, rhythm: Rhythm | None) -> timedelta:
    if rhythm is None:
        return UNKNOWN
    wait = timedelta(seconds=rhythm.gap_s) / PER_GAP
    if rhythm.hours and not _is_awake(now, rhythm.hours):
        wait *= 2
    return min(max(wait, SHORTEST), LONGEST)


def _is_awake(now: datetime, hours: frozenset[int]) -> bool:
    """Whether the source was ever seen to publish within an hour of this one."""
    hour = now.astimezone(UTC).hour
    return not hours.isdisjoint({(hour - 1) % 24, hour, (hour + 1) % 24})


def rhythm_of(published: Iterable[datetime | None], now: datetime) -> Rhythm | None:
    """The rhythm that the dates of a document show; None where fewer than two tell anything.

    A source that has fallen silent slows down with its silence.
    """
    dates = sorted({date for date in published if date and date <= now}, reverse=True)[:SEEN]
    if len(dates) < 2:
        return None
    gap = median((newer - older).total_seconds() for newer, older in pairwise(dates))
    silence = (now - dates[0]).total_seconds()
    hours = frozenset(date.astimezone(UTC).hour for date in dates)
    return Rhythm(
        round(max(gap, silence / 2)), hours if len(dates) >= ENOUGH_HOURS else frozenset()
    )


def asked_for(headers: Mapping[str, str], ttl_s: int | None, now: datetime) -> int | None:
    """Seconds that the site asks for between two visits: the longest of `ttl_s` (RSS), max-age
    (RFC 9111, 5.2.2.1) and Expires, up to a day; None where it asks for nothing."""
    asked = [ttl_s or 0, _max_age(headers.get("cache-control", "")), _expires_s(headers, now)]
    return min(max(asked), round(LONGEST.total_seconds())) or None


def _max_age(cache_control: str) -> int:
    for directive in cache_control.lower().split(","):
        name, _, value = directive.strip().partition("=")
        value = value.strip('"')
        if name == "max-age" and value.isascii() and value.isdigit():
            return int(value[:9])
    return 0


def _expires_s(headers: Mapping[str, str], now: datetime) -> int:
    # max-age is newer and wins (RFC 9111, 5.3).
    if "max-age" in headers.get("cache-control", "").lower():
        return 0
    try:
        at = parsedate_to_datetime(headers.get("expires", ""))
    except (ValueError, OverflowError):
        return 0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0, round((at - now).total_seconds()))
