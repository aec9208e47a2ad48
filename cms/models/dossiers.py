import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.models import Orderable
from wagtail.search import index

from cms.api.caching import facet_key
from cms.details import DossierDetails
from cms.faces import Facet
from cms.fields import editable, for_editors
from cms.models.base import BasePage
from cms.models.publication import Kind, Publication, PublicationFacet
from cms.panels import AskingPanel, InlinePanel
from cms.schemas import Card, ContentRef, DossierRef
from cms.typography import correct
from cms.widgets import ContentChooser

ASKING = 200
"""Stories that a dossier takes besides its own entries: the newest of those that ask for it."""


def dossiers_of(uuid: UUID, asked: Iterable[UUID] = ()) -> list[DossierRef]:
    """The public dossiers that a content stands in, newest first: those that list it, and those
    that it asks for."""
    listing = PublicationFacet.objects.filter(facet="entry", target_id=uuid)
    rows = Publication.objects.of_kind(Kind.DOSSIER).filter(
        Q(pk__in=listing.values("publication_id")) | Q(uuid__in=list(asked))
    )
    found = rows.newest_first().values_list("uuid", "search_title", "path")
    return [DossierRef(uuid=uuid, title=title, url=path) for uuid, title, path in found]


class DossierPage(BasePage):
    """A chosen, ordered set of contents on one subject, each with its own presentation; below
    them the stories that ask to stand in it."""

    kind = Kind.DOSSIER
    details_schema = DossierDetails
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = []
    face_prefetch: ClassVar[Sequence[str]] = ("entries",)

    standfirst = models.TextField(_("standfirst"), blank=True, max_length=500)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("standfirst"),
        *BasePage.image_panels,
        InlinePanel("entries", label=_("content"), heading=_("Contents, in order")),
        AskingPanel(),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("standfirst")]
    api_fields = [
        *BasePage.api_fields,
        *BasePage.image_api_fields,
        *editable("standfirst"),
        APIField("contents"),
        *for_editors("entries"),
    ]
    stored_api_fields: ClassVar[Mapping[str, str]] = {
        **BasePage.stored_api_fields,
        "contents": "contents",
    }

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")

    @classmethod
    def choosable(cls) -> models.QuerySet[Self]:
        """Those that a story may ask for, newest first: aliases follow their originals."""
        public = Publication.objects.filter(uuid=OuterRef("translation_key"))
        found = cls._default_manager.filter(alias_of=None).order_by("-pk")
        return found.annotate(is_public=Exists(public))

    def choice(self) -> str:
        """Its name in a list of `choosable` ones: a draft may be chosen, and says so."""
        title = self.get_admin_display_title()
        return title if self.is_public else gettext("%(title)s (not public)") % {"title": title}

    def asking(self, entries: Iterable["DossierEntry"]) -> models.QuerySet[PublicationFacet]:
        """The public stories that ask for it and that its `entries` do not hold, newest first."""
        facets = PublicationFacet.objects.filter(facet="asked", target_id=self.uuid, listed=True)
        others = facets.exclude(publication__uuid__in=[entry.content for entry in entries])
        return others.order_by("-published_at", "-publication_id")[:ASKING]

    @property
    def contents(self) -> list[dict[str, Any]]:
        """Cards of what is public: its entries, in order, each with the dossier's own `note`; then
        the stories that ask for it, whose note is empty."""
        entries = list(self.entries.all())
        cards = Publication.objects.cards_by_uuid(entry.content for entry in entries)
        noted = [(cards[e.content], e.note) for e in entries if e.content in cards]
        asking = self.asking(entries).values_list("publication__card", flat=True)
        noted += [(card, "") for card in asking]
        return [{**json.loads(card), "note": note} for card, note in noted]

    def face_card(self, path: str) -> Card:
        return super().face_card(path).model_copy(update={"standfirst": correct(self.standfirst)})

    def face_details(self) -> dict[str, Any]:
        entries = list(self.entries.all())
        asking = self.asking(entries).values_list("publication__uuid", flat=True)
        own = [entry.ref() for entry in entries]
        return {"entries": [*own, *(ContentRef(uuid=uuid) for uuid in asking)]}

    def face_facets(self, card: Card) -> Iterable[Facet]:
        return [("entry", entry.content) for entry in self.entries.all()]

    def face_text(self) -> str:
        return self.standfirst

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "cards": self.contents, "keys": [facet_key("dossier", self.uuid)]}


class DossierEntry(Orderable):
    """One content of a dossier, by its public uuid: it comes back when its content does."""

    page = ParentalKey(DossierPage, on_delete=models.CASCADE, related_name="entries")
    content = models.UUIDField(_("content"))
    note = models.TextField(
        _("presentation"), blank=True, max_length=500, help_text=_("Why it stands in this dossier.")
    )

    panels = [FieldPanel("content", widget=ContentChooser), FieldPanel("note")]
    api_fields = for_editors("content", "note")

    class Meta(Orderable.Meta):
        verbose_name = _("content of the dossier")
        verbose_name_plural = _("contents of the dossier")

    def __str__(self) -> str:
        return str(self.content)

    def ref(self) -> ContentRef:
        return ContentRef(uuid=self.content, note=self.note)
