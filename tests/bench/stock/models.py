from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.images.api.fields import ImageRenditionField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Orderable, Page
from wagtail.search import index

CARDS = 20


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


class StockIndex(Page):
    """The list of its pages, as Wagtail's tutorial writes it: a page of twenty."""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        articles = self.get_children().live().order_by("-first_published_at")
        paginator = Paginator(articles, CARDS)
        return {**context, "articles": paginator.get_page(request.GET.get("page"))}

    def __str__(self) -> str:
        return self.title


class StockArticle(Page):
    """What a newsroom's article is with stock Wagtail: author, topics, picture, body, for
    `/api/v2/` as its manual shows it."""

    kicker = models.CharField(max_length=60, blank=True)
    standfirst = models.TextField(blank=True)
    image = models.ForeignKey(
        "media_library.Image", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    topics = ParentalManyToManyField("cms.Topic", related_name="+")
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
            (
                "image",
                blocks.StructBlock(
                    [
                        ("image", ImageChooserBlock()),
                        ("alt", blocks.CharBlock(required=False)),
                        ("caption", blocks.CharBlock(required=False)),
                    ]
                ),
            ),
        ],
        blank=True,
    )

    api_fields = [
        APIField("kicker"),
        APIField("standfirst"),
        APIField("image"),
        APIField(
            "image_card",
            serializer=ImageRenditionField("width-640|format-webp", source="image"),
        ),
        APIField("topics"),
        APIField("authors"),
        APIField("body"),
    ]

    def __str__(self) -> str:
        return self.title


class StockAuthor(Orderable):
    page = ParentalKey(StockArticle, on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey("cms.Person", on_delete=models.CASCADE, related_name="+")

    api_fields = [APIField("person")]

    def __str__(self) -> str:
        return str(self.person)
