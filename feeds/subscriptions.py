"""Our subscriptions at the hubs of strangers: told of by visits, asked for by a task, confirmed by
the callback. What is decided about them from values alone is in `feeds/websub.py`."""

import logging
import random
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cms import outbound
from feeds import schedule, websub
from feeds.leases import Lease
from feeds.models import FeedItem, Source, Subscription
from feeds.models.subscriptions import REFORM
from feeds.reading import Reading
from feeds.types import Fetched
from feeds.websub import Announcement, Intent

logger = logging.getLogger(__name__)
_dice = random.SystemRandom()

SPACING = timedelta(seconds=60)
"""Between two visits of a source, however many deliveries ask for one."""
GRACE = timedelta(minutes=10)
"""What is newer than that a hub may still be about to deliver."""
FAREWELLS = 3
"""A hub that does not answer is asked that often to end a subscription; then its lease ends it."""
BUDGET_S = 20.0
PER_RUN = 100

State = Subscription.State


def of(sources: Collection[Source]) -> dict[int, Subscription]:
    """The subscriptions of sources, by the source's key; none where no hub could reach us."""
    if not websub.is_reachable(settings.SITE_URL):
        return {}
    rows = Subscription.objects.filter(source__in=sources)
    return {row.source_id: row for row in rows if row.source_id}


def follow(
    lease: Lease, row: Subscription | None, fetched: Fetched | None, found: Reading | None
) -> bool:
    """After a visit that went well: keeps what it told of hubs, given the source's subscription.
    Whether the source is followed live, so that visits are a safety net. Asks nobody anything."""
    if fetched is None or not websub.is_reachable(settings.SITE_URL):
        return False
    told = websub.announced(fetched, found.feed if found else None)
    if told is not None:
        row = _agree(lease.source, row, told, lease.at)
    if row is None or not row.is_trusted or not row.is_live_at(lease.at):
        return False
    if _has_missed(row, lease):
        distrust(row, lease.at, "a visit found what was not delivered")
        return False
    if not row.is_slowed:
        Subscription.objects.filter(pk=row.pk).update(is_slowed=True)
    return True


def _agree(
    source: Source, row: Subscription | None, told: Announcement, now: datetime
) -> Subscription | None:
    """The subscription that fits what was told; another one is ended."""
    fits = row and row.topic == told.topic and row.hub in told.hubs
    if row and fits and row.feed_url == source.feed_url:
        return row
    if row:
        leave(row, now)
    if not told.hubs:
        return None
    with transaction.atomic():
        # The newsroom may have deleted it during the visit.
        if not Source.objects.select_for_update().filter(pk=source.pk).exists():
            return None
        wanted = {"feed_url": source.feed_url, "hub": told.hubs[0], "topic": told.topic}
        return Subscription.objects.get_or_create(source=source, defaults=wanted)[0]


def _has_missed(row: Subscription, lease: Lease) -> bool:
    """Whether the visit has just found an item that the hub had every occasion to deliver."""
    last_visit_at = lease.source.last_visit_at
    if row.wants_visit(last_visit_at):
        return False
    found = Q(published_at__gte=row.verified_at, published_at__lte=lease.at - GRACE)
    if last_visit_at and row.verified_at and last_visit_at >= row.verified_at:
        # Without a date of its own, it appeared since the last visit.
        found |= Q(published_at=F("first_seen_at"))
    return FeedItem.objects.filter(found, source=lease.source, first_seen_at=lease.at).exists()


def distrust(row: Subscription, now: datetime, why: str) -> None:
    """Visits are as frequent as without a hub; what it delivers and signs is still read."""
    logger.warning("%s: the hub %s is not trusted any more: %s", row.topic, row.hub, why)
    Subscription.objects.filter(pk=row.pk).update(distrusted_at=now, problem=why)


def leave(row: Subscription, now: datetime) -> None:
    """The hub is asked to end this subscription, soon; one that never began is forgotten."""
    if row.is_slowed and row.source:
        resume_visits(row.source, now)
    if row.lease_until is None or row.lease_until <= now:
        row.delete()
        return
    Subscription.objects.filter(pk=row.pk).update(
        source=None, next_try_at=now, pending_until=None, tries=0, is_slowed=False
    )


