"""One visit of one source, from its address to its rows."""

import time
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from feeds import apart, leases
from feeds.apart import Reader
from feeds.fetch import fetch
from feeds.keep import keep
from feeds.leases import Lease
from feeds.models import Source
from feeds.reading import Reading
from feeds.settle import Brought, settle
from feeds.timing import elapsed_ms
from feeds.types import Fetched, Outcome, Report


def refresh(source: Source) -> Report:
    """Visits a source and says what came of it; never raises for what a stranger sent.

        Source → lease ─ no ───────────────────────────────────────────→ Report(held)
        ┌ bring ──┼─────────────────────────────────────────── no database, any thread ┐
        │       fetch ──── not modified ────────────────────┐                          │
        │         │ Fetched                                 │                          │
        │       read: parse → normalise → clean             │                          │
        └─────────┼ Reading ────────────────────────────────┼──────────────────────────┘
        ┌ settle ─┼─────────────────────────────────────────┼──────── the task's own thread ┐
        │       decide ←── recall: what is known            │                          │
        │         │ Decision of Change, small ones marked   │                          │
        │       store ───→ items and publications           │                          │
        │         │                                         │                          │
        │       follow ←────────────────────────────────────┤  hubs that were told of  │
        │         │ live?                                   │                          │
        │     next_visit ←──────────────────────────────────┤                          │
        │         │                                         │                          │
        │       record ───→ source, history, lease back     │                          │
        └─────────┼─────────────────────────────────────────┼──────────────────────────┘
                Report                     any FeedError ───┘

    `feeds.batch` makes many visits at once: the steps of settling (`feeds.settle`, `feeds.keep`)
    are then taken for several together, in two transactions. Run twice, same rows.
    """
    lease = leases.take(source, timezone.now())
    if lease is None:
        return Report(source.feed_url, Outcome.HELD)
    return settle(lease, bring(lease))


def bring(lease: Lease, reader: Reader = apart.read) -> Brought:
    """Fetches and reads, whatever happens; asks nothing of the database."""
    begun = time.monotonic()
    source = lease.source
    fetched: Fetched | None = None
    found: Reading | None = None
    failure: Exception | None = None
    try:
        answer = fetch(source.feed_url, source.conditions(lease.at), lease.at)
        fetched = replace(answer, zone=source.timezone)
        found = None if fetched.not_modified else reader(fetched, lease.at, lease.familiar)
    except Exception as error:
        failure = error
    return Brought(elapsed_ms(begun), fetched, found, failure)


def ingest(source: Source, fetched: Fetched, now: datetime) -> Report:
    """A visit from reading to store, for a document that is at hand: a bundled sample.

    Raises FeedError. Leaves the source's visits, validators and lease alone.
    """
    return keep(source, fetched, apart.read(fetched, now), now)
