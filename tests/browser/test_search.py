"""The reader's search, with results and boxes: axe finds nothing, at 320 pixels and on a desk."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_axe import faults
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ELEMENTS = 800


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_search_page(
    tab: Page, newsroom: str, scheme: Literal["light", "dark"], width: int
) -> None:
    for number in range(20):
        pages.article(title=f"Tocsin {number}", standfirst="Le tocsin sonne dans la ville.")
    FeedItemFactory.create(title="Le tocsin du fil")
    pages.dossier(title="Un dossier")
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(f"{newsroom}/recherche/?q=tocsin&type=article&type=item")
    expect(tab.locator("main mark").first).to_be_visible()
    expect(tab.locator("main input[name=type][value=item]")).to_be_checked()
    assert faults(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.evaluate("document.querySelectorAll('*').length") <= ELEMENTS
    tab.locator("main input[name=type][value=item]").uncheck()
    tab.locator("main details button").click()
    tab.wait_for_url("**type=article**")
    expect(tab.get_by_role("link", name="Le tocsin du fil")).to_have_count(0)
    tab.goto(f"{newsroom}/recherche/?q=zzzz+yyyy&type=article")
    expect(tab.get_by_role("link", name="Un dossier")).to_be_visible()
    assert faults(tab) == []
