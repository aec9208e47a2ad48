from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from cms.fields import for_editors
from cms.models import Kind
from cms.models.base import BasePage
from cms.recent import recent
from cms.widgets import ContentChooser
from home import pins
from home.fronts import front_keys, recent_front
from home.panels import PinsPanel
from home.pins import Kept
from home.schemas import FrontDetails, ref_of
from home.zones import CHOICES, LEAD


class HomePage(BasePage):
    """The front page. Its zones fill themselves; what is pinned in one comes first there."""

    kind = Kind.INDEX
    details_schema = FrontDetails
    max_count = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = [
        "cms.ArticleIndexPage",
        "shows.EditoIndexPage",
        "shows.ShowPage",
        "cms.DossierPage",
        "feeds.FeedIndexPage",
        "cms.MagazinePage",
        "cms.FormPage",
        "cms.StandardPage",
    ]
    face_prefetch: ClassVar[Sequence[str]] = ("pins",)

    content_panels = [
        *BasePage.content_panels,
        PinsPanel("pins", label=_("content"), heading=_("Kept on the front page")),
    ]

    api_fields = [*BasePage.api_fields, *for_editors("pins")]

    class Meta:
        verbose_name = _("front page")

    @property
    def kept(self) -> list[Kept]:
        """What is pinned, in order, whether it counts now or not."""
        return [pin.kept for pin in self.pins.all()]

    def face_details(self) -> dict[str, Any]:
        return {"pins": [ref_of(each) for each in self.kept]}

    def face_changes_at(self) -> datetime | None:
        return pins.next_change(self.kept, timezone.now())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context, now = super().get_context(request, *args, **kwargs), timezone.now()
        is_public = context["is_public"]
        kept = recent(("pins", self.pk), lambda: self.kept) if is_public else self.kept
        return {
            **context,
            "front": recent_front(pins.shown(kept, now)),
            "keys": front_keys(),
            "changes_at": pins.next_change(kept, now),
        }


class Pin(Orderable):
    """A content kept in a zone, by its public uuid, while `shown_from` <= now < `shown_until`."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="pins")
    # In the database as well: a release that knows no zone may write while this one migrates.
    zone = models.CharField(
        _("zone"), max_length=10, choices=CHOICES, default=LEAD.name, db_default=LEAD.name
    )
    content = models.UUIDField(_("content"))
    shown_from = models.DateTimeField(_("on the front page from"), null=True, blank=True)
    shown_until = models.DateTimeField(_("on the front page until"), null=True, blank=True)

    panels = [
        FieldPanel("zone"),
        FieldPanel("content", widget=ContentChooser),
        FieldRowPanel([FieldPanel("shown_from"), FieldPanel("shown_until")]),
    ]
    api_fields = for_editors("zone", "content", "shown_from", "shown_until")

    class Meta(Orderable.Meta):
        verbose_name = _("pinned content")
        verbose_name_plural = _("pinned contents")

    def __str__(self) -> str:
        return str(self.content)

    @property
    def kept(self) -> Kept:
        return Kept(self.zone, self.content, self.shown_from, self.shown_until)

    def clean(self) -> None:
        super().clean()
        if self.shown_from and self.shown_until and self.shown_until <= self.shown_from:
            sentence = _("It ends before it begins: choose a later moment.")
            raise ValidationError({"shown_until": sentence})
