"""From decisions to rows. Each function is one transaction, and may be run again: same rows."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from cms import publications
from cms.models.base import ascii_slug
from feeds.models import FeedItem, Fetch, Source, Status, Trust
from feeds.models.fetches import KEPT
from feeds.models.sources import LEASE
from feeds.normalise import about
from feeds.types import Change, Decision, Feed, Item, Known, Outcome, Report, Validators

BATCH = 500
IMPORTED = (
    "guid",
    "url",
    "title",
    "author",
    "kind",
    "updated_at",
    "excerpt",
    "html",
    "image_url",
    "enclosures",
    "video",
    "duration_s",
    "language",
    "content_hash",
)
"""Fields that a visit refreshes. The others belong to the newsroom or never change: an item that
is re-dated does not jump, its address stays."""


def take_lease(source: Source, now: datetime) -> datetime | None:
    """The right to visit a source, until the moment it answers; None when it is paused, leased
    by another worker, or was visited since `source` was read."""
    until = now + LEASE
    as_read = Source.objects.visible().free(now).filter(next_visit_at=source.next_visit_at)
    taken = as_read.filter(pk=source.pk).update(lease_until=until)
    return until if taken else None


def known(source: Source, items: Iterable[Item]) -> dict[str, Known]:
    """What is stored of these items, by identity."""
    identities = [item.identity for item in items]
    rows = FeedItem.objects.filter(source=source, identity__in=identities)
    return {
        identity: Known(identity, digest)
        for identity, digest in rows.values_list("identity", "content_hash")
    }


@transaction.atomic
def store(source: Source, feed: Feed, decision: Decision, now: datetime) -> None:
    """Writes new and changed items and, for those that are public, their publications.

    The newsroom may have changed the source since it was read: its trust of this moment counts,
    and a source that is gone, or is another feed by now, gets nothing.
    """
    same = Source.objects.filter(pk=source.pk, feed_url=source.feed_url)
    current = same.select_for_update().first()
    if current is None:
        return
    # First: what a source is called is written before the items that repeat it.
    _introduce(current, feed)
    written = FeedItem.objects.bulk_create(
        [_row(current, change, now) for change in decision.changes],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["source", "identity"],
        update_fields=IMPORTED,
    )
    publications.refresh(FeedItem, [row.pk for row in written])


def _row(source: Source, change: Change, now: datetime) -> FeedItem:
    item = change.item
    return FeedItem(
        source=source,
        identity=item.identity,
        guid=item.guid,
        url=item.url,
        title=item.title,
        slug=ascii_slug(item.title)[:120].strip("-"),
        author=item.author,
        kind=item.kind.value,
        published_at=min(item.published_at or now, now),
        first_seen_at=now,
        updated_at=now,
        excerpt=item.excerpt,
        html=item.html,
        image_url=item.image_url,
        enclosures=[enclosure.as_json() for enclosure in item.enclosures],
        video=item.video.as_json() if item.video else None,
        duration_s=item.duration_s,
        language=item.language,
        status=Status.PENDING if source.trust == Trust.QUEUE else Status.APPROVED,
        content_hash=change.content_hash,
    )


def _introduce(source: Source, feed: Feed) -> None:
    """A feed tells of itself what nobody has written yet."""
    unwritten = {"", Source.provisional_name(source.feed_url)}
    learnt = {
        name: value
        for name, value in about(feed).items()
        if getattr(source, name) in unwritten and value not in unwritten
    }
    if learnt:
        for name, value in learnt.items():
            setattr(source, name, value)
        source.save(update_fields=[*learnt, "updated_at"])


@transaction.atomic
def record(
    source: Source, lease: datetime, report: Report, validators: Validators, next_visit: datetime
) -> None:
    """Writes how a visit ended and gives the lease back. Does nothing when the lease was lost."""
    now = lease - LEASE
    failed = report.outcome == Outcome.ERROR
    outcome = {"failures": F("failures") + 1} if failed else {"failures": 0, "last_success_at": now}
    returned = Source.objects.filter(pk=source.pk, lease_until=lease).update(
        lease_until=None,
        last_visit_at=now,
        next_visit_at=next_visit,
        last_error=report.error,
        last_error_detail=report.detail[:500],
        etag=validators.etag,
        last_modified=validators.last_modified[:200],
        body_hash=validators.body_hash,
        **outcome,
    )
    if returned:
        _remember(source, report, now)


def _remember(source: Source, report: Report, now: datetime) -> None:
    Fetch.objects.create(
        source=source,
        at=now,
        outcome=report.outcome.value,
        error=report.error,
        status=report.status,
        ms=report.ms,
        bytes=report.bytes,
        new=report.new,
        updated=report.updated,
        unchanged=report.unchanged,
    )
    newest = Fetch.objects.filter(source=source).order_by("-id").values_list("id", flat=True)
    for oldest in newest[KEPT : KEPT + 1]:
        Fetch.objects.filter(source=source, id__lte=oldest).delete()
