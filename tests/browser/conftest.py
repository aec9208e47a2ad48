"""Chromium as Debian packages it, driven by Playwright, against a server of the test's own."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, expect, sync_playwright

from tests.browser.telephone import chromium
from tests.factories import pages

# Playwright's synchronous API runs an event loop in this thread, and Django refuses its ORM there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PATIENCE_MS = 60_000
"""For an action and for what is expected: a busy machine is no fault of the page, and one at a
quarter of its usual speed has taken more than fifteen seconds for some."""
DESK: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A database file: SQLite in memory locks whole tables between the server's threads."""
    if connection.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        connection.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")


expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    found = chromium(playwright_driver)
    yield found
    found.close()


@pytest.fixture
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh French tab. Where the test fails, its last view is kept in var/browser/."""
    context = browser.new_context(locale="fr-FR", viewport=DESK)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    yield page
    folder = Path("var/browser")
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{request.node.name}.png", full_page=True)
    context.close()


@pytest.fixture
def newsroom(live_server: Any, settings: Any, tmp_path: Path) -> str:
    """The address of a running site with its first pages; the flush before has emptied it."""
    settings.MEDIA_ROOT = tmp_path
    pages.home_page()
    return live_server.url
