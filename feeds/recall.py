"""What the database remembers of a source, as deciding wants it. Reads only."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from cms.models import PublicationFacet
from cms.models.dossiers import DossierEntry
from feeds.floods import FLOOD
from feeds.memory import Decision, Habit, Known, Look, Memory, Other
from feeds.models import Ahead, FeedItem, Fetch, Forgotten, Held, Source, Status, Trust
from feeds.models.fetches import KEPT
from feeds.types import Item, Outcome

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


def memory_of(
    source: Source, items: Sequence[Item], now: datetime, *, is_archive: bool = False
) -> Memory:
    """The past of a source, as far as these items need it. Of an archive, stored items are looked
    at only up to its own time."""
    known = _known(source, items)
    new = [item.identity for item in items if item.identity not in known]
    until = _newest(items, now) + AROUND if is_archive else None
    return Memory(
        known=known,
        others=tuple(_others(source, known, len(items), until)),
        forgotten=_forgotten(source, new) if new else frozenset(),
        habit=_habit(source, now) if len(new) >= FLOOD and not is_archive else None,
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


def _known(source: Source, items: Sequence[Item]) -> dict[str, Known]:
    rows = FeedItem.objects.filter(source=source, identity__in=[item.identity for item in items])
    found = rows.values_list(
        *("identity", "content_hash", "gone_at", "missed_at", "link_checked_at"),
        *("emptied_at", "held", "announced_at"),
    )
    return {
        identity: Known(
            identity,
            digest,
            is_absent=any(absent),
            is_emptied=emptied is not None,
            announced_at=at if held == Held.EMBARGO else None,
        )
        for identity, digest, *absent, emptied, held, at in found
    }


def _others(
    source: Source, known: dict[str, Known], size: int, until: datetime | None
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


def _forgotten(source: Source, identities: Sequence[str]) -> frozenset[str]:
    keys = {key_of(identity): identity for identity in identities}
    found = Forgotten.objects.filter(source=source, key__in=list(keys))
    return frozenset(keys[key] for key in found.values_list("key", flat=True))


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
