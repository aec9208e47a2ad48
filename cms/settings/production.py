"""The real site: refuses to start half configured, and trusts nothing that came in clear."""

from cms.settings import base, environment
from cms.settings.base import *  # noqa: F403 - the settings are one namespace
from cms.settings.base import env

DEBUG = False
SECRET_KEY = environment.production_key(env("SECRET_KEY", default=""))
# During a change of key, the former ones still open sessions and links.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = environment.production_hosts(env.list("ALLOWED_HOSTS", default=[]))
DATABASES = environment.production_databases(base.DATABASES)
SITE_URL = environment.production_site_url(base.SITE_URL)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# The proxy ends TLS and must set this header itself (docs/operations.md).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# Seconds of a year: what browsers' preload lists ask for.
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# A `__Host-` cookie can be set neither in clear nor by a subdomain.
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"

# Names carry the content's hash, so that browsers keep static files for good.
STORAGES = {
    **base.STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# One JSON object a line, with the number of its request, task or command, and no secret.
LOGGING = {
    **base.LOGGING,
    "filters": {"run": {"()": "cms.logs.RunFilter"}},
    "formatters": {
        "json": {
            "()": "cms.logs.LineFormatter",
            "fmt": ["levelname", "name", "message", "run", "process"],
            "rename_fields": {"levelname": "level", "name": "logger"},
            "timestamp": "at",
            "json_ensure_ascii": False,
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["run"]}
    },
}
