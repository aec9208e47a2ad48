"""The door for gunicorn. Production unless told otherwise: forgetting is the safe side."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

application = get_wsgi_application()
# The addresses and all behind them are read now, not by the first visitor.
_ = get_resolver().url_patterns
