"""Pictures and documents at Wagtail's API v2 and at ours: only those that may be shown."""

from functools import reduce
from operator import and_, or_
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Router
from rest_framework.fields import Field
from rest_framework.filters import BaseFilterBackend
from wagtail.api.v2.utils import BadRequestError
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Collection, CollectionViewRestriction

from cms.api.caching import conditional, content_key, etag_of, facet_key, until
from cms.api.parameters import NoParameters
from cms.api.v2.fields import PrefetchedTags
from cms.api.v2.viewsets import FittingFields, StrictViewSet, TotalOrdering
from cms.models import PublicationFacet
from feeds.gallery import collections as of_items
from media_library.models import Image
from media_library.posters import collections as of_posters
from media_library.renditions import image_shape, open_shape
from media_library.schemas import ImageSchema
from search.query import parse

router = Router(tags=["images"])


def open_collections() -> QuerySet[Collection]:
    """Those that everybody may see, whoever asks: answers are the same for all."""
    found = Collection.objects.all()
    for path in CollectionViewRestriction.objects.values_list("collection__path", flat=True):
        found = found.exclude(path__startswith=path)
    return found


class ShownWords(BaseFilterBackend):
    """Looks for words in what the endpoint shows (`searched`), and in tags. Wagtail's index of the
    library holds the newsroom's own description of a picture too."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Raises BadRequestError."""
        operator = request.GET.get("search_operator", "and")
        if operator not in {"and", "or"}:
            raise BadRequestError("search_operator must be 'and' or 'or'")
        if "search" not in request.GET:
            return queryset
        words = parse(request.GET["search"]).words
        if not words:
            return queryset.none()
        if connection.vendor == "postgresql":
            vector = SearchVector(*view.searched, config="french_unaccent")
            queryset = queryset.alias(shown_words=vector)
        found = (self._holding(word, queryset.model, view.searched) for word in words)
        return queryset.filter(reduce(or_ if operator == "or" else and_, found))

    @staticmethod
    def _holding(word: str, model: Any, names: tuple[str, ...]) -> Q:
        tagged = Q(pk__in=model.objects.filter(tags__name__icontains=word).values("pk"))
        if connection.vendor == "postgresql":
            return tagged | Q(shown_words=SearchQuery(word, config="french_unaccent"))
        return reduce(or_, (Q(**{f"{name}__icontains": word}) for name in names), tagged)


class LibraryViewSet(StrictViewSet):
    """Files of open collections, with their tags."""

    filter_backends: ClassVar = [FittingFields, TotalOrdering, ShownWords]
    known_query_parameters = StrictViewSet.known_query_parameters | {"search", "search_operator"}
    searched: ClassVar[tuple[str, ...]] = ("title",)

    def get_queryset(self) -> Any:
        files = self.model.objects.filter(collection__in=open_collections())
        return files.prefetch_related("tags").order_by("id")

    @classmethod
    def get_field_serializer_overrides(cls, model: Any) -> dict[str, Field]:
        return {
            **super().get_field_serializer_overrides(model),
            "tags": PrefetchedTags(read_only=True),
        }

    @classmethod
    def _is_plain(cls, model: Any, name: str) -> bool:
        return name == "tags" or super()._is_plain(model, name)


class ShapePartField(Field):
    """A part of a picture's shape, as cards have it."""

    def get_attribute(self, image: Any) -> Any:
        if not hasattr(image, "shape_shown"):
            image.shape_shown = open_shape(image).model_dump(mode="json")
        return image.shape_shown[self.field_name]

    def to_representation(self, value: Any) -> Any:
        return value


def shown_images(images: Any) -> Any:
    """Those whose rights have not ended. Those that came by themselves, with items or videos, have
    the titles of these: they are here while something public shows them."""
    by_themselves = (of_items() | of_posters()).values("pk")
    return images.shown().filter(~Q(collection__in=by_themselves) | Exists(shown_by()))


def shown_by() -> QuerySet[PublicationFacet]:
    """What shows the picture of the query outside."""
    return PublicationFacet.objects.filter(facet="image", target_id=OuterRef("uuid"))


class ShownImagesViewSet(LibraryViewSet, ImagesAPIViewSet):
    """The library's pictures that may be shown."""

    searched = ("title", "alt", "credit")
    shape_parts = ("sources", "focal_point", "placeholder")

    def get_queryset(self) -> Any:
        return shown_images(super().get_queryset()).prefetch_related("renditions")

    @classmethod
    def get_body_fields(cls, model: Any) -> list[Any]:
        parts = cls._convert_api_fields(cls.shape_parts)
        return [*super().get_body_fields(model), *parts]

    @classmethod
    def get_field_serializer_overrides(cls, model: Any) -> dict[str, Field]:
        parts = {name: ShapePartField(read_only=True) for name in cls.shape_parts}
        return {**super().get_field_serializer_overrides(model), **parts}


class OpenDocumentsViewSet(LibraryViewSet, DocumentsAPIViewSet):
    """Files to download."""


@router.get("/images/{uuid}", response=ImageSchema, summary="One picture and its renditions")
def image(request: HttpRequest, uuid: Path[UUID]) -> HttpResponse:
    """404 for what is not there, whose rights have ended, or whose collection is restricted."""
    NoParameters.refuse_unknown(request)
    # Of one statement: when the last content that shows it leaves, it is not here any more.
    content = Subquery(shown_by().values("publication__uuid")[:1])
    rows = shown_images(Image.objects.all()).annotate(shown_in=content).filter(uuid=uuid)
    found = rows.select_related("collection").prefetch_related("renditions").first()
    shape = image_shape(found)
    if shape is None:
        raise Http404
    body = shape.model_dump_json().replace('"url":"/', f'"url":"{settings.SITE_URL}/')
    return conditional(
        request,
        etag_of([body]),
        lambda: HttpResponse(body, content_type="application/json"),
        [facet_key("image", uuid), *map(content_key, filter(None, [found.shown_in]))],
        until(shape.shown_until, timezone.now()),
    )
