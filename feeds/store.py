"""From decisions to rows. Each function is one transaction, and may be run again: same rows."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cms import publications
from cms.models.base import ascii_slug
from feeds.models import FeedItem, Source, Status, Trust
from feeds.normalise import about
from feeds.types import Change, Decision, Feed, Item, Known

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
    "extras",
    "content_hash",
)
"""Fields that a visit refreshes. The others belong to the newsroom or never change: an item that
is re-dated does not jump, its address stays."""


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
        extras=item.extras.as_json(),
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
