from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from cms.fields import for_editors
from cms.models import Kind
from cms.models.base import BasePage
from cms.panels import InlinePanel
from cms.schemas import ContentRef
from cms.widgets import ContentChooser
from home.fronts import front, front_keys
from home.schemas import FrontDetails


class HomePage(BasePage):
    """The front page. Its zones fill themselves; what is pinned comes first in the lead zone."""

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
        InlinePanel(
            "pins",
            label=_("content"),
            heading=_("Lead zone"),
            help_text=_("In order. Empty places are filled with the newest articles."),
            max_num=5,
        ),
    ]

    api_fields = [*BasePage.api_fields, *for_editors("pins")]

    class Meta:
        verbose_name = _("front page")

    def face_details(self) -> dict[str, Any]:
        return {"pins": [ContentRef(uuid=pin.content) for pin in self.pins.all()]}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        pinned = [pin.content for pin in self.pins.all()]
        context = super().get_context(request, *args, **kwargs)
        return {**context, "front": front(pinned), "keys": front_keys()}


class Pin(Orderable):
    """A content kept in the lead zone, by its public uuid."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="pins")
    content = models.UUIDField(_("content"))

    panels = [FieldPanel("content", widget=ContentChooser)]
    api_fields = for_editors("content")

    class Meta(Orderable.Meta):
        verbose_name = _("pinned content")
        verbose_name_plural = _("pinned contents")

    def __str__(self) -> str:
        return str(self.content)
