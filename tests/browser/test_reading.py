"""The reader's pages in a browser: nothing wider than the screen, nothing that axe finds fault
with, and what scripts add."""

from typing import Literal

import pytest
from playwright.sync_api import Page, Request, expect
from wagtail.contrib.forms.models import FormSubmission

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
    for address in places.values():
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


def test_the_menu_keeps_clear_of_the_edge_of_the_screen(tab: Page, places: dict[str, str]) -> None:
    left = "document.querySelector('{}').getBoundingClientRect().left"
    for width in (992, 1_024, 1_151, 1_280):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.goto(places["front"])
        edge = tab.evaluate(left.format(".masthead .wordmark"))
        assert edge >= 24
        assert tab.evaluate(left.format("#menu a")) == edge, width


ALONE = ":is(.kicker, .small, .poster__hosts) a"
"""Links that stand by themselves, which a finger has to find (WCAG 2.5.5)."""


def test_links_that_stand_alone_are_as_high_as_a_finger(tab: Page, places: dict[str, str]) -> None:
    tab.set_viewport_size({"width": 390, "height": 800})
    found: dict[str, list[float]] = {}
    for name in ("show", "episode", "edito", "dossier", "article"):
        tab.goto(places[name])
        links = tab.locator(f"main {ALONE}")
        found[name] = [box["height"] for link in links.all() if (box := link.bounding_box())]
    assert all(found.values())
    assert not {name: heights for name, heights in found.items() if min(heights) < 44}


FOUND = """(link) => {
  link.scrollIntoView({ block: "center" });
  const { left, top, width, height } = link.getClientRects()[0];
  return [-21, 21].every((off) => (
    link.contains(document.elementFromPoint(left + width / 2, top + height / 2 + off))
  ));
}"""


def test_a_finger_finds_what_is_seen_smaller(tab: Page, places: dict[str, str]) -> None:
    tab.set_viewport_size({"width": 390, "height": 800})
    wanted = {
        "episode": [".guests a", ".key-quotes .moment", ".transcript .moment"],
        "article": [".byline__authors a", ".author b a"],
        "item": [".item-why a"],
        "corrections": [".corrections h2 a"],
    }
    missed = []
    for name, selectors in wanted.items():
        tab.goto(places[name])
        for selector in selectors:
            link = tab.locator(f"main {selector} >> visible=true").first
            if not link.evaluate(FOUND):
                missed.append(f"{name}: {selector}")
    assert missed == []


def test_an_anchor_says_that_it_is_copied_and_then_what_it_is_again(
    tab: Page, places: dict[str, str]
) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(places["article"])
    anchor = tab.locator("[data-copy-link]").first
    name = str(anchor.text_content())
    anchor.click()
    said = anchor.get_by_text("Adresse copiée")
    expect(said).to_be_visible()
    status = tab.get_by_role("status").filter(has_text="Adresse copiée")
    expect(status).to_have_count(1)
    assert (said.bounding_box() or {"width": 0})["width"] > 40
    assert tab.evaluate("navigator.clipboard.readText()").endswith("#partie-0")
    expect(anchor).to_have_text(name)
    expect(status).to_have_count(0)


def test_contents_and_the_hero_leave_room_for_the_text(tab: Page, places: dict[str, str]) -> None:
    tab.set_viewport_size({"width": 390, "height": 800})
    tab.goto(places["article"])
    link = tab.locator("details.contents a").first
    expect(link).to_be_hidden()
    tab.set_viewport_size({"width": 1280, "height": 800})
    expect(link).to_be_visible()
    link.click()
    assert tab.url.endswith("#partie-0")
    hero = tab.locator(".hero .picture").bounding_box() or {"width": 0, "height": 0}
    assert hero["height"] <= 0.68 * 800
    assert abs(hero["width"] / hero["height"] - 16 / 9) < 0.01
    tab.reload()
    expect(tab.locator("details.contents")).to_have_attribute("open", "")


def test_the_moment_of_a_quote_is_copied_without_leaving_the_quotes(
    tab: Page, places: dict[str, str]
) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(places["episode"])
    tab.locator(".key-quotes [data-copy-link]").last.click()
    expect(tab.get_by_role("status").filter(has_text="Adresse copiée")).to_have_count(1)
    assert tab.evaluate("navigator.clipboard.readText()") == f"{tab.url}#t=61"
    assert "#" not in tab.url
    tab.goto(f"{tab.url}#t=61")
    tab.reload()
    assert tab.evaluate("document.querySelector('audio').currentTime") == 61


def test_an_alert_once_closed_stays_closed(tab: Page, places: dict[str, str]) -> None:
    tab.goto(places["front"])
    tab.locator("[data-close-alert]").click()
    expect(tab.locator("[data-alert]")).to_be_hidden()
    tab.goto(places["article"])
    expect(tab.locator("[data-alert]")).to_be_hidden()


def test_a_form_is_sent_once_and_without_a_cookie(tab: Page, places: dict[str, str]) -> None:
    tab.goto(places["form"])
    tab.locator("textarea").fill("Bonjour")
    tab.get_by_role("button", name="Envoyer").click()
    expect(tab).to_have_url(f"{places['form']}merci/")
    tab.reload()
    expect(tab.get_by_role("status").last).to_be_visible()
    assert [each.form_data for each in FormSubmission.objects.all()] == [{"message": "Bonjour"}]
    assert tab.context.cookies() == []


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
