"""The command on databases of several kinds, and under the settings of production."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from wagtail.models import Site

from cms import rebuild
from cms.demo.models import DemoRecord
from cms.models import PublicationEvent, SiteSettings, StaleKey, Topic
from feeds.models import Source
from home.models import HomePage

CallbackRunner = Callable[..., Any]


def rows() -> dict[str, int]:
    """How many rows each table holds; the outbox remembers by design."""
    models = [model for model in apps.get_models() if model not in {PublicationEvent, StaleKey}]
    return {model._meta.label: model._default_manager.count() for model in models}


def test_removing_leaves_no_row_and_no_file(
    db: None, media: Path, django_capture_on_commit_callbacks: CallbackRunner
) -> None:
    # Saved once, the front page is in Wagtail's own search index.
    HomePage.objects.get().save()
    before = rows()
    call_command("demo", verbosity=0)
    assert any(path.is_file() for path in media.rglob("*"))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("demo", remove=True, verbosity=0)
    assert rows() == before
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert list(rebuild.check()) == []


def test_what_is_there_already_is_used_and_left(db: None) -> None:
    topic = Topic.objects.create(name="Démocratie", slug="la-democratie", description="Le nôtre")
    printed = SiteSettings.for_site(Site.objects.get())
    printed.site_name = "La Gazette"
    printed.save()
    call_command("demo", verbosity=0)
    call_command("demo", remove=True, verbosity=0)
    topic.refresh_from_db()
    assert topic.description == "Le nôtre"
    printed.refresh_from_db()
    assert (printed.site_name, printed.tagline) == ("La Gazette", "")


def test_if_empty_fills_an_empty_newsroom_only(db: None) -> None:
    source = Source.objects.create(name="Gazette", slug="gazette", feed_url="https://g.example/f")
    call_command("demo", if_empty=True, verbosity=0)
    assert not DemoRecord.objects.exists()
    source.delete()
    call_command("demo", if_empty=True, verbosity=0)
    assert DemoRecord.objects.exists()


def test_a_site_without_a_front_page_is_named(db: None) -> None:
    site = Site.objects.get()
    site.root_page = site.root_page.get_parent()
    site.save()
    with pytest.raises(CommandError, match="no front page"):
        call_command("demo", verbosity=0)


def test_production_does_not_know_the_command() -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "DATABASE_URL": "postgres://nobody@127.0.0.1/nothing",
        "SITE_URL": "https://example.org",
        "ALLOWED_HOSTS": "example.org",
        "SECRET_KEY": "a-key-of-production-that-signs-nothing-but-this-test-0123456789",
    }
    run = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode != 0
    assert "Unknown command: 'demo'" in run.stderr
