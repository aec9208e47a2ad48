"""What was read becomes rows: recalled, decided and stored, for many documents together."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.db import InterfaceError, OperationalError

from feeds import apart, recall, store
from feeds.churn import calmed
from feeds.decide import decide, must_be_read, stored_hashes
from feeds.errors import FeedError
from feeds.memory import Decision
from feeds.models import Source
from feeds.normalise import deleted_identities
from feeds.reading import Reading
from feeds.recall import Arrival
from feeds.types import Fetched, Outcome, Report

logger = logging.getLogger(__name__)
T = TypeVar("T")

AWAY = (OperationalError, InterfaceError)
"""The database's affair: nothing is held against a source."""


TOO_LARGE = "54"
"""The class of what PostgreSQL has no room for, a search vector or a row of an index: of all that
it calls operational, the one that comes of the values (PostgreSQL 15, appendix A)."""


def is_away(error: Exception) -> bool:
    """Whether the database is to blame, and not what it was given."""
    state = str(getattr(error.__cause__, "sqlstate", None) or "")
    return isinstance(error, AWAY) and not state.startswith(TOO_LARGE)


class UnreadError(Exception):
    """The words of an entry are wanted that was not read, being familiar."""


def together_or_each(
    arrived: Sequence[T],
    together: Callable[[Sequence[T]], list[Report]],
    instead: Callable[[T, Exception], list[Report]],
) -> list[Report]:
    """What many would pay each they pay once. Where that fails, each is taken alone, so that the
    one to blame costs itself; of that one, what is done `instead`.

    Raises OperationalError or InterfaceError when the database is away: nobody is to blame then.
    """
    try:
        return together(arrived)
    except Exception as error:
        if is_away(error):
            raise
        if len(arrived) == 1:
            return instead(arrived[0], error)
        return [r for each in arrived for r in together_or_each([each], together, instead)]


def kept(arrived: Sequence[Arrival]) -> list[Report]:
    """`keep_all`; what cannot be kept is a report of it."""
    return together_or_each(arrived, keep_all, _keep_whole)


def _keep_whole(arrival: Arrival, error: Exception) -> list[Report]:
    """Once more, where the words are wanted that familiar entries were not read for."""
    if isinstance(error, UnreadError):
        return together_or_each([arrival], _read_and_keep, _fail)
    return _fail(arrival, error)


def _read_and_keep(arrived: Sequence[Arrival]) -> list[Report]:
    return keep_all([replace(a, found=apart.read(a.fetched, a.now)) for a in arrived])


def _fail(arrival: Arrival, error: Exception) -> list[Report]:
    return [failure(arrival.source.feed_url, error)]


def keep(
    source: Source,
    fetched: Fetched,
    found: Reading,
    now: datetime,
    until: datetime | None = None,
) -> Report:
    """`keep_all` for one document."""
    (report,) = keep_all([Arrival(source, fetched, found, now, until)])
    return report


def keep_all(arrived: Sequence[Arrival]) -> list[Report]:
    """Decides and stores, in one transaction, while nobody else does for these sources. Nothing
    where a lease was lost, or the source is gone or another feed by now.

    Raises UnreadError.
    """
    if not arrived:
        return []
    with store.holding({each.source: each.until for each in arrived}) as current:
        held = [each for each in arrived if each.source.pk in current]
        decided = _decided([replace(each, source=current[each.source.pk]) for each in held])
        store.store(decided)
    by_source = {arrival.source.pk: decision for arrival, decision in decided}
    return [_report(each, by_source.get(each.source.pk)) for each in arrived]


def _decided(arrivals: Sequence[Arrival]) -> list[tuple[Arrival, Decision]]:
    """Small changes are judged last: they need the stored words, of what has changed only."""
    decided = []
    for arrival, memory in zip(arrivals, recall.memories_of(arrivals), strict=True):
        found = arrival.found
        if must_be_read(found.repeated, memory):
            raise UnreadError(arrival.source.feed_url)
        deleted = deleted_identities(found.feed)
        decision = decide(found.items, memory, deleted, found.is_whole, found.repeated)
        decision = calmed(decision, recall.looks(arrival.source, decision))
        remembered = found.remembered.stored_as(stored_hashes(memory, decision))
        decided.append((replace(arrival, found=replace(found, remembered=remembered)), decision))
    return decided


def _report(arrival: Arrival, decision: Decision | None) -> Report:
    if decision is None:
        return Report(arrival.source.feed_url, Outcome.HELD)
    return Report(
        arrival.source.feed_url,
        Outcome.UPDATED,
        new=decision.new,
        updated=decision.updated,
        unchanged=decision.unchanged,
        detail=arrival.found.feed.warning,
        status=arrival.fetched.status,
        bytes=len(arrival.fetched.body),
        held=decision.held,
    )


def failure(address: str, error: Exception) -> Report:
    """Of a visit that ended in an error: its name, or `internal` where the mistake is ours."""
    if not isinstance(error, FeedError):
        # Ours, not theirs: loud in the log, and no other source pays for it.
        logger.error("%s: the visit failed", address, exc_info=error)
        return Report(address, Outcome.ERROR, "internal", detail=repr(error))
    return Report(
        address,
        Outcome.ERROR,
        error.name,
        detail=error.detail.replace("\0", ""),
        status=error.status,
        retry_after_s=error.retry_after_s,
    )
