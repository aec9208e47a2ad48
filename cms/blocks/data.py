"""Data family: figures, dates, tables, files."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock

from cms.blocks.text import SHORT_FEATURES, TextSchema, rich_text
from cms.blocks.typed import TypedBlock
from cms.schemas import FrenchText


class FigureSchema(BaseModel):
    """`value` as it is read: `350 000`, `24 %`."""

    value: FrenchText
    label: FrenchText


class FiguresSchema(BaseModel):
    title: FrenchText = ""
    figures: list[FigureSchema]
    source: FrenchText = ""


class MilestoneSchema(BaseModel):
    """`date` in words: a year, a day, « au printemps »."""

    date: FrenchText
    title: FrenchText = ""
    text: TextSchema


class TimelineSchema(BaseModel):
    title: FrenchText = ""
    events: list[MilestoneSchema]


class DocumentSchema(BaseModel):
    """A file to download; `size` in bytes, None when the file cannot be read. Without `url`, it is
    not for everybody now."""

    facet: ClassVar[str] = "document"

    uuid: UUID
    title: FrenchText
    description: FrenchText = ""
    url: str
    extension: str
    size: int | None = None

    @property
    def is_hidden(self) -> bool:
        return not self.url


class ColumnSchema(BaseModel):
    """`type` is `text`, `number` or `rich_text`."""

    type: str
    heading: FrenchText


class TableSchema(BaseModel):
    """Each row has one cell a column: a string, a number or None, or rich text (`TextSchema`)."""

    caption: FrenchText = ""
    columns: list[ColumnSchema]
    rows: list[list[FrenchText | float | TextSchema | None]]
    source: FrenchText = ""


class FigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(
        label=_("Figure"), max_length=30, help_text=_("As it is read: 350 000, 24 %.")
    )
    label = blocks.CharBlock(label=_("What it counts"), max_length=160)

    class Meta:
        icon = "order"
        label = _("Figure")


class FiguresBlock(TypedBlock, blocks.StructBlock):
    """Figures to remember."""

    schema = FiguresSchema

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=160)
    figures = blocks.ListBlock(FigureBlock(), label=_("Figures"), min_num=1, max_num=8)
    source = blocks.CharBlock(label=_("Source of the figures"), required=False, max_length=250)

    def shape(self, value: Any) -> FiguresSchema:
        figures = [FigureSchema(value=f["value"], label=f["label"]) for f in value["figures"]]
        return FiguresSchema(
            title=value.get("title") or "", figures=figures, source=value.get("source") or ""
        )

    class Meta:
        icon = "order"
        label = _("Key figures")
        group = _("Data")
        description = _("One to eight figures, large, each with what it counts.")
        template = "blocks/figures.html"
        preview_value = {
            "title": "La gratuité en chiffres",
            "figures": [
                {"value": "+ 38 %", "label": "de voyages en un an"},
                {"value": "24 €", "label": "d’économie par mois et par foyer"},
            ],
            "source": "Régie des transports",
        }


class MilestoneBlock(blocks.StructBlock):
    date = blocks.CharBlock(
        label=_("Date"), max_length=60, help_text=_("As it is read: 18 mars 2020, 1936.")
    )
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=160)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_FEATURES, required=False)

    class Meta:
        icon = "date"
        label = _("Event")


class TimelineBlock(TypedBlock, blocks.StructBlock):
    """What happened, in order."""

    schema = TimelineSchema

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=160)
    events = blocks.ListBlock(MilestoneBlock(), label=_("Events"), min_num=1, max_num=60)

    def shape(self, value: Any) -> TimelineSchema:
        events = [
            MilestoneSchema(
                date=event["date"],
                title=event.get("title") or "",
                text=rich_text(event["text"].source if event.get("text") else ""),
            )
            for event in value["events"]
        ]
        return TimelineSchema(title=value.get("title") or "", events=events)

    class Meta:
        icon = "history"
        label = _("Timeline")
        group = _("Data")
        description = _("Dated events, in the order in which they are read.")
        template = "blocks/timeline.html"
        preview_value = {
            "title": "Trois ans de lutte",
            "events": [
                {"date": "Mars 2023", "title": "", "text": "<p>Première pétition.</p>"},
                {"date": "Juin 2025", "title": "Le vote", "text": "<p>Adoptée à une voix.</p>"},
            ],
        }


class DocumentBlock(TypedBlock, blocks.StructBlock):
    """A file of the library, to download."""

    schema = DocumentSchema
    may_be_hidden = True
    sample = {
        "title": "Le rapport de la régie",
        "description": "Comptes et fréquentation, ligne par ligne.",
        "url": "#",
        "extension": "pdf",
        "size": 482_000,
    }

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(
        label=_("Title here"),
        required=False,
        max_length=200,
        help_text=_("Empty: the title of the library."),
    )
    description = blocks.CharBlock(label=_("What is in it"), required=False, max_length=300)

    def shape(self, value: Any) -> DocumentSchema | None:
        document = value["document"]
        if document is None:
            return None
        if document.collection.get_view_restrictions().exists():
            # Named, so that it comes back when its collection is opened.
            return DocumentSchema(uuid=document.uuid, title="", url="", extension="")
        return DocumentSchema(
            uuid=document.uuid,
            title=value["title"] or document.title,
            description=value.get("description") or "",
            url=document.url,
            extension=document.file_extension.lower(),
            size=document.get_file_size(),
        )

    class Meta:
        icon = "doc-full-inverse"
        label = _("Document")
        group = _("Data")
        description = _("A report, a bill, a leaflet to download.")
        template = "blocks/document.html"


class TypedTables(TypedTableBlock):
    """Takes a table as it is stored besides the fields of the editor's widget: `/api/v3/` fills a
    form with one. Its cells go through their own widgets, which know what may be written."""

    def value_for_form(self, value: TypedTable) -> TypedTable:
        return value

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> TypedTable:
        stored = data.get(prefix)
        if not isinstance(stored, TypedTable):
            return super().value_from_datadict(data, files, prefix)
        rows = [
            {"values": [_typed(bound.block, bound.value) for bound in row]} for row in stored.rows
        ]
        return TypedTable(columns=stored.columns, row_data=rows, caption=stored.caption)


def _typed(block: Any, value: Any) -> Any:
    """A cell as if it had been typed."""
    shown = block.field.widget.format_value(block.value_for_form(value))
    return block.value_from_datadict({"cell": shown}, {}, "cell")


class TableBlock(TypedBlock, blocks.StructBlock):
    """A table whose columns know what they hold."""

    schema = TableSchema

    table = TypedTables(
        [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("number", blocks.FloatBlock(label=_("Number"), required=False)),
            (
                "rich_text",
                blocks.RichTextBlock(
                    label=_("Text with links"), features=SHORT_FEATURES, required=False
                ),
            ),
        ],
        label=_("Table"),
    )
    source = blocks.CharBlock(label=_("Source of the figures"), required=False, max_length=250)

    def shape(self, value: Any) -> TableSchema | None:
        table = value["table"]
        if not table or not table.columns:
            return None
        return TableSchema(
            caption=table.caption or "",
            columns=[
                ColumnSchema(type=column["block"].name, heading=column["heading"])
                for column in table.columns
            ],
            rows=[[_cell(bound.value) for bound in row] for row in table.rows],
            source=value.get("source") or "",
        )

    class Meta:
        icon = "table"
        label = _("Table")
        group = _("Data")
        description = _("Columns of text, numbers or links; it scrolls by itself on a phone.")
        template = "blocks/table.html"
        preview_value = {
            "table": {
                "columns": [
                    {"type": "text", "heading": "Ville"},
                    {"type": "number", "heading": "Voyages par habitant"},
                ],
                "rows": [{"values": ["Aubagne", 76]}, {"values": ["Dunkerque", 101.5]}],
                "caption": "Avant et après la gratuité",
            },
            "source": "",
        }


def _cell(value: Any) -> Any:
    return rich_text(value.source) if hasattr(value, "source") else value
