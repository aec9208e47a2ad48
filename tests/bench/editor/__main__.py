# ruff: noqa: E402 - Django is set up before
# Django is set up before its models are imported.
"""Opens and saves a long article beside a stock page, then asks every chooser on a full database.

Promised: open and save at most 1.5 times stock's; choosers 300 ms. `PAGES` and `ITEMS` set the
counts, DATABASE_URL the PostgreSQL server; a database of the bench's own is made and dropped.
"""

import gc
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.editor.settings"

import django

django.setup()

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from tests.bench.editor import choosers, pages
from tests.factories.pages import home_page

PAGES = int(os.environ.get("PAGES", "100000"))
ITEMS = int(os.environ.get("ITEMS", "1000000"))
RATIO, CHOOSER_MS = 1.5, 300


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    # Not the test environment, which copies every context that a template is drawn with.
    settings.ALLOWED_HOSTS = ["testserver"]
    databases = setup_databases(verbosity=0, interactive=False)
    missed = 0
    try:
        client = Client()
        user = get_user_model().objects.create_superuser("b", "b@example.org", "b")
        client.force_login(user)
        home_page()
        client.get("/admin/")
        gc.collect()
        gc.freeze()  # as cms/wsgi.py does
        for name, (ours, stock) in pages.compare(client).items():
            missed += ours > RATIO * stock
            say(f"{name:34} {ours:7.0f} ms, stock {stock:7.0f} ms: {ours / stock:.2f} x")
        index = choosers.seed(PAGES, ITEMS)
        say(f"{PAGES:,} pages, {ITEMS:,} feed items")
        for name, taken in choosers.measure(client, index).items():
            missed += taken > CHOOSER_MS
            say(f"{name:34} {taken:7.0f} ms")
    finally:
        teardown_databases(databases, verbosity=0)
    say("every figure is met" if not missed else f"{missed} figures are missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
