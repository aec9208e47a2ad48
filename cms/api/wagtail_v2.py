"""Wagtail's API v2 for its existing clients: its own endpoints, and our snippets."""

from typing import Any, ClassVar

from rest_framework.filters import BaseFilterBackend
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet

from cms.api.v2.fields import PathField
from cms.api.v2.pages import PublicPagesViewSet
from cms.api.v2.redirects import PublicRedirectsViewSet
from cms.api.v2.viewsets import StoredViewSet, card
from cms.models import Person, Topic
from feeds.api import ItemsAPIViewSet, SourcesAPIViewSet
from media_library.api import OpenDocumentsViewSet, ShownImagesViewSet
from search.pages import matching_pages
from search.query import parse

OPERATORS = ("and", "or")


class Ranked:
    """Pages in the order of their rank, as a paginator wants them."""

    def __init__(self, queryset: Any, pks: list[int]) -> None:
        self._queryset = queryset
        self._pks = pks

    def count(self) -> int:
        return len(self._pks)

    def __getitem__(self, part: slice) -> list[Any]:
        pages = self._queryset.in_bulk(self._pks[part])
        return [pages[pk] for pk in self._pks[part] if pk in pages]


class PublicSearch(BaseFilterBackend):
    """Searches what readers can search. Wagtail's own index knows what editors alone may read, and
    an answer would tell whether a word stands there."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Raises BadRequestError."""
        operator = request.GET.get("search_operator", "and")
        if operator not in OPERATORS:
            raise BadRequestError("search_operator must be 'and' or 'or'")
        if "search" not in request.GET:
            return queryset
        pks = matching_pages(parse(request.GET["search"]), any_word=operator == "or")
        found = queryset.filter(pk__in=pks)
        if "order" in request.GET:
            return found
        public = set(found.values_list("pk", flat=True))
        return Ranked(queryset, [pk for pk in pks if pk in public])


class SearchedPagesViewSet(PublicPagesViewSet):
    filter_backends: ClassVar = [*PublicPagesViewSet.filter_backends, PublicSearch]


class PeopleAPIViewSet(StoredViewSet):
    model = Person
    name = "people"
    stored_fields: ClassVar = {
        "path": PathField(read_only=True),
        "image": card("image"),
        "card": card(),
    }
    listing_default_fields = [*BaseAPIViewSet.listing_default_fields, "name", "slug", "role"]


class TopicsAPIViewSet(StoredViewSet):
    model = Topic
    name = "topics"
    stored_fields: ClassVar = {"path": PathField(read_only=True), "card": card()}
    listing_default_fields = [*BaseAPIViewSet.listing_default_fields, "name", "slug"]


ENDPOINTS: dict[str, type[BaseAPIViewSet]] = {
    "pages": SearchedPagesViewSet,
    "images": ShownImagesViewSet,
    "documents": OpenDocumentsViewSet,
    "redirects": PublicRedirectsViewSet,
    "items": ItemsAPIViewSet,
    "sources": SourcesAPIViewSet,
    "people": PeopleAPIViewSet,
    "topics": TopicsAPIViewSet,
}

# The namespace is what Wagtail's own cache purging looks for.
api_router = WagtailAPIRouter("wagtailapi_v2")
for name, viewset in ENDPOINTS.items():
    api_router.register_endpoint(name, viewset)
