from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cms.api.caching import list_key
from cms.api.lists import cards_of
from cms.models import Kind
from cms.models.base import BasePage
from cms.recent import recent
from feeds.filters import Choice, Choices, Wanted, filters_context
from feeds.models.sources import Source
from feeds.schemas import FeedDetails


class FeedIndexPage(BasePage):
    """« Le fil »: all that is taken in from sources, newest first."""

    kind = Kind.INDEX
    details_schema = FeedDetails
    max_count = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = []

    content_panels = [*BasePage.content_panels]

    class Meta:
        verbose_name = _("feed: index")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        choices = recent("choices", _choices)
        wanted = Wanted.of(request.GET, choices)
        return {
            **super().get_context(request, *args, **kwargs),
            **cards_of(request, wanted.filters()),
            **filters_context(wanted, choices),
            "keys": [list_key(Kind.ITEM), list_key(Kind.SOURCE)],
        }


def _choices() -> Choices:
    sources = Source.objects.visible().values_list("slug", "name", "uuid")
    return Choices.of(Choice(*each) for each in sources)
