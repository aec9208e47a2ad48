"""What django-q2 runs. The dotted names are a contract: schedules in databases carry them."""

import time

from django.utils import timezone

from cms import cluster, moments
from feeds import (
    absences,
    deliveries,
    digest,
    leases,
    pictures,
    silence,
    store,
    subscriptions,
)
from feeds.batch import Batch
from feeds.models import Source
from feeds.purge import purge

PURGE_S = 60.0


def refresh_due() -> int:
    """Visits due sources, the longest waiting first, many at a time; how many. Nothing while as
    many such tasks as a machine may have are at work on this one."""
    with cluster.slot() as free:
        if not free:
            return 0
        leases.free_the_dead()
        now = moments.agreed()
        leases.mend(now)
        leases.smooth(now)
        return Batch().run(cluster.is_stopping)


def refresh_suspects() -> int:
    """Visits due sources whose last visit was never recorded, one by one; how many."""
    leases.free_the_dead()
    return Batch(suspects=True).run(cluster.is_stopping)


def read_deliveries() -> int:
    """When a hub has delivered, and every minute for what was left: reads it; how many bodies."""
    return deliveries.read_waiting(cluster.is_stopping)


def tend_subscriptions() -> int:
    """Every minute: begins, renews and ends subscriptions at hubs; how many were asked."""
    return subscriptions.tend(cluster.is_stopping)


def watch_silence() -> bool:
    """Every five minutes: the dead-man switch of ingestion; whether it rings."""
    return silence.watch()


def send_digest() -> int:
    """Every day: sources that fail or are silent, to whoever looks after them; how many."""
    return digest.send()


def end_embargoes() -> int:
    """Every minute: what was announced for now is let through; how many items."""
    return store.end_embargoes(timezone.now())


def look_for_missing() -> int:
    """Every quarter of an hour: asks the pages of items that left their source early; how many are
    gone."""
    return absences.look_for(timezone.now(), cluster.is_stopping)


def purge_items() -> int:
    """Every day: items whose time is over, for PURGE_S at most; how many. What is left is for
    another day."""
    ends_at = time.monotonic() + PURGE_S
    removed = 0
    for found in purge(Source.objects.all(), timezone.now()):
        removed += found.removed
        if cluster.is_stopping() or time.monotonic() > ends_at:
            break
    return removed


def take_pictures() -> int:
    """Every minute: pictures for items that came in without; how many got one. Nothing while as
    many long tasks as a machine may have are at work on this one."""
    with cluster.slot() as free:
        return pictures.take(cluster.is_stopping) if free else 0


def sweep_pictures() -> int:
    """Every day: deletes the pictures of items that are gone; how many."""
    return pictures.sweep(timezone.now())
