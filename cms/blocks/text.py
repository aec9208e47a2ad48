"""Text family: what is read."""

from typing import Any
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel
from wagtail import blocks
from wagtail.models import Page
from wagtail.rich_text import RichText, expand_db_html, extract_references_from_rich_text
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.schemas import ContentRef, PersonRef

TEXT_FEATURES = ["bold", "italic", "superscript", "link", "document-link", "ol", "ul"]
"""Headings are blocks of their own, and a picture is never inside a paragraph."""


class TextSchema(BaseModel):
    """`html` with addresses relative to the root; `links` names each page it links to."""

    html: str
    links: list[ContentRef] = []


class HeadingSchema(BaseModel):
    text: str
    anchor: str


class QuoteSchema(BaseModel):
    text: str
    person: PersonRef | None = None
    attribution: str = ""


def rich_text(source: str) -> TextSchema:
    """Stored rich text as readers get it."""
    return TextSchema(
        html=expand_db_html(source),
        links=[ContentRef(uuid=uuid) for uuid in _linked_pages(source)],
    )


def _linked_pages(source: str) -> list[UUID]:
    references = extract_references_from_rich_text(source)
    pks = [pk for model, pk, _model_path, _content_path in references if issubclass(model, Page)]
    if not pks:
        return []
    return list(Page.objects.filter(pk__in=pks).values_list("translation_key", flat=True))


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, lists, links."""

    schema = TextSchema

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    def shape(self, value: RichText) -> TextSchema:
        return rich_text(value.source)

    def get_api_representation(self, value: RichText, context: Any = None) -> dict[str, Any]:
        return self.shape(value).model_dump(mode="json")

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Text")
        description = _("Paragraphs, lists and links.")
        template = "blocks/text.html"
        preview_value = "<p>Un paragraphe <b>en gras</b>, puis un autre.</p>"


class HeadingBlock(blocks.StructBlock):
    """An intermediate heading (h2), with an anchor to link to."""

    schema = HeadingSchema

    text = blocks.CharBlock(label=_("Heading"), max_length=160)

    def shape(self, value: Any) -> HeadingSchema:
        return HeadingSchema(text=value["text"], anchor=slugify(value["text"])[:60])

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return self.shape(value).model_dump(mode="json")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "heading": self.shape(value)}

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Text")
        description = _("Divides a long text; readers can link to it.")
        template = "blocks/heading.html"
        preview_value = {"text": "Un intertitre"}


class QuoteBlock(blocks.StructBlock):
    """Someone's words, put forward."""

    schema = QuoteSchema

    text = blocks.TextBlock(label=_("Quotation"), help_text=_("Without quotation marks."))
    person = SnippetChooserBlock("cms.Person", label=_("Person"), required=False)
    attribution = blocks.CharBlock(
        label=_("Or a name, a work"),
        required=False,
        max_length=200,
        help_text=_("When the person has no entry here."),
    )

    def shape(self, value: Any) -> QuoteSchema:
        person = value["person"]
        return QuoteSchema(
            text=value["text"],
            person=person.ref() if person else None,
            attribution=value["attribution"] or "",
        )

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return self.shape(value).model_dump(mode="json")

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        group = _("Text")
        description = _("Words of a person or a work, set apart.")
        template = "blocks/quote.html"
        preview_value = {"text": "Une phrase que l’on retient.", "attribution": "Une autrice"}
