"""What the environment may say, and what the production settings refuse."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cms.settings import environment

ROOT = Path(settings.BASE_DIR)
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopq",
    "ALLOWED_HOSTS": "example.org",
    "SITE_URL": "https://example.org",
    "DATABASE_URL": "postgres://kiosque@127.0.0.1/kiosque",
}


def production(statement: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a statement under the production settings, in a process that knows nothing else."""
    return subprocess.run(
        [sys.executable, "-c", f"from cms.settings import production as s\n{statement}"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION, **changes},
        capture_output=True,
        text=True,
        check=False,
    )


def test_sqlite_takes_the_write_lock_at_the_start() -> None:
    database = environment.database("sqlite:////tmp/kiosque.sqlite3")
    assert database["NAME"] == "/tmp/kiosque.sqlite3"  # noqa: S108 - nothing is written
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_keeps_connections_without_a_pool(scheme: str) -> None:
    database = environment.database(f"{scheme}://user:p%40ss@db:5433/kiosque?sslmode=require")
    assert database["ENGINE"] == environment.POSTGRESQL
    assert (database["PASSWORD"], database["PORT"]) == ("p@ss", 5433)
    assert database["CONN_MAX_AGE"] == 60
    assert database["OPTIONS"] == {"connect_timeout": 3, "sslmode": "require"}


@pytest.mark.parametrize(
    "url",
    ["", "kiosque", "mysql://u@h/n", "postgres://", "postgres://h:port/n", "postgres://[h/n"],
)
def test_a_broken_database_url_says_what_to_write(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"write postgres://user:password@host"):
        environment.database(url)


def test_media_stay_on_the_disk_by_default() -> None:
    assert environment.media_storage("")["BACKEND"].endswith("FileSystemStorage")


def test_media_go_to_shared_storage() -> None:
    storage = environment.media_storage(
        "s3://kiosque/media?endpoint=https://s3.example.org&public_host=media.example.org"
    )
    options: dict[str, Any] = storage["OPTIONS"]
    assert (options["bucket_name"], options["location"]) == ("kiosque", "media")
    assert options["endpoint_url"] == "https://s3.example.org"
    assert options["custom_domain"] == "media.example.org"
    assert options["querystring_auth"] is False


@pytest.mark.parametrize("url", ["ftp://host/x", "s3:///media", "s3://bucket?acl=public"])
def test_a_broken_media_storage_url_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORAGE_URL"):
        environment.media_storage(url)


def test_a_development_key_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret-key"
    key = environment.generated_key(path)
    assert environment.generated_key(path) == key
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(ImproperlyConfigured):
        environment.production_key(key)


def test_a_number_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")
    with pytest.raises(ImproperlyConfigured, match="PORT cannot be read"):
        environment.Environment().int("PORT")


@pytest.mark.parametrize("entry", ["127.0.0.1", "127.0.0.1:", "a/b:80", "127.0.0.0/33:80", ":80"])
def test_an_address_let_through_is_host_or_network_and_port(entry: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="OUTBOUND_ALLOW"):
        environment.allowed_addresses([entry])


def test_addresses_let_through_stay_as_they_are() -> None:
    entries = ["localhost:9000", "127.0.0.0/8:9000", "[::1]:9000", "::1/128:9000"]
    assert environment.allowed_addresses(entries) == entries


@pytest.mark.parametrize("url", ["", "mail.example.org", "gopher://mail", "smtp://mail:port"])
def test_a_broken_email_url_says_what_to_write(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"EMAIL_URL cannot be read.*write smtp"):
        environment.mail(url)


@pytest.mark.parametrize("address", ["journal.example.org", "/apercu/", "https://", "javascript:0"])
def test_a_broken_preview_url_says_what_to_write(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"PREVIEW_URL cannot be read.*whole address"):
        environment.preview_url(address)


def test_a_level_may_be_written_small() -> None:
    assert environment.log_level("info") == "INFO"


def test_production_starts_when_all_is_said() -> None:
    done = production("print(s.DEBUG, 'cms.demo' in s.INSTALLED_APPS, s.SITE_URL)")
    assert done.stdout.split() == ["False", "False", "https://example.org"], done.stderr


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "dev-only-" + "0123456789" * 6}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DATABASE_URL": "sqlite:////tmp/x.sqlite3"}, "DATABASE_URL"),
        ({"SITE_URL": "http://example.org"}, "SITE_URL"),
    ],
)
def test_production_refuses_to_start_half_configured(changes: dict[str, str], named: str) -> None:
    done = production("", **changes)
    assert done.returncode != 0
    assert re.search(rf"ImproperlyConfigured: {named}\b", done.stderr)


def test_the_example_lists_every_variable() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "cms/settings").glob("*.py"))
    read = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', sources))
    listed = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read
    assert listed - read == {"DJANGO_SETTINGS_MODULE", "CI_DATABASE_URL"}
    assert read - listed == set()


def test_criterion_34_production_logs_json_without_secrets() -> None:
    done = production(
        "import logging.config\n"
        "logging.config.dictConfig(s.LOGGING)\n"
        "logging.getLogger('essai').error('raté : token=abc')"
    )
    record = json.loads(done.stderr)
    assert record["message"] == "raté : token=***"
    assert {"at", "level", "logger", "run", "process"} <= record.keys()
