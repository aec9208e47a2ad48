"""One visit of one source, from its address to its rows."""

import logging
import random
import time
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from feeds import schedule, store
from feeds.decide import decide
from feeds.errors import FeedError
from feeds.fetch import fetch
from feeds.models import Source
from feeds.normalise import normalise
from feeds.parse import parse
from feeds.sanitise import clean_item
from feeds.types import Fetched, Outcome, Report, Validators

logger = logging.getLogger(__name__)
_dice = random.SystemRandom()


def refresh(source: Source) -> Report:
    """Visits a source and says what came of it; never raises for what a stranger sent.

        Source → take_lease ─ no ──────────────────────────────────────→ Report(held)
                     │
                   fetch ──── not modified ────────────────────┐
                     │ Fetched                                 │
                   parse                                       │
                     │ Feed of RawEntry                        │
                  normalise (+ kinds)                          │
                     │ Item                                    │
                  clean_item                                   │
                     │ Item                                    │
                   decide ←── known rows                       │
                     │ Decision of Change                      │
                   store ───→ items and publications           │
                     │                                         │
                  next_visit ←─────────────────────────────────┤
                     │                                         │
                   record ───→ source, history, lease back     │
                     │                                         │
                   Report                  any FeedError ──────┘

    Nobody else calls the steps. Run twice, same rows.
    """
    begun = time.monotonic()
    now = timezone.now()
    lease = store.take_lease(source, now)
    if lease is None:
        return Report(source.feed_url, Outcome.HELD)
    report, validators = _attempt(source, now)
    report = replace(report, ms=round((time.monotonic() - begun) * 1000))
    failures = source.failures + 1 if report.outcome == Outcome.ERROR else 0
    at = schedule.next_visit(now, failures, _dice.random(), report.retry_after_s)
    store.record(source, lease, report, validators, at)
    return report


def _attempt(source: Source, now: datetime) -> tuple[Report, Validators]:
    """The report, and what the next visit will send: after a failure, what this one sent."""
    try:
        return _read(source, now)
    except FeedError as error:
        report = Report(
            source.feed_url,
            Outcome.ERROR,
            error.name,
            detail=error.detail,
            status=error.status,
            retry_after_s=error.retry_after_s,
        )
    except Exception as error:
        # Ours, not theirs: loud in the log, and no other source pays for it.
        logger.exception("%s: the visit failed", source.feed_url)
        report = Report(source.feed_url, Outcome.ERROR, "internal", detail=repr(error))
    return report, source.validators


def _read(source: Source, now: datetime) -> tuple[Report, Validators]:
    fetched = fetch(source.feed_url, source.validators, now)
    if fetched.not_modified:
        size = len(fetched.body)
        report = Report(source.feed_url, Outcome.NOT_MODIFIED, status=fetched.status, bytes=size)
        return report, fetched.validators
    return ingest(source, fetched, now), fetched.validators


def ingest(source: Source, fetched: Fetched, now: datetime) -> Report:
    """A visit from parse to store, for a document that is at hand: also a bundled sample.

    Raises FeedError. Leaves the source's visits, validators and lease alone.
    """
    feed = parse(fetched)
    items = [clean_item(item) for item in normalise(feed, now)]
    decision = decide(items, store.known(source, items))
    store.store(source, feed, decision, now)
    return Report(
        source.feed_url,
        Outcome.UPDATED,
        new=decision.new,
        updated=decision.updated,
        unchanged=decision.unchanged,
        detail=feed.warning,
        status=fetched.status,
        bytes=len(fetched.body),
    )
