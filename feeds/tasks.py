"""What django-q2 runs. The dotted names are a contract: schedules in databases carry them."""

from django.utils import timezone

from cms import cluster
from feeds import digest, leases, silence
from feeds.batch import Batch


def refresh_due() -> int:
    """Visits due sources, the longest waiting first, many at a time; how many. Nothing while as
    many such tasks as a machine may have are at work on this one."""
    with cluster.slot() as free:
        if not free:
            return 0
        leases.smooth(timezone.now())
        return Batch().run(cluster.is_stopping)


def refresh_suspects() -> int:
    """Visits due sources whose last visit was never recorded, one by one; how many."""
    return Batch(suspects=True).run(cluster.is_stopping)


def watch_silence() -> bool:
    """Every five minutes: the dead-man switch of ingestion; whether it rings."""
    return silence.watch()


def send_digest() -> int:
    """Every day: sources that fail or are silent, to whoever looks after them; how many."""
    return digest.send()