def tend(is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Ends what is over, then asks hubs what is to be asked, one after another; how many."""
    now = timezone.now()
    for row in Subscription.objects.unfit().select_related("source"):
        leave(row, now)
    # Their sources were deleted.
    orphans = Subscription.objects.filter(source=None)
    orphans.filter(lease_until=None).delete()
    orphans.filter(tries=0, next_try_at__gt=now).update(next_try_at=now)
    _speed_up(now)
    _recall(now)
    if not websub.is_reachable(settings.SITE_URL):
        return 0
    ends_at = time.monotonic() + BUDGET_S
    asked = 0
    for row in Subscription.objects.to_ask(now)[:PER_RUN]:
        if is_stopping() or time.monotonic() >= ends_at:
            break
        asked += ask(row, timezone.now())
    return asked


def _speed_up(now: datetime) -> None:
    """Sources whose hub is not, or no longer, to be relied on are visited as others are."""
    slowed = Subscription.objects.filter(is_slowed=True)
    live = Subscription.objects.live(now).values("pk")
    for row in slowed.exclude(pk__in=live).select_related("source"):
        if row.source:
            resume_visits(row.source, now)
        Subscription.objects.filter(pk=row.pk).update(is_slowed=False)


def _recall(now: datetime) -> None:
    """Visits that were wanted while another one was under way, or whose task has died."""
    unseen = Q(wanted_at__gt=F("source__last_visit_at")) | Q(source__last_visit_at=None)
    rows = Subscription.objects.filter(unseen, wanted_at__lt=now - SPACING)
    for pk in rows.exclude(source=None).values_list("source", flat=True):
        bring_forward(pk, now)


@transaction.atomic
def bring_forward(pk: int, now: datetime) -> bool:
    """The source is visited soon, SPACING after its last visit at the earliest; whether it is due.

    Not while a visit is under way (`_recall` comes back), and never before what its site has asked
    for: after a failure, or a Retry-After that another feed of its host was given.
    """
    source = Source.objects.admitted().free(now).select_for_update().filter(pk=pk).first()
    if source is None or is_put_off(source):
        return False
    last = source.last_visit_at
    at = max(now, last + SPACING) if last else now
    if at < source.next_visit_at:
        Source.objects.filter(pk=pk).update(next_visit_at=at)
    return True


def is_put_off(source: Source) -> bool:
    """Whether somebody has asked us to wait longer than we would by ourselves."""
    if source.failures or source.last_visit_at is None:
        return bool(source.failures)
    planned = source.last_visit_at + timedelta(seconds=source.interval_s + 1)
    return source.next_visit_at > planned


@transaction.atomic
def resume_visits(source: Source, now: datetime) -> None:
    """The next visit as it would have been planned without a hub."""
    current = Source.objects.select_for_update().filter(pk=source.pk).first()
    if current is None or is_put_off(current):
        return
    every_s = current.visit_every * 60 if current.visit_every else None
    usual = schedule.Situation(rhythm=current.rhythm, asked_s=current.asked_s, every_s=every_s)
    at = schedule.next_visit(now, usual, _dice.random())
    if at < current.next_visit_at:
        Source.objects.filter(pk=current.pk).update(next_visit_at=at)


def ask(row: Subscription, now: datetime) -> bool:
    """Asks its hub to begin, renew or end a subscription; whether we are the ones who did.

    That we wait for its call is written first: some hubs verify before they answer.
    """
    if row.source_id is None and _is_over(row, now):
        row.delete()
        return False
    patience, tries = now + websub.PATIENCE, row.tries + 1
    mine = Subscription.objects.filter(pk=row.pk, next_try_at=row.next_try_at)
    if not mine.update(
        next_try_at=websub.retry_at(now, tries), pending_until=patience, tries=tries
    ):
        return False
    problem = _post(row)
    unverified = Subscription.objects.filter(pk=row.pk, pending_until=patience)
    if problem:
        logger.info("%s: the hub %s was asked in vain: %s", row.topic, row.hub, problem)
        unverified.update(problem=problem, pending_until=None)
    return True


def _is_over(row: Subscription, now: datetime) -> bool:
    return row.tries >= FAREWELLS or row.lease_until is None or row.lease_until <= now


def _post(row: Subscription) -> str:
    """What went wrong; empty when the hub has accepted the request (202, or any 2xx)."""
    mode = websub.SUBSCRIBE if row.source_id else websub.UNSUBSCRIBE
    callback = settings.SITE_URL + reverse("feeds:websub", args=[row.token])
    try:
        answer = outbound.post(row.hub, websub.request_form(mode, row.topic, callback, row.secret))
    except outbound.OutboundError as error:
        return error.name
    return "" if 200 <= answer.status < 300 else f"HTTP {answer.status}"


def confirm(token: str, intent: Intent, now: datetime) -> str | None:
    """What the callback answers a hub; None where it has no business to ask (5.3).

    Only what we have asked for and still wait for is confirmed, once.
    """
    row = Subscription.objects.filter(token=token).first()
    if row is None or intent.topic != row.topic:
        return None
    if intent.mode == websub.DENIED:
        return _refused(row, intent.reason, now)
    expected = websub.SUBSCRIBE if row.source_id else websub.UNSUBSCRIBE
    if intent.mode != expected or not intent.challenge:
        return None
    awaited = Subscription.objects.filter(pk=row.pk, source=row.source_id, pending_until__gte=now)
    if row.source_id is None:
        return intent.challenge if awaited.delete()[0] else None
    lease = websub.lease_of(intent.lease)
    begun = awaited.update(
        state=State.LIVE,
        verified_at=now,
        lease_until=now + lease,
        next_try_at=websub.renew_at(now, lease),
        pending_until=None,
        tries=0,
        problem="",
        rejects=0,
        distrusted_at=_still_distrusted(row, now),
    )
    return intent.challenge if begun else None


def _still_distrusted(row: Subscription, now: datetime) -> datetime | None:
    at = row.distrusted_at
    return at if at and at > now - REFORM else None


def _refused(row: Subscription, reason: str, now: datetime) -> str | None:
    """A hub may refuse at any time (5.2). It is asked again a week later."""
    if row.source_id is None:
        row.delete()
        return ""
    logger.info("%s: the hub %s refuses", row.topic, row.hub)
    Subscription.objects.filter(pk=row.pk).update(
        state=State.DENIED,
        lease_until=None,
        pending_until=None,
        next_try_at=now + schedule.WEEK,
        problem=reason[:200].replace("\0", ""),
    )
    return ""
