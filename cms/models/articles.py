from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cms.api.caching import list_key
from cms.api.lists import Filters, cards_of
from cms.bodies import minutes_of
from cms.details import ArticleDetails, ArticlesDetails
from cms.models.base import BasePage
from cms.models.publication import Kind
from cms.models.stories import StoryPage


class ArticleIndexPage(BasePage):
    """All articles, newest first."""

    kind = Kind.INDEX
    details_schema = ArticlesDetails
    max_count = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["cms.ArticlePage"]

    content_panels = [*BasePage.content_panels]

    class Meta:
        verbose_name = _("articles: index")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        cards = cards_of(request, Filters(kinds=(Kind.ARTICLE,)))
        return {**context, **cards, "keys": [list_key(Kind.ARTICLE)]}


class ArticlePage(StoryPage):
    """An article of the newsroom."""

    kind = Kind.ARTICLE
    details_schema = ArticleDetails
    parent_page_types: ClassVar = ["cms.ArticleIndexPage"]
    subpage_types: ClassVar = []

    content_panels = [
        *StoryPage.title_panels,
        *StoryPage.story_panels,
        *StoryPage.ready_panels,
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        row = self.public_row if context["is_public"] else None
        words = row.words if row and not row.is_due else self.face_text()
        count = len(words.split()) - len(self.standfirst.split())
        return {**context, "minutes": minutes_of(count)}

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
