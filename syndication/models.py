"""Whom we tell of changes, and what came of it."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.contrib.admin.decorators import display
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel

from cms import moments, relay
from cms.models import PublicationEvent
from cms.outbound.addresses import host_of
from cms.outbound.errors import RefusedURLError
from syndication.errors import SENTENCES
from syndication.forms import WebhookForm
from syndication.signing import key_of, new_secret

OURSELVES = frozenset({"localhost", "127.0.0.1", "::1"})
SHOWN = 10
"""Deliveries that the page of a webhook shows."""


def validate_secret(secret: str) -> None:
    try:
        key_of(secret)
    except ValueError:
        raise ValidationError(
            _("A secret is whsec_ and 24 to 64 bytes in base64. Leave the one that was made.")
        ) from None


class Selection(models.Model):
    """Which events are told: lists of kinds and of actions, an empty one for all."""

    kinds = models.JSONField(_("kinds"), default=list, blank=True)
    actions = models.JSONField(_("events"), default=list, blank=True)

    class Meta:
        abstract = True

    def select(self, events: models.QuerySet[Any]) -> models.QuerySet[Any]:
        if self.kinds:
            events = events.filter(kind__in=self.kinds)
        return events.filter(action__in=self.actions) if self.actions else events


class WebhookQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        return self.filter(is_active=True, stopped_at=None)

    def stopped(self) -> Self:
        """Given up, and nobody has looked yet."""
        return self.filter(is_active=True).exclude(stopped_at=None)

    def due(self, now: datetime) -> Self:
        """Those that may be told something now, the longest waiting first."""
        newest = PublicationEvent.objects.filter(number__isnull=False).order_by("-number")
        is_behind = Q(position__lt=Subquery(newest.values("number")[:1]))
        waiting = WebhookDelivery.objects.waiting().filter(webhook=OuterRef("pk"))
        has_something = is_behind | Q(Exists(waiting))
        return self.active().filter(has_something, next_try_at__lte=now).order_by("next_try_at")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Their deliveries first, unread: they may be hundreds of thousands."""
        with transaction.atomic():
            pks = list(self.select_for_update().values_list("pk", flat=True))
            deliveries = WebhookDelivery.objects.filter(webhook__in=pks)
            deliveries._raw_delete(deliveries.db)
            return super().delete()

    # As Django's own: a manager has no such method, a template may not call it.
    delete.queryset_only = True  # type: ignore[attr-defined]  # read by Django
    delete.alters_data = True  # type: ignore[attr-defined]  # read by Django


class Webhook(Selection):
    """One receiver. `position` is the number of the last event that it was told, or that it is not
    to be told; what comes after it is told in order, however long that takes."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    url = models.URLField(
        _("address"), max_length=2000, help_text=_("Where messages are posted to: https://…")
    )
    secret = models.CharField(
        _("secret"),
        max_length=100,
        default=new_secret,
        validators=[validate_secret],
        help_text=_(
            "Both sides know it, nobody else: we sign with it, the receiver verifies. Copy it into "
            "the settings of the receiver."
        ),
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Switched off, it is told later what happens meanwhile, for 90 days."),
    )
    position = models.PositiveBigIntegerField(editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveIntegerField(default=0, editable=False)
    """Attempts in a row without success, the one under way included."""
    stopped_at = models.DateTimeField(null=True, editable=False)
    """Given up then, until somebody saves it."""

    objects = WebhookQuerySet.as_manager()

    base_form_class = WebhookForm
    panels = [
        HelpPanel(template="syndication/admin/webhook_state.html"),
        FieldPanel("name"),
        FieldPanel("url"),
        FieldPanel("secret"),
        FieldPanel("is_active"),
        MultiFieldPanel([FieldPanel("kinds"), FieldPanel("actions")], heading=_("What is told")),
        HelpPanel(template="syndication/admin/webhook_deliveries.html"),
    ]

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new one is told what happens from now on. Another one keeps what the sender writes of
        it, and is tried at once: something about it may be right now."""
        self.next_try_at = moments.agreed()
        if self._state.adding:
            self.position = relay.latest_number()
        elif kwargs.get("update_fields") is None:
            self.tries, self.stopped_at = 0, None
            kwargs["update_fields"] = [*BY_FORM, "next_try_at", "tries", "stopped_at"]
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        return Webhook.objects.filter(pk=self.pk).delete()

    def clean(self) -> None:
        super().clean()
        try:
            host = host_of(self.url)
        except RefusedURLError:
            raise ValidationError({"url": SENTENCES["refused_url"]}) from None
        if not self.url.lower().startswith("https://") and host not in OURSELVES:
            raise ValidationError({"url": _("Only https:// keeps what is sent from strangers.")})

    @property
    def is_failing(self) -> bool:
        return self.tries > 1

    @property
    def recent_deliveries(self) -> list["WebhookDelivery"]:
        return list(self.deliveries.all()[:SHOWN]) if self.pk else []

    @property
    def state(self) -> str:
        """For people."""
        if not self.is_active:
            return gettext("switched off")
        if self.stopped_at:
            return gettext("given up")
        return gettext("tried again") if self.is_failing else gettext("told within seconds")


BY_FORM = [
    field.name for field in Webhook._meta.local_fields if field.editable and not field.primary_key
]


class WebhookDeliveryQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        """To be sent, the oldest first."""
        return self.filter(status=WebhookDelivery.Status.WAITING).order_by("pk")


class WebhookDelivery(Selection):
    """One message: events `first` to `last`, as far as they were wanted when it was put together,
    so that each attempt says the same under the same id."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("under way")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("given up")

    # Wagtail would list it under "usage" of its webhook.
    wagtail_reference_index_ignore = True

    webhook = models.ForeignKey(
        Webhook, verbose_name=_("webhook"), on_delete=models.CASCADE, related_name="deliveries"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    events = models.PositiveIntegerField(_("events"), default=0)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempted_at = models.DateTimeField(null=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=40, blank=True)
    ms = models.PositiveIntegerField(_("milliseconds"), null=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery of a webhook")
        verbose_name_plural = _("deliveries of webhooks")
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["webhook", "id"], condition=Q(status="waiting"), name="delivery_waiting"
            )
        ]

    def __str__(self) -> str:
        return date_format(timezone.localtime(self.created_at), "SHORT_DATETIME_FORMAT")

    @property
    @display(description=_("Message"))
    def message_id(self) -> str:
        """The same at each attempt: a receiver knows by it what it has had already."""
        return f"msg_{self.uuid.hex}"

    @property
    @display(description=_("Last attempt"))
    def attempted(self) -> str:
        """In the time of whoever looks."""
        moment = self.attempted_at
        return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else "–"

    @property
    @display(description=_("Problem"))
    def problem(self) -> str:
        """Of the last attempt, as a sentence; empty when it went well."""
        sentence = str(SENTENCES.get(self.error, self.error))
        return (
            f"{sentence} (HTTP {self.http_status})" if self.http_status and sentence else sentence
        )
