"""The reader's pages in a browser: nothing wider than the screen, nothing that axe finds fault
with, and what scripts add."""

from typing import Literal

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.test_axe import faults
from tests.site.newsroom import newsroom as furnished

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]


@pytest.fixture
def places(newsroom: str) -> dict[str, str]:
    return {name: f"{newsroom}{path}" for name, path in furnished().items()}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_fit_the_smallest_screen_and_axe_is_content(
    tab: Page, places: dict[str, str], scheme: Literal["light", "dark"]
) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": 320, "height": 640})
    wrong = {}
    for name, address in places.items():
        tab.goto(address)
        found = faults(tab)
        if not tab.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            found.append("wider than the screen")
        if found:
            wrong[name] = found
    assert wrong == {}


def test_nothing_is_asked_of_others_before_a_click(
    tab: Page, newsroom: str, places: dict[str, str]
) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(newsroom):
            asked.append(request.url)

    tab.on("request", note)
    # A form alone has a cookie, against forgeries.
    for address in (address for name, address in places.items() if name != "form"):
        tab.goto(address)
        tab.wait_for_load_state("networkidle")
    assert asked == []
    assert tab.context.cookies() == []


def test_a_story_is_kept_for_later(tab: Page, newsroom: str, places: dict[str, str]) -> None:
    tab.goto(places["article"])
    button = tab.locator("[data-keep]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    tab.goto(f"{newsroom}/ma-liste/")
    kept = tab.locator("[data-kept-list] a")
    expect(kept).to_have_count(1)
    assert places["article"].endswith(str(kept.get_attribute("href")))
    tab.locator("[data-kept-list] button").click()
    expect(kept).to_have_count(0)
    expect(tab.locator("[data-kept-none]")).to_be_visible()


def test_larger_text_stays_from_page_to_page(tab: Page, places: dict[str, str]) -> None:
    tab.goto(places["article"])
    size = "parseFloat(getComputedStyle(document.querySelector('.body')).fontSize)"
    before = tab.evaluate(size)
    tab.locator("[data-larger]").click()
    assert tab.evaluate(size) > before
    tab.reload()
    assert tab.evaluate(size) > before


def test_an_alert_once_closed_stays_closed(tab: Page, places: dict[str, str]) -> None:
    tab.goto(places["front"])
    tab.locator("[data-close-alert]").click()
    expect(tab.locator("[data-alert]")).to_be_hidden()
    tab.goto(places["article"])
    expect(tab.locator("[data-alert]")).to_be_hidden()


def test_the_menu_and_the_theme_answer_the_keyboard(tab: Page, places: dict[str, str]) -> None:
    tab.set_viewport_size({"width": 390, "height": 800})
    tab.goto(places["front"])
    button = tab.locator("[data-menu]")
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(tab.locator("#menu a").first).to_be_visible()
    tab.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_be_focused()
    tab.locator("[data-theme-switch]").press("Enter")
    expect(tab.locator("html")).to_have_attribute("data-theme", "light")
