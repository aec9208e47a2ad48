"""From an address to its page through the counter: two queries, whatever the depth of the tree,
and none for a list that was asked a moment ago.

A page that has a row is public: nobody need look whether it, or one above it, is restricted. What
has none is looked for by Wagtail, from the root on.
"""

from copy import copy

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from wagtail import views
from wagtail.url_routing import RouteResult

from cms.models.base import BasePage
from cms.models.publication import Kind, Publication
from cms.public_rows import row_at
from cms.recent import recent
from cms.same_origin import is_from_elsewhere
from cms.statements import instance_of
from cms.surroundings import site_of
from cms.views import csrf_failure


@csrf_exempt
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """A page. Readers' forms have no token, which would need a cookie: what is sent to a page comes
    from one of ours."""
    origin = f"{request.scheme}://{request.get_host()}"
    if is_from_elsewhere(str(request.method), request.headers, origin):
        return csrf_failure(request, "sent from another site")
    page = public_page(request, f"/{path}")
    if page is not None:
        # Where Wagtail keeps what it has found.
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]  # as Wagtail does
    response: HttpResponseBase = views.serve(request, path)
    return response


def public_page(request: HttpRequest, path: str) -> BasePage | None:
    """The page that everybody may read there, with its `public_row`."""
    site = site_of(request)
    # The counter knows the addresses of one site.
    if site is None or not site.is_default_site:
        return None
    if path not in recent("indexes", _indexes):
        return _read(path)
    # Lists are asked with many a query, and their page stays the same.
    return copy(recent(("index", path), lambda: _read(path)))


def _indexes() -> frozenset[str]:
    rows = Publication.objects.of_kind(Kind.INDEX)
    return frozenset(rows.values_list("path", flat=True))


def _read(path: str) -> BasePage | None:
    row = row_at("path", path)
    model = ContentType.objects.get_for_id(row.content_type_id).model_class() if row else None
    if row is None or model is None or not issubclass(model, BasePage):
        return None
    page = instance_of(model, "pk", row.object_id)
    if page is None or not page.live:
        return None
    page.public_row = row
    return page
