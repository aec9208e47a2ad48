"""What the database remembers of a source, as deciding wants it. Reads only."""

import hashlib
import operator
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from uuid import UUID

from django.db.models import Q

from cms.models import PublicationFacet
from cms.models.dossiers import DossierEntry
from feeds.floods import FLOOD
from feeds.memory import Decision, Habit, Known, Look, Memory, Other
from feeds.models import Ahead, FeedItem, Fetch, Forgotten, Held, Source, Status, Trust
from feeds.models.visits import KEPT
from feeds.reading import Reading
from feeds.types import Fetched, Item, Outcome

MARGIN = 100
"""Stored items looked at beyond twice the size of a document."""
AROUND = timedelta(days=1)
TRUSTED = (Trust.AUTO, Trust.EXCERPT)
"""What these publish is public by itself, and leaves by itself."""
IMPORTED = (
    "guid",
    "url",
    "title",
    "author",
    "kind",
    "excerpt",
    "html",
    "image_url",
    "enclosures",
    "video",
    "duration_s",
    "language",
    "extras",
)
"""Columns that a visit refreshes: those of `memory.imported`. The others belong to the newsroom or
never change: an item that is re-dated does not jump, its address stays."""
QUOTING = ("content", "entry")
"""Facets under which a page shows an item: pins, blocks and links; dossiers."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What was read of a source, at the moment `now`, under its lease until `until`, if there is
    one (UTC)."""

    source: Source
    fetched: Fetched
    found: Reading
    now: datetime
    until: datetime | None = None


def memories_of(arrivals: Sequence[Arrival]) -> list[Memory]:
    """The past of each source, as far as its items need it."""
    known = _known(arrivals)
    new = {
        a.source.pk: [name for name in a.found.identities if name not in known[a.source.pk]]
        for a in arrivals
    }
    forgotten = _forgotten(new)
    return [_memory_of(a, known[a.source.pk], new[a.source.pk], forgotten) for a in arrivals]


def _memory_of(
    arrival: Arrival,
    known: Mapping[str, Known],
    new: Sequence[str],
    forgotten: Mapping[int, frozenset[str]],
) -> Memory:
    """Of an archive, stored items are looked at only up to its own time."""
    source, found, now = arrival.source, arrival.found, arrival.now
    until = _newest(found.items, now) + AROUND if found.is_archive else None
    return Memory(
        known=known,
        others=tuple(_others(source, known, found.size, until)),
        forgotten=forgotten[source.pk],
        habit=_habit(source, now) if len(new) >= FLOOD and not found.is_archive else None,
        keeps_embargoes=source.dates_ahead == Ahead.EMBARGO,
    )


def looks(source: Source, decision: Decision) -> dict[str, Look]:
    """The stored items that are to be changed, by their stored identity, as they are."""
    changed = [c.was or c.item.identity for c in decision.changes if not c.is_new]
    if not changed:
        return {}
    rows = FeedItem.objects.filter(source=source, identity__in=changed)
    return {
        row.pop("identity"): Look(row, row.pop("small_changes"))
        for row in rows.values("identity", "small_changes", *IMPORTED)
    }


def quoted(uuids: Iterable[UUID]) -> set[UUID]:
    """Those that the newsroom shows: on the front page, in a body, in a dossier."""
    wanted = list(uuids)
    facets = PublicationFacet.objects.filter(facet__in=QUOTING, target_id__in=wanted)
    entries = DossierEntry.objects.filter(content__in=wanted)
    return {*facets.values_list("target_id", flat=True), *entries.values_list("content", flat=True)}


def key_of(identity: str) -> str:
    """What is kept of the identity of an item that is not."""
    return hashlib.blake2b(identity.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _known(arrivals: Sequence[Arrival]) -> dict[int, dict[str, Known]]:
    """By source, then by identity."""
    # Source by source: their product with all identities would be looked for otherwise.
    named = (Q(source=a.source, identity__in=a.found.identities) for a in arrivals)
    found = FeedItem.objects.filter(reduce(operator.or_, named, Q(pk__in=[]))).values_list(
        *("source_id", "identity", "content_hash", "gone_at", "missed_at", "link_checked_at"),
        *("emptied_at", "held", "announced_at"),
    )
    known: dict[int, dict[str, Known]] = defaultdict(dict)
    for source, identity, digest, *absent, emptied, held, at in found:
        known[source][identity] = Known(
            identity,
            digest,
            is_absent=any(absent),
            is_emptied=emptied is not None,
            announced_at=at if held == Held.EMBARGO else None,
        )
    return known


def _others(
    source: Source, known: Mapping[str, Known], size: int, until: datetime | None
) -> Iterable[Other]:
    rows = FeedItem.objects.filter(source=source)
    if until:
        rows = rows.filter(published_at__lte=until)
    named = ("identity", "url", "title", "excerpt", "published_at", "status")
    flags = ("gone_at", "missed_at", "link_checked_at")
    newest = rows.order_by("-published_at", "-id")[: 2 * size + MARGIN]
    for identity, url, title, excerpt, at, status, *absent in newest.values_list(*named, *flags):
        if identity in known:
            continue
        is_public = source.trust in TRUSTED and status == Status.APPROVED
        is_followed = is_public and bool(url) and not any(absent)
        yield Other(identity, url, title, excerpt, at, is_followed)


def _newest(items: Sequence[Item], now: datetime) -> datetime:
    return max((item.published_at for item in items if item.published_at), default=now)


def _forgotten(names: Mapping[int, Sequence[str]]) -> dict[int, frozenset[str]]:
    """Of identities by source, those that were kept as long as they were to be."""
    keys = {pk: {key_of(identity): identity for identity in names[pk]} for pk in names}
    wanted = [Q(source=pk, key__in=list(of_source)) for pk, of_source in keys.items() if of_source]
    found: dict[int, set[str]] = defaultdict(set)
    if wanted:
        rows = Forgotten.objects.filter(reduce(operator.or_, wanted))
        for pk, key in rows.values_list("source_id", "key"):
            found[pk].add(keys[pk][key])
    return {pk: frozenset(found[pk]) for pk in names}


def _habit(source: Source, now: datetime) -> Habit | None:
    """None before the first good visit."""
    if source.last_success_at is None:
        return None
    visits = Fetch.objects.filter(source=source)
    good = visits.filter(~Q(outcome=Outcome.ERROR.value)).order_by("-id")
    brought = [new - held for new, held in good.values_list("new", "held")[:KEPT]]
    if visits.count() < KEPT:
        brought = brought[:-1]
    return Habit(
        visits=len(brought),
        average=sum(brought) / len(brought) if brought else 0.0,
        silence=now - source.last_success_at,
        interval=timedelta(seconds=source.interval_s),
    )
