"""Endpoints of Wagtail's API v2, made strict: they answer what the counter holds, filter and order
by what they show, and refuse the rest."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.http import Http404
from rest_framework.fields import Field
from taggit.managers import TaggableManager
from wagtail.api import APIField
from wagtail.api.v2.filters import FieldsFilter, OrderingFilter
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.utils import BadRequestError, FieldsParameterParseError, parse_fields_parameter
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.fields import RichTextField, StreamField

from cms.api import stored
from cms.api.parameters import YEARS
from cms.api.v2 import parameters
from cms.api.v2.fields import JsonRenderer, OnlyJson, StoredField
from cms.fields import EditorField

MAX_OFFSET = 10_000
"""A database counts up to it at each request. Whoever wants more follows the cursor of `/contents`,
or narrows the list."""

PLAIN = (
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.DecimalField,
    models.IntegerField,
    models.TextField,
    models.UUIDField,
    TaggableManager,
)
"""Columns whose value is what is shown of them."""

NOT_PLAIN = (RichTextField, StreamField)
"""Stored otherwise than shown: with the keys of what they link to, for instance."""


class BoundedPagination(WagtailPagination):
    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """Raises BadRequestError (400) where Wagtail would let the database fail."""
        if len(request.GET.get("offset", "")) > len(str(MAX_OFFSET)):
            raise BadRequestError(f"offset cannot be higher than {MAX_OFFSET}")
        page = super().paginate_queryset(queryset, request, view)
        if int(request.GET.get("offset", 0)) > MAX_OFFSET:
            raise BadRequestError(f"offset cannot be higher than {MAX_OFFSET}")
        return page


class FittingFields(FieldsFilter):
    """Dates and keys that every database can compare."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Raises BadRequestError; ValidationError for what is no date."""
        for name in view.get_available_fields(queryset.model, db_fields_only=True):
            if name in request.GET:
                self._check(queryset.model._meta.get_field(name), request.GET[name])
        return super().filter_queryset(request, queryset, view)

    @staticmethod
    def _check(field: Any, text: str) -> None:
        if isinstance(field, models.ForeignKey):
            parameters.number(text, field.name)
        elif isinstance(field, models.DateField):
            value = field.to_python(text)
            if value is not None and value.year not in YEARS:
                raise BadRequestError(f"{field.name} is out of range")


class TotalOrdering(OrderingFilter):
    """What is alike in the order that was asked for stands in that of the keys: no page of a list
    repeats what another has shown. Never at random, which would sort the whole table."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Raises BadRequestError."""
        if "random" in request.GET.get("order", "").split(","):
            raise BadRequestError("order=random is not answered here")
        found = super().filter_queryset(request, queryset, view)
        by = found.query.order_by
        return found.order_by(*by, "pk") if request.GET.get("order") else found


class StrictViewSet(BaseAPIViewSet):
    """JSON for anybody, without sessions; nothing is read or answered but what is listed here."""

    renderer_classes: ClassVar = [JsonRenderer]
    content_negotiation_class = OnlyJson
    authentication_classes: ClassVar = []
    metadata_class = None
    pagination_class = BoundedPagination
    filter_backends: ClassVar = [FittingFields, TotalOrdering]
    known_query_parameters = BaseAPIViewSet.known_query_parameters - {"search", "search_operator"}
    detail_query_parameters = frozenset({"fields", "rich_text_format", "format", "_"})
    open_relations: ClassVar[frozenset[str]] = frozenset()
    """Foreign keys to what is public whenever it exists, or the rows that name it are not."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Before anything is looked up. Raises BadRequestError."""
        super().initial(request, *args, **kwargs)
        parameters.check(request.GET, self._known())
        if "id" in request.GET:
            parameters.number(request.GET["id"], "id")

    def _known(self) -> set[str]:
        if self.action == "listing_view":
            columns = self.get_available_fields(self.listed_model(), db_fields_only=True)
            return {*columns, *self.known_query_parameters}
        is_find = self.action == "find_view"
        return {*self.detail_query_parameters, *(self.find_query_parameters if is_find else ())}

    def listed_model(self) -> Any:
        return self.model

    @classmethod
    def get_body_fields(cls, model: Any) -> list[APIField]:
        fields = super().get_body_fields(model)
        return [field for field in fields if not isinstance(field, EditorField)]

    @classmethod
    def get_available_fields(cls, model: Any, db_fields_only: bool = False) -> list[str]:
        """Columns (`db_fields_only`) are what one may filter and order by: those that are shown as
        they are stored."""
        names = super().get_available_fields(model, db_fields_only)
        if not db_fields_only:
            return names
        given = cls.get_field_serializer_overrides(model)
        return [name for name in names if name not in given and cls._is_plain(model, name)]

    @classmethod
    def _is_plain(cls, model: Any, name: str) -> bool:
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        is_plain = isinstance(field, PLAIN) and not isinstance(field, NOT_PLAIN)
        return is_plain or name in cls.open_relations

    def filter_queryset(self, queryset: Any) -> Any:
        """Raises BadRequestError for a value that its field cannot hold: a date, a uuid."""
        try:
            return super().filter_queryset(queryset)
        except ValidationError as error:
            raise BadRequestError(" ".join(error.messages)) from error
        except (ArithmeticError, ValueError) as error:
            raise BadRequestError("a value is out of range") from error


class StoredViewSet(StrictViewSet):
    """Contents that have a row in the counter: what is not public is not there."""

    stored_fields: ClassVar[Mapping[str, Field]] = {}
    """Fields of the answer that are read in the row, by name."""

    def get_queryset(self) -> Any:
        return self.model.objects.filter(stored.public(self.model)).order_by("id")

    @classmethod
    def of_row(cls, model: Any) -> Mapping[str, Field]:
        return cls.stored_fields

    @classmethod
    def get_body_fields(cls, model: Any) -> list[APIField]:
        """Its own, then those of the row, of which some stand for one of its own."""
        of_row = cls.of_row(model)
        own = [field for field in super().get_body_fields(model) if field.name not in of_row]
        return [*own, *(APIField(name, serializer=field) for name, field in of_row.items())]

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        return self.with_rows(super().paginate_queryset(queryset))

    def get_object(self) -> Any:
        """Raises Http404."""
        if not hasattr(self, "_cached_object"):
            found = self.with_rows([super().get_object()])
            if not found:
                # It has left since it was looked for.
                raise Http404
            (self._cached_object,) = found
        return self._cached_object

    def with_rows(self, contents: Any) -> list[Any]:
        return stored.attach(contents)

    def get_serializer_class(self) -> Any:
        """Raises BadRequestError for fields inside a field that has none."""
        try:
            asked = parse_fields_parameter(self.request.GET.get("fields", ""))
        except FieldsParameterParseError as error:
            raise BadRequestError(f"fields error: {error}") from error
        is_list = self.action == "listing_view"
        of_row = self.of_row(self.listed_model() if is_list else type(self.get_object()))
        for name, _negated, inner in asked:
            if inner and name in of_row:
                raise BadRequestError(f"'{name}' does not support nested fields")
        return super().get_serializer_class()


def card(*names: str) -> StoredField:
    return StoredField("card", *names)


def details(*names: str) -> StoredField:
    return StoredField("details", *names)
