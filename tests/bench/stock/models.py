from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page


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

    content_panels = [*Page.content_panels, FieldPanel("standfirst"), FieldPanel("body")]

    def __str__(self) -> str:
        return self.title
