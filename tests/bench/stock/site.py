"""The stock site, for gunicorn."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.stock.settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.urls import include, path  # noqa: E402 - as above
from wagtail import urls  # noqa: E402 - Django is set up before

from tests.bench.stock.endpoints import router  # noqa: E402 - as above

urlpatterns = [path("api/v2/", router.urls), path("", include(urls))]
