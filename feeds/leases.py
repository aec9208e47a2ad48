"""Who visits what, and who has had enough visits: each function is one committed transaction.

A source carries its lease (nobody else visits it until then) and the number of visits that were
begun and not recorded. Both are written before the work, so that a process that is killed leaves
its trace: after ATTEMPTS such visits the source is set aside for an editor to look at.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from cms import bulk, cluster, moments
from feeds.familiar import NOTHING, Familiar
from feeds.models import LastDocument, Source
from feeds.models.visits import LEASE, SourceQuerySet

SIZE = 25
PAGE = 100
STOPPED = timedelta(minutes=10)
"""Without one visit, while sources were due: we were away."""
CATCH_UP = 1.5
ATTEMPTS = 3
"""Visits in a row that may end without a record. The first may have been in company of the source
that is to blame; the others are alone in their process (`suspects`)."""

TOLERANCE = timedelta(minutes=1)
"""What lies further ahead was written by a clock that was wrong."""

KIND = "leases"
"""What a process notes of its leases goes by that name (cms/cluster.py)."""
TURN = 0x6B71_0001
"""The advisory lock of those who lease: any number that nothing else here uses."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to visit `source`, as it was read for it, until then (UTC)."""

    source: Source
    until: datetime
    document: LastDocument | None = None

    @property
    def at(self) -> datetime:
        """The moment of the visit."""
        return self.until - LEASE

    @property
    def familiar(self) -> Familiar:
        """The entries of its last document."""
        last = self.document
        return Familiar.from_json(last.frame, last.entries) if last else NOTHING


def has_work() -> bool:
    """Whether a batch of visits could begin on this machine now."""
    return cluster.has_free_slot() and _due().filter(attempts=0).exists()


def has_suspects() -> bool:
    """Whether there is a source whose last visit was never recorded, and is due; or one that a
    process of this machine held when it was killed."""
    return cluster.has_legacy(KIND) or _due().filter(attempts__gt=0).exists()


def _due() -> SourceQuerySet:
    return Source.objects.due(moments.agreed())


@transaction.atomic(durable=True)
def take(source: Source, now: datetime) -> Lease | None:
    """The lease of one source; None when it is paused, set aside, leased by another worker, or
    was visited since `source` was read."""
    as_read = Source.objects.admitted().free(now).filter(next_visit_at=source.next_visit_at)
    taken = as_read.filter(pk=source.pk).update(lease_until=now + LEASE, attempts=F("attempts") + 1)
    return _leases([source], now)[0] if taken else None


@transaction.atomic(durable=True)
def lease_batch(now: datetime, size: int = SIZE, *, suspects: bool = False) -> list[Lease]:
    """Leases of at most `size` due sources, the longest waiting first.

    No host gets more than OUTBOUND_HOST_CONNECTIONS leases at a time, all workers on all machines
    taken together: what waits behind them is leased when they are recorded. With `suspects`, those
    whose last visit was never recorded; without, the others.
    """
    _take_turns()
    due = Source.objects.due(now)
    if suspects:
        _set_aside(due.filter(attempts__gte=ATTEMPTS), now)
    wanted = due.filter(attempts__gt=0) if suspects else due.filter(attempts=0)
    chosen = _chosen(wanted, now, size)
    # An editor or a visit may hold some of these rows: they are not waited for.
    rows = list(wanted.filter(pk__in=chosen).select_for_update(skip_locked=True))
    leased = Source.objects.filter(pk__in=[row.pk for row in rows])
    leased.update(lease_until=now + LEASE, attempts=F("attempts") + 1)
    return _leases(rows, now)


def _leases(sources: Sequence[Source], now: datetime) -> list[Lease]:
    documents = LastDocument.objects.in_bulk([source.pk for source in sources])
    return [Lease(source, now + LEASE, documents.get(source.pk)) for source in sources]


def _chosen(wanted: SourceQuerySet, now: datetime, size: int) -> list[int]:
    """Looked for page by page: the first is enough, but for hosts of many feeds."""
    hosts: dict[int, str] = {}
    for start in count(0, PAGE):
        page = dict(wanted.values_list("pk", "host")[start : start + PAGE])
        leased = Source.objects.filter(lease_until__gte=now, host__in=set(page.values()))
        held = [*leased.order_by().values_list("host", flat=True), *hosts.values()]
        room = size - len(hosts)
        keys = mix(page.items(), held, room, settings.OUTBOUND_HOST_CONNECTIONS)
        hosts |= {key: page[key] for key in keys}
        if len(hosts) == size or len(page) < PAGE:
            break
    return list(hosts)


