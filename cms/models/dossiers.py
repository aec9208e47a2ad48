import json
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.api import APIField
from wagtail.models import Orderable
from wagtail.search import index

from cms.faces import Facet
from cms.models.base import BasePage
from cms.models.publication import Kind, Publication
from cms.schemas import Card, ContentRef, DossierRef
from cms.typography import correct
from cms.widgets import ContentChooser


def dossier_of(uuid: UUID) -> DossierRef | None:
    """The newest public dossier that a content stands in."""
    row = (
        Publication.objects.of_kind(Kind.DOSSIER)
        .filter(facets__facet="entry", facets__target_id=uuid)
        .newest_first()
        .first()
    )
    return DossierRef(uuid=row.uuid, title=row.search_title, url=row.path) if row else None


class DossierPage(BasePage):
    """A chosen, ordered set of contents on one subject, each with its own presentation."""

    kind = Kind.DOSSIER
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = []
    face_prefetch: ClassVar[Sequence[str]] = ("entries",)

    standfirst = models.TextField(_("standfirst"), blank=True, max_length=500)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("standfirst"),
        *BasePage.image_panels,
        InlinePanel("entries", label=_("content"), heading=_("Contents, in order")),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("standfirst")]
    api_fields = [*BasePage.api_fields, APIField("standfirst"), APIField("contents")]

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")

    @property
    def contents(self) -> list[dict[str, Any]]:
        """Cards of the entries that are public, in order, each with the dossier's own `note`."""
        entries = list(self.entries.all())
        cards = Publication.objects.cards_by_uuid(entry.content for entry in entries)
        return [
            {**json.loads(cards[entry.content]), "note": entry.note}
            for entry in entries
            if entry.content in cards
        ]

    def face_card(self, path: str) -> Card:
        return super().face_card(path).model_copy(update={"standfirst": correct(self.standfirst)})

    def face_details(self) -> dict[str, Any]:
        return {"entries": [entry.ref() for entry in self.entries.all()]}

    def face_facets(self, card: Card) -> Iterable[Facet]:
        return [("entry", entry.content) for entry in self.entries.all()]

    def face_text(self) -> str:
        return self.standfirst

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "cards": self.contents}


class DossierEntry(Orderable):
    """One content of a dossier, by its public uuid: it comes back when its content does."""

    page = ParentalKey(DossierPage, on_delete=models.CASCADE, related_name="entries")
    content = models.UUIDField(_("content"))
    note = models.TextField(
        _("presentation"), blank=True, max_length=500, help_text=_("Why it stands in this dossier.")
    )

    panels = [FieldPanel("content", widget=ContentChooser), FieldPanel("note")]

    class Meta(Orderable.Meta):
        verbose_name = _("content of the dossier")
        verbose_name_plural = _("contents of the dossier")

    def __str__(self) -> str:
        return str(self.content)

    def ref(self) -> ContentRef:
        return ContentRef(uuid=self.content, note=self.note)
