"""What hubs deliver: kept within a request, read by a task.

The request decides nothing but whether the body is the hub's; a storm of bodies is a few rows.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_q.tasks import async_task

from cms.metrics import tallies
from feeds import apart, subscriptions, websub
from feeds.errors import FeedError
from feeds.keep import is_away, keep
from feeds.models import Delivery, FeedItem, Source, Subscription
from feeds.reading import Reading
from feeds.types import Feed, Fetched, Item, Validators

logger = logging.getLogger(__name__)

MAX_BODY = 1024 * 1024
KEPT = 3
"""Unread bodies of one subscription: what is older is left to a visit."""
FORGED = 10
"""Deliveries without a right signature after which a hub is not relied on."""
TASK = "feeds.tasks.read_deliveries"
REJECTS = "websub_rejects"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery as it arrived."""

    body: bytes
    content_type: str = ""
    signature: str = ""


def receive(row: Subscription, parcel: Parcel, now: datetime) -> bool:
    """Keeps what is proven to come from the hub; whether it is."""
    method = websub.proven_by(parcel.signature, row.secret, parcel.body, row.method)
    if not method:
        _reject(row, now)
        return False
    _keep(row, parcel, method, now)
    return True


def _reject(row: Subscription, now: datetime) -> None:
    """Counted, and nothing else: no item, no fetch. Writes no more once the hub is distrusted."""
    tallies.add(REJECTS)
    if not row.is_trusted:
        return
    Subscription.objects.filter(pk=row.pk).update(rejects=F("rejects") + 1)
    if row.rejects + 1 >= FORGED:
        subscriptions.distrust(row, now, "deliveries without a right signature")


@transaction.atomic
def _keep(row: Subscription, parcel: Parcel, method: str, now: datetime) -> None:
    """One of several equal bodies, and the newest KEPT of different ones."""
    locked = Subscription.objects.select_for_update().filter(pk=row.pk).first()
    if locked is None or locked.source_id is None:
        return
    digest = hashlib.sha256(parcel.body).hexdigest()
    waiting = list(Delivery.objects.filter(subscription=locked).values_list("pk", "digest"))
    if digest not in {known for _, known in waiting}:
        Delivery.objects.create(
            subscription=locked,
            received_at=now,
            content_type=parcel.content_type[:200],
            body=parcel.body,
            digest=digest,
        )
        dropped = [pk for pk, _ in waiting][: max(0, len(waiting) + 1 - KEPT)]
        Delivery.objects.filter(pk__in=dropped).delete()
        if dropped:
            locked.wanted_at = now
    locked.method = max(method, locked.method)
    locked.last_delivery_at = now
    locked.deliveries += 1
    locked.save(update_fields=["wanted_at", "method", "last_delivery_at", "deliveries"])
    if not waiting:
        async_task(TASK)


def read_waiting(is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Reads what was delivered since; how many bodies."""
    read = 0
    waiting = Delivery.objects.order_by().values_list("subscription", flat=True).distinct()
    for pk in list(waiting):
        if is_stopping():
            break
        read += _read_all(pk)
    return read


def _read_all(pk: int) -> int:
    """The bodies of one subscription, oldest first. A source that is not followed gets none."""
    now = timezone.now()
    row, bodies = _take(pk, now)
    if row is None or row.source_id is None or not bodies:
        return 0
    followed = Source.objects.admitted().filter(pk=row.source_id, feed_url=row.feed_url)
    source = followed.first()
    if source is None:
        return 0
    # All are read, whatever the first one is.
    outcomes = [_read(source, body) for body in bodies]
    is_whole = all(outcomes)
    if is_whole:
        mine = Subscription.objects.filter(pk=pk, wanted_at=now)
        mine.update(wanted_at=row.wanted_at)
    if not is_whole or row.wants_visit(source.last_visit_at):
        subscriptions.bring_forward(source.pk, timezone.now())
    return len(bodies)


@transaction.atomic
def _take(pk: int, now: datetime) -> tuple[Subscription | None, list[Delivery]]:
    """The subscription as it was, and its bodies, which are nobody else's now. A visit is wanted
    until they are read: should this process die, nothing is lost."""
    row = Subscription.objects.select_for_update().filter(pk=pk).first()
    bodies = list(Delivery.objects.filter(subscription=pk))
    Delivery.objects.filter(pk__in=[body.pk for body in bodies]).delete()
    if bodies:
        Subscription.objects.filter(pk=pk).update(wanted_at=now)
    return row, bodies


def _read(source: Source, body: Delivery) -> bool:
    """Stores what a body tells, by the same steps as a visit; whether nothing is left for one."""
    headers = {"content-type": body.content_type} if body.content_type else {}
    fetched = Fetched(
        source.feed_url,
        200,
        headers,
        bytes(body.body),
        Validators(),
        zone=source.timezone,
    )
    now = timezone.now()
    try:
        found = apart.read(fetched, now)
        items = tuple(_fit(source, found.items))
        # Its head is the hub's: "YouTube video feed" names no channel.
        feed = Feed(source.feed_url, deleted=found.feed.deleted)
        keep(source, fetched, Reading(feed, items, is_part=True), now)
    except FeedError as error:
        logger.info("%s: a delivery cannot be read: %s", source.feed_url, error.name)
        return False
    except Exception as error:
        if is_away(error):
            raise
        logger.exception("%s: a delivery failed", source.feed_url)
        return False
    return bool(items) and all(map(_says_all, items)) and len(items) == len(found.items)


def _says_all(item: Item) -> bool:
    """YouTube delivers a title and an address, and leaves the rest to its feed."""
    return bool(item.excerpt or item.html)


def _fit(source: Source, items: Iterable[Item]) -> Iterator[Item]:
    """Without what would make an item poorer than a visit has made it, and without entries whose
    guid, alone in a delivery, is shared by several items of the whole feed."""
    items = list(items)
    of_source = FeedItem.objects.filter(source=source)
    known = of_source.filter(identity__in=[item.identity for item in items])
    identities = set(known.values_list("identity", flat=True))
    guids = {item.guid for item in items if item.guid and item.identity not in identities}
    shared = set(of_source.filter(guid__in=guids).values_list("guid", flat=True))
    for item in items:
        if _says_all(item) if item.identity in identities else item.guid not in shared:
            yield item
