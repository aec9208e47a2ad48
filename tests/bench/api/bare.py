"""Django with nothing around it: what a constant costs, and a row read by its key."""

import os

from django.conf import settings

from cms.settings import environment

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": environment.database(os.environ["DATABASE_URL"])},
    MIDDLEWARE=[],
    ROOT_URLCONF="tests.bench.api.bare",
    SECRET_KEY=os.environ["SECRET_KEY"],
)

from django.core.wsgi import get_wsgi_application  # noqa: E402 - Django is set up before
from django.db import connection  # noqa: E402 - as above
from django.http import HttpRequest, HttpResponse  # noqa: E402 - as above
from django.urls import path  # noqa: E402 - as above


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse('{"status":"ok"}', content_type="application/json")


def row(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT document FROM cms_publication WHERE uuid = %s", [request.META["QUERY_STRING"]]
        )
        return HttpResponse(cursor.fetchone()[0], content_type="application/json")


urlpatterns = [path("constant", constant), path("row", row)]
application = get_wsgi_application()
