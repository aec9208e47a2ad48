"""What we add to the editor, and what blocks look like, holds nothing that axe finds fault with:
in light and in dark, on a desk and at 320 pixels."""

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from cms.blocks.stories import ArticleStoryBlock
from cms.models import ArticleIndexPage
from shows.models import EditoIndexPage
from tests.browser.composing import LABELS, Editor, log_in, stock_library
from tests.factories import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]
OURS = ["[data-readiness]", "[data-tick-list]"]


ALL_LAID_OUT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important; }");
  document.adoptedStyleSheets = [sheet];
}"""
"""As readers who have come near have it: axe scrolls, and compares places from before and after."""


def faults(tab: Page, *inside: str) -> list[str]:
    """A line for each rule that axe finds broken, with where."""
    tab.evaluate(ALL_LAID_OUT)
    context = {"include": [[selector] for selector in inside]} if inside else None
    found = Axe().run(tab, context=context).response["violations"]
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found]


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest, tab: Page) -> str:
    tab.emulate_media(color_scheme=request.param)
    return str(request.param)


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize("width", [320, 1280])
def test_previews_of_blocks(tab: Page, newsroom: str, width: int) -> None:
    log_in(tab, newsroom)
    tab.set_viewport_size({"width": width, "height": 800})
    for name, block in ArticleStoryBlock().child_blocks.items():
        tab.goto(f"{newsroom}/admin/block-preview/?id={block.definition_prefix}")
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        # A preview is a fragment: the page around it has its landmarks.
        assert faults(tab, ".block") == [], name


@pytest.mark.usefixtures("scheme")
def test_what_the_form_of_an_article_has_of_ours(tab: Page, newsroom: str) -> None:
    log_in(tab, newsroom)
    stock_library()
    for number in range(10):
        pages.topic(name=f"Thème {number}")
    index = pages.only(ArticleIndexPage, title="Articles", slug="articles")
    tab.goto(f"{newsroom}/admin/pages/add/cms/articlepage/{index.pk}/")
    tab.fill("#id_title", "C'est dit !")
    expect(tab.locator("[data-code=typography]")).to_be_visible()
    expect(tab.locator("[data-tick-filter]").first).to_be_visible()
    assert faults(tab, *OURS) == []


@pytest.mark.usefixtures("scheme")
def test_the_chooser_of_contents(tab: Page, newsroom: str) -> None:
    log_in(tab, newsroom)
    stock_library()
    index = pages.only(ArticleIndexPage, title="Articles", slug="articles")
    tab.goto(f"{newsroom}/admin/pages/add/cms/articlepage/{index.pk}/")
    editor = Editor(tab)
    at = editor.add_block("link")
    field = tab.locator(f"[name='body-{at}-value-content']")
    field.locator("xpath=ancestor-or-self::*[.//button][1]").get_by_role("button").first.click()
    expect(tab.locator(".modal-body").get_by_text("Vu chez un ami")).to_be_visible()
    assert faults(tab, ".modal-body") == []


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize("width", [360, 1280])
def test_the_daily_edito(tab: Page, newsroom: str, width: int) -> None:
    log_in(tab, newsroom)
    pages.only(EditoIndexPage, title="Éditos", slug="editos")
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(f"{newsroom}/admin/daily-edito/")
    assert faults(tab, "main form") == []
    tab.locator("main form button[type=submit]").first.click()
    expect(tab.locator("main .error-message").first).to_be_visible()
    assert faults(tab, "main form") == []


@pytest.mark.usefixtures("scheme")
def test_sixteen_blocks_are_found_by_their_names(tab: Page, newsroom: str) -> None:
    log_in(tab, newsroom)
    index = pages.only(ArticleIndexPage, title="Articles", slug="articles")
    tab.goto(f"{newsroom}/admin/pages/add/cms/articlepage/{index.pk}/")
    tab.locator("[id^='panel-'][id$='-body-section']").get_by_title("Insérer un bloc").last.click()
    for label in LABELS.values():
        expect(tab.get_by_role("option", name=label, exact=True)).to_be_visible()


def test_axe_finds_what_is_wrong(browser: Browser, newsroom: str) -> None:
    """The check can fail."""
    page: Any = browser.new_page()
    page.set_content('<main><img src="a.png"><input type="text"></main>')
    found = faults(page)
    page.close()
    assert {line.split(":")[0] for line in found} >= {"image-alt", "label"}
