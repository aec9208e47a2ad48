"""Every setting once, with its reason; dev, test and production change the least they can.

`.env.example` lists what the environment may say.
"""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from cms.settings import environment

BASE_DIR = Path(__file__).resolve().parents[2]

env = environment.Environment()
if (BASE_DIR / ".env").exists():
    # What the process was given wins over the file.
    env.read_env(str(BASE_DIR / ".env"))

# All that this installation writes by itself, in one folder that git does not see.
VAR = Path(env("VAR_ROOT", default=str(BASE_DIR / "var")))

# --- Applications ---------------------------------------------------------------------------

INSTALLED_APPS = [
    # Ours come before Wagtail's, so that our templates and commands win over theirs.
    "cms.users",
    "media_library",
    "cms.apps.CmsConfig",
    "feeds",
    "home",
    "shows",
    "search",
    "syndication",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail.api.v2",
    "wagtail.api.v3",
    "wagtail_headless_preview",
    "modelcluster",
    "taggit",
    "rest_framework",
    "django_filters",
    # Installed, it serves the API's documentation page from here instead of a stranger's CDN.
    "ninja",
    "django_q",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # With the renderer below: our widgets' templates stand with the others.
    "django.forms",
    # WhiteNoise serves static files in development too: one behaviour everywhere.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

MIDDLEWARE = [
    # First: all that is logged of a request carries its number.
    "cms.middleware.RequestIdMiddleware",
    # Before the check of hosts: machines ask by address.
    "cms.probes.ProbeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before all that may refuse: an answer that a script may not read tells it nothing.
    "cms.middleware.OpenDoorMiddleware",
    "cms.api.wagtail_v3.TokenDoorMiddleware",
    "cms.rates.RateLimitMiddleware",
    # Before all that asks the database for a request of the newsroom.
    "cms.patience.PatienceMiddleware",
    # Outside of sessions and tokens: whoever has looked at them is one visitor.
    "cms.shared_pages.SharedPagesMiddleware",
    "cms.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "cms.middleware.AuthenticationMiddleware",
    "cms.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.middleware.SecurityPolicyMiddleware",
    "cms.middleware.ApiProblemMiddleware",
    "cms.middleware.AtomicPrivacyMiddleware",
    # Last: it only answers what nothing else has found.
    "cms.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.context_processors.site_settings",
                "cms.context_processors.visitor",
            ],
        },
    },
]

# --- Data -----------------------------------------------------------------------------------

# No ATOMIC_REQUESTS: under IMMEDIATE every read would take the write lock.
DATABASES = {
    "default": environment.database(
        env("DATABASE_URL", default=f"sqlite:///{VAR / 'kiosque.sqlite3'}")
    )
}

# Seconds that a web process waits for one statement of PostgreSQL; 0: as long as it takes.
STATEMENT_TIMEOUT_S = env.float("STATEMENT_TIMEOUT", default=3.0)

STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(VAR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
# Only on a developer's machine: elsewhere the reverse proxy or the object store serves them.
SERVE_MEDIA = False
MEDIA_ROOT = env("MEDIA_ROOT", default=str(VAR / "media"))

STORAGES = {
    "default": environment.media_storage(env("MEDIA_STORAGE_URL", default="")),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Wagtail's editor sends one field per block part: a long article passes Django's 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# Bytes of a request that is not a file; the longest article with its blocks stays below 1 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- People ---------------------------------------------------------------------------------

# Custom from the first migration: it cannot be replaced later.
AUTH_USER_MODEL = "users.User"
# Twelve characters: a password is the only factor until a second one is asked for.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "wagtailadmin_login"
# Who may read a closed page is somebody of the newsroom.
WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cms.views.csrf_failure"
# Wagtail lifts it for its own previews.
X_FRAME_OPTIONS = "DENY"

# --- Languages and clock --------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
# English as it is written in Europe: both languages read and write 27/11/2026.
FORMAT_MODULE_PATH = "cms.formats"
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# --- Site and mail --------------------------------------------------------------------------

PORT = env.int("PORT", default=8000)
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

mail = environment.mail(env("EMAIL_URL", default="consolemail://"))
EMAIL_BACKEND = mail["EMAIL_BACKEND"]
EMAIL_HOST = mail["EMAIL_HOST"] or "localhost"
EMAIL_PORT = mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER = mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = mail.get("EMAIL_USE_SSL", False)
# Seconds: a mail server that does not answer must not hold an editor's request.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="kiosque@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Who is told when an alarm rings (cms/alarms.py).
ALERT_EMAIL = env.list("ALERT_EMAIL", default=[])
# Opens /metrics to a Prometheus that is not on the private network; empty: to nobody from outside.
METRICS_TOKEN = env("METRICS_TOKEN", default="")

# --- Answers kept in memory, and how many a stranger may ask for -----------------------------

# MB in each web process (cms/response_cache); 0 keeps nothing.
RESPONSE_CACHE_MB = env.int("RESPONSE_CACHE_MB", default=32)
# The newest pages as they were drawn last, for when the database does not answer.
COPIES_ROOT = Path(env("COPIES_ROOT", default=str(VAR / "copies")))
# `redis://host:6379/0`, `rediss://…`, `unix://…`: all web processes share what they have answered,
# in place of a memory of their own.
REDIS_URL = env("REDIS_URL", default="")

# What stands in front of the site, as Wagtail's backends want it (JSON): cms/cdn.py.
WAGTAILFRONTENDCACHE = env.json("FRONTEND_CACHE", default={})

LOCAL_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": LOCAL_MEMORY},
    # A bucket for each of so many addresses; the longest unused go first.
    "rates": {"BACKEND": LOCAL_MEMORY, "LOCATION": "rates", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}
if REDIS_URL:
    CACHES["answers"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # Several newsrooms may share one.
        "KEY_PREFIX": f"kiosque:{SITE_URL}",
        "OPTIONS": {
            "serializer": "cms.response_cache.shared.Bytes",
            # Seconds. To draw a page takes less than to wait for long.
            "socket_timeout": 0.5,
            "socket_connect_timeout": 0.5,
        },
    }
# Of one address, in each web process: requests to the APIs that memory does not answer.
API_RATE = environment.rate("API_RATE", env("API_RATE", default="600/min"))
# Those that may ask without end, such as a frontend of ours that draws pages for its readers.
API_RATE_FREE = environment.networks("API_RATE_FREE", env.list("API_RATE_FREE", default=[]))

# --- Wagtail --------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = env("SITE_NAME", default="Kiosque")
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# One newsroom, one language of content.
WAGTAIL_CONTENT_LANGUAGES = [("fr", _("French"))]
# Addresses in plain ASCII: they survive mail, print and every client.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILREDIRECTS_AUTO_CREATE = True
# The public pages and the admin ask nothing of other people's servers.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
# oEmbed would fetch while an editor saves; videos have a block of their own that does not.
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []

WAGTAILIMAGES_IMAGE_MODEL = "media_library.Image"
WAGTAILDOCS_DOCUMENT_MODEL = "media_library.Document"
# No SVG: it is a programme that a reader's browser would run.
# HEIC, as phones write it, is kept as JPEG.
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "heif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "media_library.forms.ImageForm"
# Refused before they are decoded: bytes and pixels (all frames together).
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
# Bytes of an uploaded film or sound. nginx.conf names it as well; longer ones belong on PeerTube.
RECORDINGS_MAX_UPLOAD_SIZE = env.int("RECORDINGS_MAX_UPLOAD_MB", default=500) * 1024 * 1024

# Clients get the HTML a reader gets, not Wagtail's own `<a linktype="page">`.
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILAPI_LIMIT_MAX = 50
WAGTAILAPI_BASE_URL = SITE_URL

WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.admin_search"}}
if DATABASES["default"]["ENGINE"] == environment.POSTGRESQL:
    # Stems French and ignores accents; a migration of `cms` creates it.
    WAGTAILSEARCH_BACKENDS["default"]["SEARCH_CONFIG"] = "french_unaccent"

# Where a separate frontend draws its drafts; empty, the preview is our own page.
PREVIEW_URL = environment.preview_url(env("PREVIEW_URL", default=""))
WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": {"default": PREVIEW_URL} if PREVIEW_URL else {}}

# --- Work in the background -----------------------------------------------------------------

# Wagtail's own small tasks (the admin's search index, references, deleted files) go through the
# queue: the admin finds a page a second after it is saved. What readers search is never late.
TASKS = {"default": {"BACKEND": "cms.tasks_backend.QueueBackend"}}

WORKERS = environment.at_least_one("WORKERS", env.int("WORKERS", default=2))
Q_CLUSTER: dict[str, Any] = {
    "name": "kiosque",
    # The database is the broker: Redis would acknowledge nothing and lose tasks in a crash.
    "orm": "default",
    # Takes rows in their order, and sets aside a task that ends its process each time.
    "broker_class": "cms.broker.Broker",
    "workers": WORKERS,
    # Daemons of multiprocessing may have no children, and some read feeds (feeds/sandbox.py).
    "daemonize_workers": False,
    # A task's lock runs from the moment it is dequeued, and that many wait inside a cluster.
    "queue_limit": WORKERS,
    # Seconds: a batch of visits leases for 20, then fetches for 30 and reads for 30 at most.
    "timeout": 90,
    # Seconds, more than timeout × (queue_limit / workers + 2), or tasks run twice.
    "retry": 300,
    "max_attempts": 3,
    # A task that raises has failed for good; the next schedule tries again, its own way.
    "ack_failures": True,
    # After a stop, one run makes up for all those that were missed.
    "catch_up": False,
    # Seconds between two looks at the queue; the default of 0.2 keeps an idle machine busy.
    "poll": 1,
    # Tasks after which a worker is replaced, and the successes that are kept to look at.
    "recycle": 500,
    "save_limit": 250,
    # kB: a process that was ever larger is replaced after its task, well below 300 MB.
    "max_rss": 270_000,
}

# Seconds of silence after which a part of the worker is killed and started again (cms/cluster.py).
# With the start, and on a slow machine, work goes on within a minute.
WORKER_PATIENCE = 20.0

# Processes in which each process that visits sources reads their documents. 0 reads them in the
# process itself, which a hostile document can then hold or kill: for tests alone.
FEEDS_PARSE_PROCESSES = env.int("FEEDS_PARSE_PROCESSES", default=2)

# How long items of sources are kept where no rule of the newsroom says otherwise: `days` (None: for
# ever), the newest `least` whatever their age, at most `most`, for each kind of a source.
FEEDS_RETENTION = {
    "days": env.int("FEEDS_KEEP_DAYS", default=0) or None,
    "least": env.int("FEEDS_KEEP_LEAST", default=100),
    "most": env.int("FEEDS_KEEP_MOST", default=0) or None,
}

# --- What a public page may load and run ---------------------------------------------------

CONTENT_SECURITY_POLICY = {
    # Wagtail's editor needs scripts in the page.
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "img-src": [SELF, "data:"],
        # A page that plays something adds where it stands (SecurityPolicyMiddleware).
        "media-src": [SELF],
        "frame-src": [NONE],
    },
}

# --- Other people's servers (cms/outbound alone reads these) -------------------------------

# `host:port` and `network/prefix:port` that may be loopback or private: tests, never production.
OUTBOUND_ALLOW = environment.allowed_addresses(env.list("OUTBOUND_ALLOW", default=[]))
OUTBOUND_PORTS = env.list("OUTBOUND_PORTS", cast=int, default=[80, 443, 8080, 8443])
# Per host: connections at a time, and seconds between two requests.
OUTBOUND_HOST_CONNECTIONS = environment.at_least_one(
    "OUTBOUND_HOST_CONNECTIONS", env.int("OUTBOUND_HOST_CONNECTIONS", default=2)
)
OUTBOUND_HOST_DELAY = env.float("OUTBOUND_HOST_DELAY", default=1.0)
# A publisher who reads it in a log can find out who asks.
OUTBOUND_USER_AGENT = env("OUTBOUND_USER_AGENT", default=f"Kiosque/1.0 (+{SITE_URL}/)")

# --- Log ------------------------------------------------------------------------------------

LOG_LEVEL = environment.log_level(env("LOG_LEVEL", default="WARNING"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    # Standard error, with no file and no date: the journal of the machine adds both.
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # Django's own handlers are silent outside DEBUG.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Scanners ask for other people's hosts all day; the 400 is answer enough.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Django leaves it to the server to drop the body of a HEAD, and gunicorn warns each time.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
