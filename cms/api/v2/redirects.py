"""`/api/v2/redirects/`: old addresses that lead to where readers may go."""

from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex, Substr
from django.utils.encoding import uri_to_iri
from rest_framework.fields import Field
from wagtail.contrib.redirects.api import RedirectsAPIViewSet
from wagtail.contrib.redirects.models import Redirect

from cms.api import stored
from cms.api.v2.viewsets import StrictViewSet
from cms.models.publication import Publication
from cms.redirects import (
    AWAY,
    OPEN_PATHS,
    OPEN_STARTS,
    here,
    of_default_site,
    open_documents,
    path_here,
)


def open_redirects() -> QuerySet[Redirect]:
    """Those that lead to a public content, or away: the address of what is hidden tells its title.
    What leads to another address here is as public as what stands there."""
    to_page = Publication.objects.filter(
        object_id=OuterRef("redirect_page_id"),
        content_type_id=OuterRef("redirect_page__content_type_id"),
    )
    to_path = Publication.objects.filter(path=OuterRef("path_here"))
    fixed = Q(path_here__in=OPEN_PATHS)
    for start in (*OPEN_STARTS, *_documents()):
        fixed |= Q(path_here__startswith=start)
    away = Q(redirect_link__iregex=AWAY) & ~Q(redirect_link__iregex=here())
    return (
        of_default_site()
        .alias(path_here=_path_here())
        .filter(
            Exists(to_page) | Q(redirect_page=None) & (Exists(to_path) | fixed | away),
        )
    )


def _documents() -> list[str]:
    """The beginnings of the addresses of those that redirects lead to, and everybody may read."""
    links = Redirect.objects.filter(redirect_link__contains="/documents/")
    return open_documents(set(map(path_here, links.values_list("redirect_link", flat=True))))


def _path_here() -> Case:
    """Of an address on this site, its path; another address as it is."""
    text = CharField()
    bare: Any = F("redirect_link")
    for mark in ("#", "?"):
        end = StrIndex("redirect_link", Value(mark)) - 1
        part = When(redirect_link__contains=mark, then=Substr("redirect_link", 1, end))
        bare = Case(part, default=bare, output_field=text)
    here = When(
        redirect_link__startswith=f"{settings.SITE_URL}/",
        then=Substr(bare, len(settings.SITE_URL) + 1),
    )
    return Case(here, default=bare, output_field=text)


class LocationField(Field):
    """Where it leads: relative to the root, or an address elsewhere."""

    def get_attribute(self, instance: Redirect) -> Redirect:
        return instance

    def to_representation(self, redirect: Any) -> str:
        if redirect.redirect_page_id is None:
            return str(redirect.redirect_link)
        path: str = redirect.redirect_page.stored.path
        route = redirect.redirect_page_route_path
        return f"{path.rstrip('/')}{route}" if route.startswith("/") else path


class PublicRedirectsViewSet(StrictViewSet, RedirectsAPIViewSet):
    find_query_parameters = StrictViewSet.find_query_parameters | {"html_path"}

    def get_queryset(self) -> Any:
        return open_redirects().select_related("redirect_page").order_by("id")

    @classmethod
    def get_field_serializer_overrides(cls, model: Any) -> dict[str, Field]:
        return {"location": LocationField(read_only=True)}

    def paginate_queryset(self, queryset: Any) -> Any:
        redirects = list(super().paginate_queryset(queryset))
        stored.attach(each.redirect_page for each in redirects if each.redirect_page)
        return redirects

    def get_object(self) -> Any:
        redirect = super().get_object()
        if redirect.redirect_page:
            stored.attach([redirect.redirect_page])
        return redirect

    def find_object(self, queryset: Any, request: Any) -> Any:
        """None for an old address that leads nowhere, or where nobody may go."""
        if "html_path" not in request.GET:
            return super().find_object(queryset, request)
        try:
            asked = Redirect.normalise_path(request.GET["html_path"])
        except ValueError:
            return None
        return queryset.filter(old_path__in={asked, uri_to_iri(asked)}).first()
