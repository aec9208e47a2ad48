"""What is laid out when a reader comes near: it has promised its height, and links lead to it."""

import pytest
from playwright.sync_api import Browser, Page

from cms.blocks.stories import ArticleStoryBlock
from tests.bench.vitals.loading import TO_THE_END
from tests.browser.telephone import telephone
from tests.cms.counter import card
from tests.factories import pages
from tests.site.newsroom import newsroom as furnished

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LATE = ("article", "edito", "episode", "wire")
OFF = 0.25
"""Of the height of a page: what the bar beside it may be wrong by before anybody has scrolled."""
TOP = 80
"""Pixels of the window in which a heading stands that a link leads to."""


def everything() -> str:
    """The address of a story that holds each block once, between two headings."""
    names = ArticleStoryBlock().child_blocks.items()
    body = [(name, block.get_preview_value()) for name, block in names]
    for anchor, place in (("debut", 0), ("fin", len(body) + 1)):
        body.insert(place, ("heading", {"text": anchor, "anchor": anchor}))
    body += [("text", "<p>Un texte.</p>" * 40)]
    url: str = card(pages.article(title="Tout", body=body))["url"]
    return url


def height(tab: Page) -> int:
    return int(tab.evaluate("document.documentElement.scrollHeight"))


def test_the_height_that_was_promised_is_nearly_that_of_the_page(
    browser: Browser, newsroom: str
) -> None:
    places = furnished()
    wrong = {}
    for path in [everything(), *(places[name] for name in LATE)]:
        context = telephone(browser)
        tab = context.new_page()
        tab.goto(f"{newsroom}{path}", wait_until="networkidle")
        promised = height(tab)
        tab.evaluate(TO_THE_END)
        if abs(promised / height(tab) - 1) > OFF:
            wrong[path] = (promised, height(tab))
        context.close()
    assert wrong == {}


@pytest.mark.parametrize("from_outside", [True, False])
def test_a_link_to_a_heading_far_below_leads_to_it(
    tab: Page, newsroom: str, from_outside: bool
) -> None:
    address = f"{newsroom}{everything()}"
    tab.goto(f"{address}#fin" if from_outside else address)
    if not from_outside:
        tab.evaluate("location.hash = 'fin'")
    tab.wait_for_timeout(500)
    top = tab.locator("#fin").evaluate("(heading) => heading.getBoundingClientRect().top")
    assert 0 <= top <= TOP
    assert tab.evaluate("scrollY") > tab.viewport_size["height"]  # type: ignore[index]
