"""Letting go of items whose time is over, a batch a transaction: may be stopped and run again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from cms import publications
from feeds.models import FeedItem, Forgotten, RetentionRule, Source, Status
from feeds.recall import key_of, quoted
from feeds.retention import Key, Policy, policy_of

BATCH = 500
EMPTY = {
    "html": "",
    "excerpt": "",
    "author": "",
    "image_url": "",
    "enclosures": [],
    "video": None,
    "extras": {},
}
"""What is left of a row that stays only so that its item does not come back."""


@dataclass(frozen=True, slots=True)
class Purged:
    """Of one source: items that were let go, rows that were emptied, items that a page keeps."""

    source: Source
    removed: int = 0
    emptied: int = 0
    kept: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.removed or self.emptied)


def purge(
    sources: QuerySet[Source], now: datetime, *, is_rehearsal: bool = False
) -> Iterator[Purged]:
    """Source by source, what is let go; with `is_rehearsal`, what would be.

    What a page shows stays. What was rejected or withdrawn by its source stays as an emptied row,
    the rest as a digest of its identity: no visit brings either back.
    """
    rules = {(r.source_id, r.kind): r.policy for r in RetentionRule.objects.all()}
    for source in sources.order_by("pk").iterator(chunk_size=BATCH):
        removed = emptied = kept = 0
        for batch in _batches(source, rules, now):
            with transaction.atomic():
                # A visit that stores at this moment would write again what is let go.
                Source.objects.filter(pk=source.pk).hold()
                found = _Batch.of(batch)
                if not is_rehearsal:
                    found.let_go(now)
            removed += len(found.leaving)
            emptied += len(found.light)
            kept += found.kept
        yield Purged(source, removed, emptied, kept)


def _batches(source: Source, rules: Mapping[Key, Policy], now: datetime) -> Iterator[Sequence[int]]:
    """Keys of the items whose time is over, the oldest last."""
    default = Policy(**settings.FEEDS_RETENTION)
    whole = FeedItem.objects.filter(source=source, emptied_at=None)
    for kind in whole.order_by().values_list("kind", flat=True).distinct():
        policy = policy_of(rules, source.pk, kind, default)
        items = whole.filter(kind=kind)
        since = now - timedelta(days=policy.days) if policy.days is not None else now
        first = policy.first_to_go(items.filter(published_at__gte=since).count())
        if first is not None:
            over = items.order_by("-published_at", "-id").values_list("pk", flat=True)[first:]
            yield from publications.chunks(list(over), BATCH)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Items whose time is over, by what is done with them."""

    leaving: list[FeedItem]
    light: list[FeedItem]
    kept: int

    @classmethod
    def of(cls, pks: Sequence[int]) -> "_Batch":
        rows = FeedItem.objects.filter(pk__in=pks, emptied_at=None)
        items = list(rows.only("source", "identity", "uuid", "status", "gone_at"))
        shown = quoted(item.uuid for item in items)
        over = [item for item in items if item.uuid not in shown]
        light = [i for i in over if i.status == Status.REJECTED or i.gone_at]
        leaving = [i for i in over if i.status != Status.REJECTED and not i.gone_at]
        return cls(leaving, light, len(items) - len(over))

    def let_go(self, now: datetime) -> None:
        Forgotten.objects.bulk_create(
            [
                Forgotten(source_id=i.source_id, key=key_of(i.identity), at=now)
                for i in self.leaving
            ],
            ignore_conflicts=True,
        )
        FeedItem.objects.filter(pk__in=[item.pk for item in self.leaving]).delete()
        emptied = [item.pk for item in self.light]
        FeedItem.objects.filter(pk__in=emptied).update(emptied_at=now, is_withdrawn=True, **EMPTY)
        publications.refresh(FeedItem, emptied)
        FeedItem.objects.filter(pk__in=emptied).forget_withdrawals()
