"""What the environment says, checked and turned into the shapes that Django wants. Pure."""

import ipaddress
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

# The key of a development machine says so itself, so that production can refuse it.
DEV_KEY_PREFIX = "dev-only-"

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "cms.postgresql"
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")

# WAL lets readers read while one writes; NORMAL is WAL's own safe pace (https://sqlite.org/wal.html).
SQLITE_OPTIONS: dict[str, Any] = {
    # The write lock is taken at BEGIN: a deferred one cannot be waited for, it fails at once.
    "transaction_mode": "IMMEDIATE",
    # Seconds that a writer waits for another one.
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
}

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0}

MEDIA_STORAGE_OPTIONS = {
    "endpoint": "endpoint_url",
    "region": "region_name",
    "public_host": "custom_domain",
}


class Environment(environ.Env):
    """django-environ, with a sentence where a value cannot be read."""

    def get_value(
        self,
        var: str,
        cast: Any = None,
        default: Any = environ.Env.NOTSET,
        parse_default: bool = False,
    ) -> Any:
        """As its parent; raises ImproperlyConfigured instead of ValueError."""
        try:
            return super().get_value(var, cast, default, parse_default)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} cannot be read: {error}.") from None


def database(url: str) -> dict[str, Any]:
    """One entry of DATABASES for a DATABASE_URL.

    Raises ImproperlyConfigured, with what to write instead, for anything but SQLite and PostgreSQL.
    """
    hint = "write postgres://user:password@host:5432/name or sqlite:////absolute/path.sqlite3"
    try:
        scheme = urlsplit(url).scheme
        config = environ.Env.db_url_config(url) if scheme in DATABASE_SCHEMES else {}
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read ({error}): {hint}.") from None
    if not config.get("NAME"):
        raise ImproperlyConfigured(f"DATABASE_URL is neither PostgreSQL nor SQLite: {hint}.")
    options = config.pop("OPTIONS", {})
    if config["ENGINE"] == SQLITE:
        return {**config, "OPTIONS": {**SQLITE_OPTIONS, **options}}
    # Kept connections, not psycopg's pool: a pool does not survive the worker's forks.
    kept = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    config["ENGINE"] = POSTGRESQL
    return {**kept, **config, "OPTIONS": {"connect_timeout": 3, **options}}


def mail(url: str) -> dict[str, Any]:
    """Django's EMAIL_… settings for an EMAIL_URL.

    Raises ImproperlyConfigured, with what to write instead, where it cannot be read.
    """
    try:
        return environ.Env.email_url_config(url)
    except (ImproperlyConfigured, ValueError):
        raise ImproperlyConfigured(
            "EMAIL_URL cannot be read: write smtp+tls://user:password@host:587, "
            "smtp://localhost:25 or consolemail://."
        ) from None


def log_level(name: str) -> str:
    """The level in capitals; raises ImproperlyConfigured for one that does not exist."""
    if name.upper() not in LOG_LEVELS:
        raise ImproperlyConfigured(
            f"LOG_LEVEL cannot be read: write one of {', '.join(LOG_LEVELS)}."
        )
    return name.upper()


def at_least_one(name: str, number: int) -> int:
    """The same number; raises ImproperlyConfigured, with the variable's name, below 1."""
    if number < 1:
        raise ImproperlyConfigured(f"{name} cannot be read: write a number from 1 on.")
    return number


def preview_url(address: str) -> str:
    """The same address, which may be empty; raises ImproperlyConfigured where a browser could not
    open it beside the editor."""
    if address and not (address.startswith(("https://", "http://")) and urlsplit(address).hostname):
        raise ImproperlyConfigured(
            "PREVIEW_URL cannot be read: write the whole address of the frontend's preview page, "
            "https://journal.example.org/preview/."
        )
    return address


def rate(name: str, text: str) -> tuple[int, float] | None:
    """(requests, seconds) of `600/min`, `20/s`, `1000/h`; None for 0 and for nothing. Raises
    ImproperlyConfigured, with the variable's name, for anything else."""
    if text in {"", "0"}:
        return None
    count, _, unit = text.partition("/")
    if not count.isdecimal() or int(count) < 1 or unit not in SECONDS:
        raise ImproperlyConfigured(f"{name} cannot be read: write 600/min, 20/s, 1000/h or 0.")
    return int(count), SECONDS[unit]


def networks(name: str, entries: list[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The networks that are named; raises ImproperlyConfigured, with the variable's name."""
    try:
        return [ipaddress.ip_network(entry, strict=False) for entry in entries]
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} cannot be read: write addresses or network/prefix, comma-separated."
        ) from None


def allowed_addresses(entries: list[str]) -> list[str]:
    """The same entries; raises ImproperlyConfigured for one that could never let anything through:
    each is `host:port` or `network/prefix:port`."""
    for entry in entries:
        where, _, port = entry.rpartition(":")
        try:
            if "/" in where:
                ipaddress.ip_network(where.strip("[]"), strict=False)
            readable = bool(where) and port.isdecimal()
        except ValueError:
            readable = False
        if not readable:
            raise ImproperlyConfigured(
                f"OUTBOUND_ALLOW cannot be read ({entry}): "
                "write host:port or network/prefix:port, comma-separated."
            )
    return entries


def media_storage(url: str) -> dict[str, Any]:
    """The `default` entry of STORAGES for a MEDIA_STORAGE_URL; an empty one is the local disk.

    `s3://bucket/prefix?endpoint=https://…&region=…&public_host=media.example.org`; boto3 reads the
    credentials itself (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, or its files). Raises
    ImproperlyConfigured for another scheme or an unknown option.
    """
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    unknown = sorted(query.keys() - MEDIA_STORAGE_OPTIONS.keys())
    if parts.scheme != "s3" or not parts.netloc or unknown:
        raise ImproperlyConfigured(
            "MEDIA_STORAGE_URL cannot be read: write s3://bucket/prefix?endpoint=https://…, "
            f"with no other option than {', '.join(MEDIA_STORAGE_OPTIONS)}."
        )
    options = {MEDIA_STORAGE_OPTIONS[key]: value for key, value in query.items()}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            # Addresses go into stored cards: they must neither expire nor name another file later.
            "querystring_auth": False,
            "file_overwrite": False,
            **options,
        },
    }


def generated_key(path: Path) -> str:
    """The secret key of this development machine, written to `path` at the first call."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(DEV_KEY_PREFIX + secrets.token_urlsafe(48))
    return path.read_text().strip()


def production_key(key: str) -> str:
    """The same key; ImproperlyConfigured when it is missing, short or made for development."""
    if len(key) < 50 or len(set(key)) < 5 or key.startswith((DEV_KEY_PREFIX, "django-insecure-")):
        raise ImproperlyConfigured(
            "SECRET_KEY must hold at least 50 characters of its own in production; make one with: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(64))"'
        )
    return key


def production_hosts(hosts: list[str]) -> list[str]:
    """The same hosts; raises ImproperlyConfigured when there is none, or a `*`."""
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the site's hosts in production: example.org,www.example.org"
        )
    return hosts


def production_databases(databases: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same databases; raises ImproperlyConfigured when the default one is not PostgreSQL."""
    if databases["default"]["ENGINE"] != POSTGRESQL:
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL database in production: "
            "postgres://user:password@host:5432/name"
        )
    return databases


def production_site_url(url: str) -> str:
    """The same address; raises ImproperlyConfigured when it is not https."""
    if not url.startswith("https://"):
        raise ImproperlyConfigured("SITE_URL must be the public https:// address of the site.")
    return url
