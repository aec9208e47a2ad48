"""Wagtail's API v2 for its existing clients: its own endpoints, and our snippets."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from wagtail.api.v2.filters import FieldsFilter, OrderingFilter
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.contrib.redirects.api import RedirectsAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet

from cms.models import Person, Topic
from feeds.api import ItemsAPIViewSet, SourcesAPIViewSet
from media_library.api import ShownImagesAPIViewSet

MAX_OFFSET = 10_000_000
"""Far beyond any list, far below what a database refuses to count to."""


class BoundedPagination(WagtailPagination):
    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """Raises BadRequestError (400) where Wagtail would let the database fail."""
        page = super().paginate_queryset(queryset, request, view)
        if int(request.GET.get("offset", 0)) > MAX_OFFSET:
            raise BadRequestError(f"offset cannot be higher than {MAX_OFFSET}")
        return page


class BoundedMixin:
    """What every endpoint refuses with a 400 where Wagtail alone would fail with a 500."""

    pagination_class = BoundedPagination

    def filter_queryset(self, queryset: Any) -> Any:
        """Raises BadRequestError for a value that its field cannot hold: a date, a uuid."""
        try:
            return super().filter_queryset(queryset)  # type: ignore[misc]  # a viewset's
        except ValidationError as error:
            raise BadRequestError(" ".join(error.messages)) from error


class PeopleAPIViewSet(BaseAPIViewSet):
    model = Person
    name = "people"
    filter_backends: ClassVar = [FieldsFilter, OrderingFilter]
    known_query_parameters = BaseAPIViewSet.known_query_parameters - {"search", "search_operator"}
    listing_default_fields = [*BaseAPIViewSet.listing_default_fields, "name", "slug", "role"]


class TopicsAPIViewSet(BaseAPIViewSet):
    model = Topic
    name = "topics"
    filter_backends: ClassVar = [FieldsFilter, OrderingFilter]
    known_query_parameters = BaseAPIViewSet.known_query_parameters - {"search", "search_operator"}
    listing_default_fields = [*BaseAPIViewSet.listing_default_fields, "name", "slug"]


ENDPOINTS: dict[str, type[BaseAPIViewSet]] = {
    "pages": PagesAPIViewSet,
    "images": ShownImagesAPIViewSet,
    "documents": DocumentsAPIViewSet,
    "redirects": RedirectsAPIViewSet,
    "items": ItemsAPIViewSet,
    "sources": SourcesAPIViewSet,
    "people": PeopleAPIViewSet,
    "topics": TopicsAPIViewSet,
}

# The namespace is what Wagtail's own cache purging looks for.
api_router = WagtailAPIRouter("wagtailapi_v2")
for name, viewset in ENDPOINTS.items():
    api_router.register_endpoint(name, type(viewset.__name__, (BoundedMixin, viewset), {}))
