"""What was read becomes rows: recalled, decided and stored, for many documents together."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

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

AWAY = (OperationalError, InterfaceError)
"""The database's affair: nothing is held against a source."""


class UnreadError(Exception):
    """The words of an entry are wanted that was not read, being familiar."""


def kept(arrived: Sequence[Arrival]) -> list[Report]:
    """Together, or each for itself."""
    try:
        return keep_all(arrived)
    except AWAY:
        raise
    except Exception as error:
        if len(arrived) > 1:
            return [report for each in arrived for report in kept([each])]
        (alone,) = arrived
        if isinstance(error, UnreadError):
            return _whole(alone)
        return [failure(alone.source.feed_url, error)]


def _whole(arrival: Arrival) -> list[Report]:
    """Once more, with the words that familiar entries were not read for."""
    try:
        found = apart.read(arrival.fetched, arrival.now)
        return keep_all([replace(arrival, found=found)])
    except AWAY:
        raise
    except Exception as error:
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
