"""Text family: what is read."""

import re
from html import unescape
from operator import not_
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema
from wagtail import blocks
from wagtail.models import Page
from wagtail.rich_text import RichText, expand_db_html, extract_references_from_rich_text
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks.typed import TypedBlock
from cms.schemas import ContentRef, DocumentRef, FrenchHtml, FrenchText, Quotation
from cms.slugs import ascii_slug
from media_library.models import Document

SHORT_FEATURES = ["bold", "italic", "superscript", "link", "document-link"]
TEXT_FEATURES = ["h2", "h3", *SHORT_FEATURES, "ol", "ul"]
"""Headings too: a text pasted whole keeps its structure. A picture is never inside a paragraph."""

_HEADING = re.compile(r"<(h[23])(?: [^>]*)?>(.*?)</\1>", re.DOTALL)
_KEY = re.compile(r"\d{1,18}", re.ASCII)
_TAG = re.compile(r"<[^>]*>")


class TextSchema(BaseModel):
    """`links` names each page that the text links to; in `html` each such link carries the uuid of
    its page (`data-uuid`). A client that asks for `markdown` or `text` finds that, and no `html`.
    Stored, addresses are relative to the root."""

    html: FrenchHtml
    markdown: str = Field(default="", exclude_if=not_, json_schema_extra={"x-optional": True})
    text: str = Field(default="", exclude_if=not_, json_schema_extra={"x-optional": True})
    links: list[ContentRef] = []
    documents: SkipJsonSchema[list[DocumentRef]] = Field(default=[], exclude=True)


class HeadingSchema(BaseModel):
    text: FrenchText
    anchor: str


class QuoteSchema(Quotation):
    attribution: FrenchText = ""


class BoxSchema(BaseModel):
    """A boxed aside (« encadré »)."""

    title: FrenchText
    text: TextSchema


class NoteSchema(BaseModel):
    """A note to the reader, or where something is from: `kind` is `note` or `source`."""

    kind: str
    text: TextSchema
    url: str = ""


def rich_text(source: str) -> TextSchema:
    """Stored rich text as readers get it, each heading with an anchor."""
    html = _HEADING.sub(_anchored, expand_db_html(source))
    pages = _uuids_of(Page, linked_pages(source), "translation_key")
    documents = _uuids_of(Document, _linked(Document, source), "uuid")
    return TextSchema(
        html=html,
        links=[ContentRef(uuid=uuid) for uuid in pages],
        documents=[DocumentRef(uuid=uuid) for uuid in documents],
    )


def anchor_of(words: str) -> str:
    """`Ce qui change à l’hôpital` → `ce-qui-change-a-l-hopital`, at most 60 letters."""
    return ascii_slug(words)[:60].strip("-")


def _anchored(heading: re.Match[str]) -> str:
    name, words = heading.groups()
    anchor = anchor_of(unescape(_TAG.sub("", words)))
    return f'<{name} id="{anchor}">{words}</{name}>' if anchor else f"<{name}>{words}</{name}>"


def linked_pages(source: str) -> list[int]:
    """Primary keys of the pages that stored rich text links to; what is no key is left out."""
    return _linked(Page, source)


def _linked(wanted: type[Model], source: str) -> list[int]:
    references = extract_references_from_rich_text(source)
    return [
        int(pk)
        for model, pk, _model_path, _content_path in references
        if issubclass(model, wanted) and _KEY.fullmatch(str(pk))
    ]


def _uuids_of(model: Any, pks: list[int], name: str) -> list[UUID]:
    if not pks:
        return []
    return list(model.objects.filter(pk__in=pks).values_list(name, flat=True))


class TextBlock(TypedBlock, blocks.RichTextBlock):
    """Paragraphs, lists, links, headings."""

    schema = TextSchema

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    def shape(self, value: RichText) -> TextSchema:
        return rich_text(value.source)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Text")
        description = _("Paragraphs, headings, lists and links. Paste here from a word processor.")
        template = "blocks/text.html"
        preview_value = (
            "<p>Le conseil municipal a voté <b>à l’unanimité</b> la gratuité des transports. "
            "Elle commence au printemps.</p>"
            "<ul><li>Pour les bus ;</li><li>pour le tramway.</li></ul>"
        )


class HeadingBlock(TypedBlock, blocks.StructBlock):
    """An intermediate heading (h2), with an anchor to link to."""

    schema = HeadingSchema

    text = blocks.CharBlock(label=_("Heading"), max_length=160)
    anchor = blocks.RegexBlock(
        label=_("Anchor"),
        regex=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        required=False,
        max_length=60,
        help_text=_(
            "The end of the address that leads here. Empty: made from the heading. Keep it when "
            "the heading changes, and links to it go on working."
        ),
        error_messages={"invalid": _("Small letters, digits and hyphens only: la-suite.")},
    )

    def shape(self, value: Any) -> HeadingSchema:
        return HeadingSchema(
            text=value["text"], anchor=value.get("anchor") or anchor_of(value["text"])
        )

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Text")
        description = _("Divides a long text; readers can link to it.")
        template = "blocks/heading.html"
        form_layout = blocks.BlockGroup(["text"], settings=["anchor"])
        preview_value = {"text": "Ce qui change au printemps", "anchor": ""}


class QuoteBlock(TypedBlock, blocks.StructBlock):
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
        person = value.get("person")
        return QuoteSchema(
            text=value["text"],
            person=person.ref(role=person.role) if person else None,
            attribution=value.get("attribution") or "",
        )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        group = _("Text")
        description = _("Words of a person or a work, set apart.")
        template = "blocks/quote.html"
        preview_value = {
            "text": "On nous avait dit que c’était impossible. Nous l’avons fait en un hiver.",
            "attribution": "Une conductrice de bus",
        }


class BoxBlock(TypedBlock, blocks.StructBlock):
    """A boxed aside: what the reader may skip."""

    schema = BoxSchema

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    text = blocks.RichTextBlock(label=_("Text"), features=[*SHORT_FEATURES, "ol", "ul"])

    def shape(self, value: Any) -> BoxSchema:
        return BoxSchema(title=value["title"], text=rich_text(value["text"].source))

    class Meta:
        icon = "form"
        label = _("Boxed aside")
        group = _("Text")
        description = _("A definition, a reminder, a portrait: beside the thread of the text.")
        template = "blocks/box.html"
        preview_value = {
            "title": "Repères",
            "text": "<p>La régie a été créée en 1921. Elle compte 340 agents.</p>",
        }


class NoteBlock(TypedBlock, blocks.StructBlock):
    """A note to the reader, or a source."""

    schema = NoteSchema

    kind = blocks.ChoiceBlock(
        label=_("What it is"),
        choices=[("note", _("A note")), ("source", pgettext_lazy("of a claim", "A source"))],
        default="note",
    )
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_FEATURES)
    url = blocks.URLBlock(label=_("Address of the source"), required=False, max_length=1000)

    def shape(self, value: Any) -> NoteSchema:
        return NoteSchema(
            kind=value["kind"], text=rich_text(value["text"].source), url=value.get("url") or ""
        )

    class Meta:
        icon = "info-circle"
        label = _("Note or source")
        group = _("Text")
        description = _("A remark in small type, or where a figure comes from.")
        template = "blocks/note.html"
        preview_value = {
            "kind": "source",
            "text": "<p>Rapport annuel de la régie, page 12.</p>",
            "url": "https://regie.example/rapport.pdf",
        }
