"""What we are to the hubs of our sources (WebSub), and what they have delivered."""

import secrets
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feeds.models.sources import Source
from feeds.models.visits import Trust

REFORM = timedelta(days=7)
"""A hub that was found out is believed again at the first renewal after that."""
TOKEN_BYTES = 32


def new_token() -> str:
    """What nobody guesses: 256 bits, as 43 letters of an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class SubscriptionQuerySet(models.QuerySet[Any]):
    def to_ask(self, now: datetime) -> Self:
        """Whose hub is to be asked something now, the longest waiting first."""
        return self.filter(next_try_at__lte=now).order_by("next_try_at", "pk")

    def unfit(self) -> Self:
        """Of sources that are not followed any more, or no longer at this address."""
        followed = Q(source__gone_at=None, feed_url=F("source__feed_url"))
        return self.exclude(source=None).exclude(followed & ~Q(source__trust=Trust.PAUSED))

    def live(self, now: datetime) -> Self:
        return self.exclude(source=None).filter(
            state=Subscription.State.LIVE, lease_until__gt=now, distrusted_at=None
        )


class Subscription(models.Model):
    """One feed at one hub. Without a source it is to be ended: its source is paused, deleted or
    announced elsewhere.

    `token` makes the address that the hub calls, `secret` is what it signs with: neither is shown
    anywhere.
    """

    class State(models.TextChoices):
        WANTED = "wanted", _("not confirmed yet")
        LIVE = "live", _("live")
        DENIED = "denied", _("refused by the hub")

    # Wagtail would list it under "usage" of its source.
    wagtail_reference_index_ignore = True

    source = models.OneToOneField(
        Source, null=True, on_delete=models.SET_NULL, related_name="subscription", editable=False
    )
    feed_url = models.URLField(max_length=2000, editable=False)
    """That of the source when its hub was found."""
    hub = models.URLField(max_length=2000, editable=False)
    topic = models.URLField(max_length=2000, editable=False)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    secret = models.CharField(max_length=64, default=new_token, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.WANTED, editable=False)
    pending_until = models.DateTimeField(null=True, editable=False)
    """The hub was asked, and may verify that until then."""
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    tries = models.PositiveIntegerField(default=0, editable=False)
    """In a row, without a verification."""
    problem = models.CharField(max_length=200, blank=True, editable=False)
    verified_at = models.DateTimeField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    method = models.CharField(max_length=8, blank=True, editable=False)
    """That of the best signature so far."""
    last_delivery_at = models.DateTimeField(null=True, editable=False)
    deliveries = models.PositiveIntegerField(default=0, editable=False)
    rejects = models.PositiveIntegerField(default=0, editable=False)
    """Deliveries without a right signature, since the last verification."""
    distrusted_at = models.DateTimeField(null=True, editable=False)
    wanted_at = models.DateTimeField(null=True, editable=False)
    """When a delivery last left something for a visit to find out."""
    is_slowed = models.BooleanField(default=False, editable=False)
    """Whether visits of the source are rare because of this subscription."""

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        default_permissions = ()

    def __str__(self) -> str:
        return self.topic

    def is_live_at(self, now: datetime) -> bool:
        """Whether the hub has confirmed that it delivers, and for now."""
        is_on = self.state == self.State.LIVE and self.source_id is not None
        return is_on and self.lease_until is not None and self.lease_until > now

    def wants_visit(self, last_visit_at: datetime | None) -> bool:
        """Whether something was left to find out that the last visit came too early for."""
        return self.wanted_at is not None and (
            last_visit_at is None or self.wanted_at > last_visit_at
        )

    @property
    def is_live(self) -> bool:
        return self.is_live_at(timezone.now())

    @property
    def is_trusted(self) -> bool:
        return self.distrusted_at is None


class Delivery(models.Model):
    """A body that a hub has sent, signed as it must be, until a task has read it."""

    wagtail_reference_index_ignore = True

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="pending", editable=False
    )
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    content_type = models.CharField(max_length=200, blank=True, editable=False)
    body = models.BinaryField(editable=False)
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.received_at:%Y-%m-%d %H:%M:%S}"
