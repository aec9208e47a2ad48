"""A developer's machine: `make run` and every `manage.py` without other instructions."""

from cms.settings import base, environment
from cms.settings.base import *  # noqa: F403 - the settings are one namespace
from cms.settings.base import VAR, env

# Off, so that `make run` shows what a reader gets, pages of errors (404, 410) included.
DEBUG = env.bool("DEBUG", default=False)
SERVE_MEDIA = True
# Static files come from their sources, as they are at this moment: nothing is collected.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# Made once and kept, so that a restart logs nobody out.
SECRET_KEY = env("SECRET_KEY", default="") or environment.generated_key(VAR / "secret-key")
# The demo newsroom is an app of its own, so that production has no trace of it.
INSTALLED_APPS = [*base.INSTALLED_APPS, "cms.demo"]
