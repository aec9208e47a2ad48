"""Telling receivers what has happened, in order, at least once.

    due → claim (the attempt is written first) → gather what is next, or what has failed before
        → send (a thread, no database) → settle (position moved on, or to be tried again)

A webhook is claimed by moving its next attempt into the future, so that whoever dies on the way is
followed by somebody who tries again. One message of a receiver is under way at a time; a receiver
that hangs holds up nobody else. Locks: a webhook before its deliveries.
"""

import logging
import random
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms import alarms, changes, moments, outbound, relay
from cms.changes import Change, Place
from cms.models import PublicationEvent
from feeds.timing import elapsed_ms
from syndication import schedule
from syndication.errors import REDIRECTED, REFUSED
from syndication.models import Webhook, WebhookDelivery
from syndication.schemas import WebhookData, WebhookMessage
from syndication.signing import signed

logger = logging.getLogger(__name__)
_dice = random.SystemRandom()

BATCH = 100
"""Events of a message."""
AT_ONCE = 4
BUDGET_S = 5.0
"""After which nothing more is begun: a process of the pool is not held for long."""
LOOK_S = 0.2
"""Between two looks for what has become due while a receiver is waited for."""

CAUSE = alarms.Cause(
    "webhooks_stopped",
    _("a webhook has been given up"),
    _(
        "A receiver has taken nothing of what we sent for three days. Settings → Webhooks says "
        "why; save the webhook once the receiver is mended: it is then told all that it has missed."
    ),
)

Status = WebhookDelivery.Status


@dataclass(frozen=True, slots=True)
class Message:
    """All that sending takes; `tries` in a row, this one included."""

    delivery: WebhookDelivery
    url: str
    headers: Mapping[str, str]
    body: bytes
    tries: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`error` is a name of `syndication.errors`, empty for a message that was taken."""

    error: str
    http_status: int | None
    ms: int


def has_work() -> bool:
    return Webhook.objects.due(moments.agreed()).exists()


def send_due(is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Tells receivers what is due; how many messages they took."""
    ends_at = time.monotonic() + BUDGET_S
    under_way: dict[Future[Outcome], Message] = {}
    taken = 0
    with ThreadPoolExecutor(AT_ONCE) as threads:
        while True:
            if time.monotonic() < ends_at and not is_stopping():
                for message in claim_due(AT_ONCE - len(under_way)):
                    under_way[threads.submit(send, message)] = message
            if not under_way:
                return taken
            ended = wait(under_way, timeout=LOOK_S, return_when=FIRST_COMPLETED).done
            for future in ended:
                taken += settle(under_way.pop(future), future.result())


def claim_due(count: int) -> list[Message]:
    if count <= 0:
        return []
    now = moments.agreed()
    claimed = [claim(webhook, now) for webhook in Webhook.objects.due(now)[:count]]
    return [message for message in claimed if message]


@transaction.atomic(durable=True)
def claim(webhook: Webhook, now: datetime) -> Message | None:
    """The next message of a webhook, which is then this process's alone until the next attempt;
    None when somebody else was quicker, or nothing of what has happened is wanted."""
    tries = webhook.tries + 1
    planned = schedule.retry_at(now, tries, _dice.random())
    row = Webhook.objects.filter(pk=webhook.pk)
    mine = row.active().filter(next_try_at=webhook.next_try_at)
    if not mine.update(next_try_at=planned, tries=tries):
        return None
    delivery = webhook.deliveries.waiting().first() or gather(webhook)
    told = told_by(delivery) if delivery else None
    if delivery is None or told is None:
        row.update(next_try_at=now, tries=webhook.tries)
        return None
    delivery.events, delivery.attempted_at = len(told.data.events), now
    delivery.attempts += 1
    delivery.save(update_fields=["events", "attempted_at", "attempts"])
    body = told.model_dump_json().encode()
    headers = signed(delivery.message_id, now, body, webhook.secret)
    headers["Content-Type"] = "application/json"
    return Message(delivery, webhook.url, headers, body, tries)


def gather(webhook: Webhook) -> WebhookDelivery | None:
    """The next message, put together; None, and the position moved on, where nothing is wanted."""
    latest = relay.latest_number()
    events = changes.tellable().filter(number__gt=webhook.position, number__lte=latest)
    numbers = list(webhook.select(events).values_list("number", flat=True)[:BATCH])
    if not numbers:
        Webhook.objects.filter(pk=webhook.pk).update(position=latest)
        return None
    return WebhookDelivery.objects.create(
        webhook=webhook,
        first=webhook.position + 1,
        last=numbers[-1],
        kinds=webhook.kinds,
        actions=webhook.actions,
    )


def told_by(delivery: WebhookDelivery) -> WebhookMessage | None:
    """What a message says. None, and it is no more, where its events are forgotten."""
    first, last = delivery.first, delivery.last
    ends = PublicationEvent.objects.filter(number__in={first, last}).in_bulk(field_name="number")
    if last not in ends:
        delivery.delete()
        return None
    events = delivery.select(changes.tellable().filter(number__range=(first, last)))
    told = WebhookData(
        events=[Change.of(event) for event in events],
        cursor=Place.after(ends[last]).encode(),
        gap=first not in ends,
    )
    return WebhookMessage(timestamp=ends[last].at, data=told)


def send(message: Message) -> Outcome:
    """Posts it, once. Touches no database."""
    begun = time.monotonic()
    try:
        status = outbound.send(message.url, message.body, message.headers).status
    except outbound.OutboundError as error:
        return Outcome(error.name, None, elapsed_ms(begun))
    if 200 <= status < 300:
        return Outcome("", status, elapsed_ms(begun))
    return Outcome(REDIRECTED if 300 <= status < 400 else REFUSED, status, elapsed_ms(begun))


@transaction.atomic(durable=True)
def settle(message: Message, outcome: Outcome) -> bool:
    """Records what came of it; whether it was taken."""
    delivery, now = message.delivery, moments.agreed()
    webhook = Webhook.objects.filter(pk=delivery.webhook_id)
    status = Status.WAITING
    if not outcome.error:
        status = Status.DELIVERED
        position = Greatest(F("position"), delivery.last)
        webhook.update(position=position, tries=0, next_try_at=now)
    elif message.tries >= schedule.TRIES:
        status = Status.FAILED
        webhook.update(stopped_at=now)
        logger.warning("Webhook %s is given up: %s", delivery.webhook_id, outcome.error)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        status=status, error=outcome.error, http_status=outcome.http_status, ms=outcome.ms
    )
    return not outcome.error


def replay(deliveries: Iterable[WebhookDelivery]) -> int:
    """Sends the same events again, each as a message of its own with a new id, so that no receiver
    takes it for what it has had; how many."""
    copies = [
        WebhookDelivery(
            webhook_id=delivery.webhook_id,
            first=delivery.first,
            last=delivery.last,
            kinds=delivery.kinds,
            actions=delivery.actions,
        )
        for delivery in sorted(deliveries, key=lambda delivery: delivery.pk)
    ]
    return len(WebhookDelivery.objects.bulk_create(copies))


def forget() -> int:
    """Deletes what is older than the events that it told; how many."""
    old = WebhookDelivery.objects.filter(created_at__lt=timezone.now() - relay.KEPT)
    return old._raw_delete(old.db)  # nothing refers to them: none has to be read first
