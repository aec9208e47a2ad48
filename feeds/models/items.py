import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from rest_framework.fields import ReadOnlyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.api import APIField

from cms import publications
from cms.fields import for_editors
from cms.models import Action, Withdrawal
from feeds.models.memory import Held, Remembered
from feeds.models.pictured import Pictured
from feeds.models.sources import LENDS_PICTURES, Source
from feeds.models.visits import Trust
from feeds.types import Kind
from media_library.models import Image
from media_library.renditions import image_shape
from media_library.video_url import Video

IMPORTED_API_FIELDS = (
    *("uuid", "source", "url", "title", "slug", "path", "author", "kind"),
    *("published_at", "updated_at", "excerpt", "body"),
    *("enclosures", "video", "duration_s", "language", "extras"),
)


class ItemKind(models.TextChoices):
    ARTICLE = Kind.ARTICLE.value, _("article")
    VIDEO = Kind.VIDEO.value, _("video")
    PODCAST = Kind.PODCAST.value, _("podcast")
    LIVE = Kind.LIVE.value, _("live broadcast")
    SHORT = Kind.SHORT.value, _("short video")


class Status(models.TextChoices):
    """What the newsroom decided. A rejected item stays, so that the next visit does not bring it
    back."""

    PENDING = "pending", _("to be approved")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")


class FeedItemQuerySet(models.QuerySet["FeedItem"]):
    def approved(self) -> Self:
        return self.filter(status=Status.APPROVED)

    def visible(self) -> Self:
        """What readers may see."""
        return self.approved().filter(is_withdrawn=False).exclude(source__trust=Trust.PAUSED)

    def held_back(self) -> Self:
        """Came with too many others at once: an editor is to look."""
        return self.filter(held=Held.FLOOD)

    def wanting_picture(self, now: datetime) -> Self:
        """What readers may see with a picture of its own and has none yet, the newest first."""
        lenders = Source.objects.visible().filter(LENDS_PICTURES).values("pk")
        waiting = self.approved().filter(source__in=lenders, picture_next_at__lte=now)
        return waiting.order_by("-published_at", "-id")

    def hold_sources(self) -> None:
        """Before these are changed, in a transaction: visits that store wait, or are waited
        for."""
        Source.objects.filter(pk__in=self.order_by().values("source")).hold()

    @transaction.atomic
    def moderate(self, status: Status) -> int:
        """Gives all these items a status, and the counter with them; the number that changed.

        The newsroom has decided: nothing holds them any more, and what its source has withdrawn
        comes back when it is approved.
        """
        self.hold_sources()
        as_decided: dict[str, Any] = {"status": status, "held": ""}
        if status == Status.APPROVED:
            as_decided["is_withdrawn"] = False
        pks = list(self.exclude(**as_decided).values_list("pk", flat=True))
        for chunk in publications.chunks(pks, publications.CHUNK):
            self.model.objects.filter(pk__in=chunk).update(**as_decided)
        publications.refresh(self.model, pks)
        if status == Status.PENDING:
            self.model.objects.filter(pk__in=pks).forget_withdrawals()
        return len(pks)

    @transaction.atomic
    def release(self) -> int:
        """What was held back goes where its source's trust would have sent it; how many."""
        held = self.held_back()
        held.hold_sources()
        trusted = list(held.exclude(source__trust=Trust.QUEUE).values_list("pk", flat=True))
        count = self.model.objects.filter(pk__in=trusted).moderate(Status.APPROVED)
        return count + held.filter(source__trust=Trust.QUEUE).update(held="")

    def forget_withdrawals(self) -> None:
        """Nothing is told any more of why these left, not even at their address, which repeats a
        title: they are about to be deleted, wait again, or their time is over."""
        uuids = self.order_by().values("uuid")
        Withdrawal.objects.filter(uuid__in=uuids).delete()

    def delete(self) -> tuple[int, dict[str, int]]:
        """With what readers see of them, in one transaction and few statements."""
        with transaction.atomic():
            self.hold_sources()
            pks = list(self.values_list("pk", flat=True))
            for chunk in publications.chunks(pks, publications.CHUNK):
                leaving = self.model.objects.filter(pk__in=chunk)
                told = leaving.only("status", "is_withdrawn", "emptied_at")
                publications.withdraw_many(told, action=Action.DELETE)
                leaving.forget_withdrawals()
            return super().delete()

    # As Django's own: a manager has no such method, a template may not call it.
    delete.queryset_only = True  # type: ignore[attr-defined]  # read by Django
    delete.alters_data = True  # type: ignore[attr-defined]  # read by Django


