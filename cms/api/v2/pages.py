"""`/api/v2/pages/`: public pages, from the counter's rows and from their own columns."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.http import Http404
from rest_framework.fields import Field
from wagtail.api import APIField
from wagtail.api.v2.filters import (
    AncestorOfFilter,
    ChildOfFilter,
    DescendantOfFilter,
    LocaleFilter,
    TranslationOfFilter,
)
from wagtail.api.v2.utils import BadRequestError, page_models_from_string
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from cms.api import stored
from cms.api.v2.fields import ContentsField, PublicPageSerializer, StoredField
from cms.api.v2.viewsets import FittingFields, StoredViewSet, TotalOrdering
from cms.models.base import BasePage
from cms.models.publication import Publication


class PublicPagesViewSet(StoredViewSet, PagesAPIViewSet):
    """Pages with a row in the counter, whoever asks."""

    base_serializer_class = PublicPageSerializer
    filter_backends: ClassVar = [
        FittingFields,
        ChildOfFilter,
        AncestorOfFilter,
        DescendantOfFilter,
        TotalOrdering,
        TranslationOfFilter,
        LocaleFilter,
    ]
    known_query_parameters = PagesAPIViewSet.known_query_parameters
    detail_query_parameters = StoredViewSet.detail_query_parameters | {"site"}

    def listed_model(self) -> Any:
        models = self._types()
        return models[0] if len(models) == 1 else Page

    def _types(self) -> tuple[Any, ...]:
        """Raises BadRequestError for what is no type of page."""
        asked = self.request.GET.get("type")
        try:
            return page_models_from_string(asked) if asked else ()
        except (LookupError, ValueError) as error:
            raise BadRequestError("type doesn't exist") from error

    def get_base_queryset(self) -> Any:
        """Where pages are looked for that filters name, too. Raises Http404 for another site."""
        _check_site(self.request.GET.get("site", ""))
        return Page.objects.filter(stored.public(Page)).order_by("id")

    def get_queryset(self) -> Any:
        _check_site(self.request.GET.get("site", ""))
        model, types = self.listed_model(), self._types()
        pages = model.objects.filter(stored.public(model)).order_by("id").select_related("locale")
        if len(types) > 1:
            return pages.type(*types)
        return pages.defer(*(f.name for f in model._meta.fields if isinstance(f, StreamField)))

    def get_root_page(self) -> Page:
        return Site.objects.get(is_default_site=True).root_page

    def find_object(self, queryset: Any, request: Any) -> Any:
        """None for an address where no public page stands."""
        if "html_path" not in request.GET:
            return super().find_object(queryset, request)
        pieces = [piece for piece in request.GET["html_path"].split("/") if piece]
        rows = Publication.objects.filter(path="/".join(["", *pieces, ""]))
        row = rows.values("object_id", "content_type_id").first()
        if row is None:
            return None
        return queryset.filter(pk=row["object_id"], content_type=row["content_type_id"]).first()

    def with_rows(self, contents: Any) -> list[Any]:
        is_list = self.action == "listing_view"
        pages = stored.attach(contents if is_list else [page.specific for page in contents])
        originals = self._neighbours(page.alias_of_id for page in pages if page.alias_of_id)
        for page in pages:
            page.neighbours = {"alias_of": originals.get(page.alias_of_id)}
            if not is_list:
                parent = page.get_parent()
                page.neighbours["parent"] = self._neighbours([parent.pk]).get(parent.pk)
        return pages

    def _neighbours(self, pks: Iterable[int]) -> Mapping[int, Page]:
        """Those that are public."""
        wanted = set(pks)
        found = Page.objects.filter(pk__in=wanted) if wanted else ()
        return {page.pk: page for page in stored.attach(found)}

    @classmethod
    def get_body_fields(cls, model: Any) -> list[APIField]:
        """Columns, and what the row holds. What is written in another way than it is read (authors,
        to `/api/v3/`) is given as read alone."""
        columns = {field.name for field in model._meta.concrete_fields if not field.is_relation}
        shown = {*columns, *cls.of_row(model)}
        return [field for field in super().get_body_fields(model) if field.name in shown]

    @classmethod
    def of_row(cls, model: Any) -> Mapping[str, Field]:
        parts = getattr(model, "stored_api_fields", BasePage.stored_api_fields)
        return {
            name: ContentsField() if path == "contents" else StoredField(*path.split("."))
            for name, path in parts.items()
        }


def _check_site(asked: str) -> None:
    """There is one. Another, if there is any, answers as if there were none."""
    if not asked:
        return
    site = Site.objects.filter(is_default_site=True).first()
    if site is None or asked not in {site.hostname, f"{site.hostname}:{site.port}"}:
        raise Http404("No Site matches the given query.")
