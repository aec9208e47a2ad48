from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index


class StockPage(Page):
    standfirst = models.TextField(blank=True)
    body = StreamField(
        [
            ("text", blocks.RichTextBlock()),
            ("heading", blocks.StructBlock([("text", blocks.CharBlock())])),
            (
                "quote",
                blocks.StructBlock(
                    [
                        ("text", blocks.TextBlock()),
                        ("attribution", blocks.CharBlock(required=False)),
                    ]
                ),
            ),
        ],
        blank=True,
    )

    search_fields = [
        *Page.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
    ]
    content_panels = [*Page.content_panels, FieldPanel("standfirst"), FieldPanel("body")]

    def __str__(self) -> str:
        return self.title
