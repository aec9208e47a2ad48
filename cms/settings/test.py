"""The suite: nothing outside the process but the database that DATABASE_URL names."""

from cms.settings import base, environment
from cms.settings.base import *  # noqa: F403 - the settings are one namespace

DATABASES = base.DATABASES
if DATABASES["default"]["ENGINE"] == environment.POSTGRESQL:
    # No test crashes the server: a commit need not wait for the disk.
    OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
    OPTIONS["options"] = f"{OPTIONS.get('options', '')} -c synchronous_commit=off".strip()
DEBUG = False
SECRET_KEY = "dev-only-the-suite-signs-nothing-that-lasts-longer-than-itself"
INSTALLED_APPS = [*base.INSTALLED_APPS, "cms.demo"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SITE_URL = "http://localhost"
WAGTAILADMIN_BASE_URL = WAGTAILAPI_BASE_URL = SITE_URL
STORAGES = {
    # No file outlives a test.
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files come from their sources: nothing is collected before a test.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# A strong hash costs a tenth of a second a login, and protects nobody here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A machine's own variables must not change what a test sees.
OUTBOUND_ALLOW = []
OUTBOUND_HOST_DELAY = 0.0
# The suite asks more than anybody may; tests of the rate set their own.
API_RATE = None
API_RATE_FREE = []
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": {}}
# In the process itself: its own tests start children, others need none.
FEEDS_PARSE_PROCESSES = 0
# Where they are asked for: its own tests have a worker, others need none.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
