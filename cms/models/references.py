"""What stands at the end of a story: what it rests on, and what to read after it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from cms.fields import for_editors
from cms.schemas import ContentRef, ReferenceSchema
from cms.widgets import ContentChooser


class Reference(Orderable):
    """A source or a document that a story rests on: words, with an address or a file."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="references")
    title = models.CharField(
        _("what it is"), max_length=250, help_text=_("Author, title, date, as in a bibliography.")
    )
    url = models.URLField(_("address"), max_length=1000, blank=True)
    document = models.ForeignKey(
        "media_library.Document",
        verbose_name=_("or a document of the library"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    panels = [FieldPanel("title"), FieldPanel("url"), FieldPanel("document")]
    api_fields = for_editors("title", "url", "document")

    class Meta(Orderable.Meta):
        verbose_name = _("source or document")
        verbose_name_plural = _("sources and documents")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.url and self.document:
            message = _("An address or a document, not both: empty one of them.")
            raise ValidationError({"document": message})

    def shape(self) -> ReferenceSchema:
        uuid = self.document.uuid if self.document else None
        return ReferenceSchema(uuid=uuid, title=self.title, url=self._address())

    def _address(self) -> str:
        document = self.document
        if document is None:
            return self.url if self.url.startswith(("https://", "http://")) else ""
        is_closed = document.collection.get_view_restrictions().exists()
        return "" if is_closed else str(document.url)


class RelatedContent(Orderable):
    """A content that the newsroom says to read after a story, by its public uuid."""

    page = ParentalKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="related_contents"
    )
    content = models.UUIDField(_("content"))

    panels = [FieldPanel("content", widget=ContentChooser)]
    api_fields = for_editors("content")

    class Meta(Orderable.Meta):
        verbose_name = _("content to read next")
        verbose_name_plural = _("contents to read next")

    def __str__(self) -> str:
        return str(self.content)

    def ref(self) -> ContentRef:
        return ContentRef(uuid=self.content)


def is_empty_html(html: Any) -> bool:
    """Whether rich text holds no word: Draftail stores an empty paragraph."""
    return not str(html or "").replace("<p></p>", "").strip()
