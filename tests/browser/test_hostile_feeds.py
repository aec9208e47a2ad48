"""RELIABILITY 30: Chromium runs nothing of what strangers slip into feeds, even unsanitised."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Dialog, Page

from feeds import reading
from feeds.models import FeedItem
from feeds.pipeline import ingest
from feeds.sanitise import clean_item
from feeds.types import Item
from tests.factories.feeds import SourceFactory
from tests.feeds.payloads import PAYLOADS, feed
from tests.feeds.reading import document

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WATCH = """
window.zzz = () => { document.documentElement.dataset.zzz = "ran"; };
window.violations = [];
addEventListener("securitypolicyviolation", (e) => violations.push(e.effectiveDirective));
"""
# What a reader may do on a page without leaving it, done to everything.
TOUCH = """
for (const element of document.querySelectorAll("main *")) {
  for (const name of ["click", "focus", "pointerover", "wheel", "copy", "error", "toggle"]) {
    if (!(name === "click" && element.closest("a[href^=http], form, button")))
      element.dispatchEvent(new Event(name));
  }
}
for (const link of document.querySelectorAll("a[href]"))
  if (!/^(https?|mailto):$/.test(link.protocol)) document.documentElement.dataset.zzz = link.href;
"""


def pages_of(newsroom: str) -> list[str]:
    return [f"{newsroom}{item.path}" for item in FeedItem.objects.select_related("source")]


def visit(tab: Page, address: str) -> tuple[str | None, list[str]]:
    """What ran on a page, and what its policy stopped."""
    tab.goto(address, wait_until="load")
    tab.evaluate(TOUCH)
    tab.wait_for_timeout(20)
    ran, stopped = tab.evaluate("[document.documentElement.dataset.zzz || null, violations]")
    return ran, stopped


def ingest_all() -> None:
    source = SourceFactory.create(feed_url="https://s.example/flux")
    body = feed(PAYLOADS)
    ingest(source, document(body, url=source.feed_url), timezone.now())
    assert FeedItem.objects.visible().count() == len(PAYLOADS)


def arm(tab: Page) -> list[str]:
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    tab.on("dialog", note)
    tab.route("**/*", stay_here)
    tab.add_init_script(WATCH)
    return dialogs


def stay_here(route: Any) -> None:
    """Addresses of strangers lead nowhere in this test."""
    if "//127.0.0.1:" in route.request.url or "//localhost:" in route.request.url:
        route.continue_()
    else:
        route.abort()


def test_row_30_nothing_runs(tab: Page, newsroom: str) -> None:
    ingest_all()
    dialogs = arm(tab)
    for address in pages_of(newsroom):
        ran, stopped = visit(tab, address)
        assert (ran, stopped) == (None, []), address
    assert dialogs == []


def test_row_30_the_policy_holds_where_the_sanitiser_does_not(
    tab: Page, newsroom: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pass_on(item: Item) -> Item:
        return replace(clean_item(item), html=item.html)

    monkeypatch.setattr(reading, "clean_item", pass_on)
    ingest_all()
    dialogs = arm(tab)
    seen: set[str] = set()
    for address in pages_of(newsroom)[::4]:
        ran, stopped = visit(tab, address)
        # Not what a link says: following it is stopped as well.
        assert ran != "ran", address
        seen.update(stopped)
    assert "script-src-elem" in seen
    assert "script-src-attr" in seen
    assert dialogs == []