class FeedItem(Remembered, Pictured):
    """Something that a source published: one row per source and identity.

    What was imported belongs to the source and is refreshed by each visit; `status` belongs to
    the newsroom and is never touched by one. What became of it is `Remembered`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # No index of its own: several below begin with it.
    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        on_delete=models.CASCADE,
        related_name="items",
        db_index=False,
    )
    identity = models.CharField(max_length=520, editable=False)
    guid = models.TextField(blank=True, editable=False)
    url = models.URLField(_("original address"), max_length=2000, blank=True)
    title = models.CharField(_("title"), max_length=500)
    # Never looked for: the number behind it in the address is.
    slug = models.SlugField(max_length=120, blank=True, editable=False, db_index=False)
    author = models.CharField(_("author"), max_length=250, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=ItemKind, default=ItemKind.ARTICLE)
    published_at = models.DateTimeField(pgettext_lazy("date", "published"))
    first_seen_at = models.DateTimeField(_("first seen"), editable=False)
    updated_at = models.DateTimeField(_("updated"), editable=False)
    excerpt = models.TextField(_("excerpt"), blank=True)
    html = models.TextField(_("text"), blank=True)
    image_url = models.URLField(_("address of the image"), max_length=2000, blank=True)
    enclosures = models.JSONField(default=list, blank=True, editable=False)
    video = models.JSONField(null=True, blank=True, editable=False)
    duration_s = models.PositiveIntegerField(_("duration in seconds"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=3, blank=True)
    extras = models.JSONField(default=dict, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.PENDING)
    content_hash = models.CharField(max_length=64, editable=False)
    cluster_key = models.CharField(max_length=64, null=True, blank=True, editable=False)

    # Items come in past `save`, which feeds Wagtail's index: what it knew of some would mislead.
    wagtail_reference_index_ignore = True

    objects = FeedItemQuerySet.as_manager()

    panels = [
        FieldPanel("status"),
        FieldPanel("title", read_only=True),
        FieldRowPanel(
            [FieldPanel("source", read_only=True), FieldPanel("published_at", read_only=True)]
        ),
        FieldRowPanel([FieldPanel("author", read_only=True), FieldPanel("kind", read_only=True)]),
        FieldRowPanel(
            [
                FieldPanel("held", read_only=True),
                FieldPanel("announced_at", read_only=True),
                FieldPanel("gone_reason", read_only=True),
            ]
        ),
        FieldPanel("url", read_only=True),
        FieldPanel("excerpt", read_only=True),
        FieldRowPanel(
            [FieldPanel("image", read_only=True), FieldPanel("picture_error", read_only=True)]
        ),
    ]
    api_fields = [
        # As cards show it: the address that the source gave is a stranger's.
        APIField("image", serializer=ReadOnlyField(source="picture")),
        *(APIField(name) for name in IMPORTED_API_FIELDS),
        *for_editors("status"),
    ]

    class Meta(Remembered.Meta):
        verbose_name = _("feed item")
        verbose_name_plural = _("feed items")
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "identity"], name="one_item_per_identity")
        ]
        indexes = [
            *Remembered.Meta.indexes,
            models.Index(fields=["source", "-published_at", "-id"], name="item_of_source"),
            models.Index(fields=["status", "-published_at", "-id"], name="item_of_status"),
            models.Index(
                fields=["cluster_key"],
                name="item_of_cluster",
                condition=Q(cluster_key__isnull=False),
            ),
            models.Index(
                fields=["source", "-published_at", "-id"],
                name="item_wants_picture",
                condition=Q(picture_next_at__isnull=False),
            ),
            models.Index(
                fields=["source", "picture_url"],
                name="item_of_picture",
                condition=Q(image__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url

    def hold_source(self) -> None:
        """`hold_sources`, of one item."""
        Source.objects.filter(pk=self.source_id).hold()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Of an item that is stored, what the newsroom decides: a visit may have written the rest
        since this one was read."""
        self.hold_source()
        decided = ["status"]
        if self.status != Status.PENDING:
            self.held = ""
            decided.append("held")
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = decided
        was_there = not self._state.adding
        super().save(*args, **kwargs)
        publications.refresh(FeedItem, [self.pk])
        if was_there and self.status == Status.PENDING:
            FeedItem.objects.filter(pk=self.pk).forget_withdrawals()

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.hold_source()
        return super().delete(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return self.path

    @property
    def path(self) -> str:
        return reverse("feeds:item", args=[self.source.slug, self.slug or self.kind, self.pk])

    @property
    def is_visible(self) -> bool:
        return self.status == Status.APPROVED and not self.is_withdrawn and self.source.is_visible

    @property
    def withdrawal_reason(self) -> str:
        """What its address says, in the site's language, where readers have seen it and may not any
        more: 410. Empty for what waits, is paused, or whose time is over."""
        with translation.override(settings.LANGUAGE_CODE):
            if self.status == Status.REJECTED:
                return gettext("It came from another site. The newsroom has withdrawn it.")
            if self.is_withdrawn and not self.emptied_at:
                return gettext("It is no longer online at the site that had published it.")
        return ""

    @property
    def body(self) -> str:
        """The HTML that readers may see: none of a source that lends its excerpts only."""
        return "" if self.source.trust == Trust.EXCERPT else self.html

    @property
    def shown_image(self) -> Image | None:
        """Its own picture where its source lends it, else its source's logo."""
        own = self.image if self.source.shows_pictures else None
        return own or self.source.logo

    @property
    def picture(self) -> dict[str, Any] | None:
        """The same as the typed shape of a picture, as JSON."""
        image = self.shown_image
        shape = image_shape(image, decorative=not image.alt) if image else None
        return shape.model_dump(mode="json") if shape else None

    @property
    def player(self) -> Video | None:
        return Video(**self.video) if self.video else None