def mix(
    candidates: Iterable[tuple[int, str]], held: Iterable[str], size: int, per_host: int
) -> list[int]:
    """The first `size` keys of (key, host) such that no host, with those that are `held` by
    others, is asked more than `per_host` times at once. Pure; reads no further than it must."""
    busy = Counter(held)
    chosen: list[int] = []
    for key, name in candidates:
        if len(chosen) == size:
            break
        if busy[name] < per_host:
            busy[name] += 1
            chosen.append(key)
    return chosen


@transaction.atomic(durable=True)
def give_back(leases: Iterable[Lease]) -> None:
    """Visits that did not take place after all: due as before, and nothing is held against them."""
    for lease in sorted(leases, key=lambda lease: lease.source.pk):
        held = Source.objects.filter(pk=lease.source.pk, lease_until=lease.until)
        held.update(lease_until=None, attempts=F("attempts") - 1)


def note(leases: Iterable[Lease]) -> None:
    """Notes what this process holds: if it is killed, `free_the_dead` need not wait for LEASE."""
    held = (f"{lease.source.pk} {lease.until.isoformat()}" for lease in leases)
    cluster.keep(KIND, "\n".join(held))


def leave() -> None:
    """What this process holds is for `free_the_dead`: it cannot give it back."""
    cluster.leave(KIND)


@transaction.atomic(durable=True)
def free_the_dead() -> int:
    """Sources that processes of this machine held, and did not give back, may be visited again; how
    many. That they were being visited stays written."""
    freed = 0
    lines = (line for kept in cluster.clear_legacies(KIND) for line in kept.splitlines())
    for pk, until in sorted((int(pk), until) for pk, until in map(str.split, lines)):
        freed += Source.objects.filter(pk=pk, lease_until=until).update(lease_until=None)
    return freed


@transaction.atomic(durable=True)
def smooth(now: datetime) -> int:
    """After a stop of ours everything is due at once: spreads it so that nobody is asked at more
    than CATCH_UP times the usual rate, in the order of waiting; how many visits were put off."""
    visited = Source.objects.admitted().exclude(last_visit_at=None)
    if not visited.exists() or visited.filter(last_visit_at__gt=now - STOPPED).exists():
        return 0
    _take_turns()
    per_s = CATCH_UP * sum(1 / s for s in visited.values_list("interval_s", flat=True) if s)
    late = visited.free(now).filter(next_visit_at__lte=now)
    waiting = list(Source.objects.filter(pk__in=late.hold()).order_by("next_visit_at", "pk"))
    for place, source in enumerate(waiting):
        source.next_visit_at = now + timedelta(seconds=place / per_s)
    bulk.update(waiting, ["next_visit_at"])
    return len(waiting)


@transaction.atomic(durable=True)
def mend(now: datetime) -> int:
    """After a clock that ran ahead and was put back: what was planned by it is moved back as far,
    so that nobody waits for a day that has been already; how many sources."""
    hasty, too_long = now + TOLERANCE, now + LEASE + TOLERANCE
    mistaken = Source.objects.filter(Q(last_visit_at__gt=hasty) | Q(lease_until__gt=too_long))
    held = Source.objects.filter(pk__in=mistaken.hold())
    ahead = list(held.filter(last_visit_at__gt=hasty))
    for source in ahead:
        source.next_visit_at -= (source.last_visit_at or now) - now
        source.last_visit_at = now
    bulk.update(ahead, ["next_visit_at", "last_visit_at"])
    held.filter(lease_until__gt=too_long).update(lease_until=None)
    return len(ahead)


def _take_turns() -> None:
    """One leases at a time, or two would both find a host free. SQLite's transactions do by
    themselves (`transaction_mode` is IMMEDIATE)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def _set_aside(sources: SourceQuerySet, now: datetime) -> None:
    held = Source.objects.filter(pk__in=sources.hold())
    held.update(quarantined_at=now, last_error="quarantined", lease_until=None)
