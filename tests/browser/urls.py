"""The site's addresses, and its uploads as nginx serves them."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from cms import urls, views
from cms.urls import handler400, handler404, handler500

__all__ = ["handler400", "handler404", "handler500"]


def upload(request: HttpRequest, path: str) -> HttpResponseBase:
    """From where the uploads of this test are."""
    return views.media_file(request, path, settings.MEDIA_ROOT)


urlpatterns = [path("media/<path:path>", upload), *urls.urlpatterns]
