"""The site's addresses, and some that fail."""

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from cms import urls
from cms.urls import handler400, handler404, handler500

__all__ = ["handler400", "handler404", "handler500"]


def fail(request: HttpRequest, how: str) -> HttpResponse:
    raise {"400": SuspiciousOperation, "500": LookupError, "503": OperationalError}[how]


urlpatterns = [path("fails/<how>/", fail), *urls.urlpatterns]
