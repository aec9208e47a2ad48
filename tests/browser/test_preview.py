"""The preview follows the typing in place, and a click in it leads to the field: on our own pages
and on a frontend of another origin."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Frame, Page, Route, expect
from wagtail.models import Site

from cms.models import ArticleIndexPage, ArticlePage
from tests.browser.composing import Editor, log_in
from tests.browser.frontend import frontend
from tests.factories import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINES = "".join(f"<p>Ligne {number}.</p>" for number in range(40))
BODY = [
    ("text", f"<p>Au début.</p>{LINES}"),
    ("heading", {"text": "Au milieu"}),
    ("text", f"<p>À la fin.</p>{LINES}"),
]
TEXTS = [BODY[0], BODY[2]]

RETITLE = """text => {
  const field = document.querySelector("#id_title");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""

ADD_FRAME = """address => {
  document.body.append(Object.assign(document.createElement("iframe"), { src: address }));
}"""

SAY_TO_FRAMES = """said => {
  for (let number = 0; number < parent.length; number += 1) parent[number].postMessage(said, "*");
}"""

LISTEN = """() => {
  window.heard = 0;
  window.addEventListener("message", ({ data }) => { if (data?.kiosque) window.heard += 1; });
}"""


@pytest.fixture
def site(newsroom: str, settings: Any) -> str:
    """Its address, as the site knows it itself: a preview names static files by it."""
    settings.SITE_URL = newsroom
    address = urlsplit(newsroom)
    Site.objects.update(hostname=address.hostname, port=address.port)
    return newsroom


WATCHED = """
document.addEventListener("w-unsaved:watch-edits", ({ target }) => {
  if (target.matches("[data-edit-form]")) window.isWatched = true;
});
"""


HEARS_CLICKS = "document.adoptedStyleSheets.length > 0"
"""preview.js comes after the words of the page, and brings a style of its own."""


def open_form(tab: Page, address: str) -> None:
    """A form that takes note of what is typed."""
    tab.add_init_script(WATCHED)
    tab.goto(address)
    tab.wait_for_function("window.isWatched")


def edit(tab: Page, site: str, body: Any) -> tuple[ArticlePage, Editor, Frame]:
    """An article in the editor, and the frame of its preview."""
    log_in(tab, site)
    article = pages.article(title="Essai", body=body)
    open_form(tab, f"{site}/admin/pages/{article.pk}/edit/")
    editor = Editor(tab)
    expect(editor.preview().get_by_text("Au début.")).to_be_visible()
    frame = frame_of(tab, "#w-preview-iframe")
    frame.wait_for_function(HEARS_CLICKS)
    # Loaded anew, it would know nothing of it.
    frame.evaluate("window.isSame = true")
    return ArticlePage.objects.get(pk=article.pk), editor, frame


def frame_of(tab: Page, selector: str) -> Frame:
    element = tab.wait_for_selector(selector, state="attached")
    frame = element.content_frame() if element else None
    assert frame is not None
    return frame


def readable_anywhere(route: Route) -> None:
    """As WhiteNoise answers; the server of the tests has a handler of its own for static files."""
    response = route.fetch()
    headers = {**response.headers, "Access-Control-Allow-Origin": "*"}
    route.fulfill(response=response, headers=headers)


def block(frame: Frame, article: ArticlePage, number: int) -> Any:
    return frame.locator(f"[data-block='{article.body[number].id}']")


def offset(frame: Frame, text: str) -> float:
    """Pixels between the top of the frame and a text."""
    box = "element => element.getBoundingClientRect().top"
    return float(frame.get_by_text(text).first.evaluate(box))


def rewrite(editor: Editor, frame: Frame, text: str) -> None:
    """The first text, longer by a paragraph; in the frame, that is above what is looked at."""
    frame.get_by_text("À la fin.").evaluate("element => element.scrollIntoView()")
    before = offset(frame, "À la fin.")
    field = editor.tab.locator("[data-contentpath=body] [contenteditable=true]").first
    field.press("Control+Home")
    field.press_sequentially(text)
    field.press("Enter")
    expect(frame.get_by_text(text)).to_be_attached()
    assert frame.evaluate("window.isSame") is True
    assert abs(offset(frame, "À la fin.") - before) < 2


def lead_to(editor: Editor, frame: Frame, article: ArticlePage, number: int) -> None:
    """A click on a block of the preview opens its folded field."""
    uuid = article.body[number].id
    content = editor.tab.locator(f"#block-{uuid}-content")
    editor.tab.locator(f"[aria-controls='block-{uuid}-content']").click()
    expect(content).to_be_hidden()
    block(frame, article, number).click(position={"x": 5, "y": 5})
    expect(content).to_be_visible()
    expect(content.locator("input:focus, [contenteditable=true]:focus")).to_have_count(1)


class TestOurPages:
    def test_it_follows_the_typing_in_place(self, tab: Page, site: str) -> None:
        _article, editor, frame = edit(tab, site, BODY)
        rewrite(editor, frame, "Un mot de plus.")

    def test_what_is_focused_stays(self, tab: Page, site: str) -> None:
        _article, _editor, frame = edit(tab, site, BODY)
        link = frame.get_by_role("link", name="Lien vers « Au milieu »")
        link.focus()
        # Typed before it took the focus, told to the preview after.
        tab.evaluate(RETITLE, "Un autre titre")
        expect(frame.get_by_role("heading", name="Un autre titre")).to_be_visible()
        expect(link).to_be_focused()
        assert frame.evaluate("document.title").startswith("Un autre titre")
        assert frame.evaluate("window.isSame") is True

    def test_blocks_come_go_and_move(self, tab: Page, site: str) -> None:
        _article, editor, frame = edit(tab, site, BODY)
        heading = frame.locator("main h2")
        heading.evaluate("element => { element.isSame = true; }")
        number = editor.add_block("quote")
        editor.fill(f"body-{number}-value-text", "Nous y étions.")
        expect(frame.get_by_text("Nous y étions.")).to_be_attached()
        tab.locator("[data-contentpath=body] button[title=Supprimer]").first.click()
        expect(tab.locator("[name=body-0-deleted]")).to_have_value("1")
        expect(frame.get_by_text("Au début.")).to_have_count(0)
        assert heading.evaluate("element => element.isSame") is True
        assert frame.evaluate("window.isSame") is True

    @pytest.mark.parametrize("number", [0, 1])
    def test_a_click_leads_to_the_field(self, tab: Page, site: str, number: int) -> None:
        article, editor, frame = edit(tab, site, BODY)
        lead_to(editor, frame, article, number)

    def test_a_block_that_was_just_added_is_found(self, tab: Page, site: str) -> None:
        _article, editor, frame = edit(tab, site, BODY)
        number = editor.add_block("quote")
        editor.fill(f"body-{number}-value-text", "Nous y étions.")
        tab.locator("#id_title").focus()
        frame.get_by_text("Nous y étions.").click()
        expect(tab.locator(f"[name='body-{number}-value-text']")).to_be_focused()

    def test_wagtails_checks_look_at_it(self, tab: Page, site: str) -> None:
        _article, _editor, frame = edit(tab, site, BODY)
        expect(frame.locator("wagtail-userbar")).to_be_attached()
        count = tab.locator("[data-content-word-count]")
        expect(count).to_have_text(re.compile(r"[1-9]\d*"))
        before = count.text_content()
        field = tab.locator("[data-contentpath=body] [contenteditable=true]").first
        field.press_sequentially("Quatre mots de plus. ")
        expect(count).not_to_have_text(str(before))
        assert frame.evaluate("window.isSame") is True

    def test_wagtails_checks_follow_quick_typing(self, tab: Page, site: str) -> None:
        """Into the head of the page too: search engines take their description from there."""
        _article, _editor, frame = edit(tab, site, BODY)
        count = tab.locator("[data-side-panel-toggle=checks] [data-side-panel-toggle-counter]")
        expect(count).to_have_text("1")
        for words in ("Un chapô.", "", "Un autre.", "", "Le dernier."):
            tab.fill("#id_standfirst", words)
            description = frame.locator(f"head > meta[name=description][content='{words}']")
            expect(description).to_be_attached()
        expect(count).to_be_hidden()
        tab.fill("#id_standfirst", "")
        expect(count).to_have_text("1")
        assert frame.evaluate("window.isSame") is True

    def test_a_click_in_a_tab_of_its_own_leads_to_the_field(self, tab: Page, site: str) -> None:
        article, _editor, _frame = edit(tab, site, BODY)
        with tab.expect_popup() as opened:
            tab.get_by_role("link", name="Prévisualiser dans un nouvel onglet").click()
        opened.value.locator(f"[data-block='{article.body[1].id}']").click(
            position={"x": 5, "y": 5}
        )
        expect(tab.locator("[name='body-1-value-text']")).to_be_focused()

    def test_readers_get_no_trace_of_it(self, tab: Page, site: str) -> None:
        article = pages.article(body=BODY)
        tab.goto(f"{site}{article.url}")
        assert tab.locator("[data-block]").count() == 0
        assert tab.locator("script[src*=preview]").count() == 0


class TestAnotherOrigin:
    @pytest.fixture(params=[True, False], ids=["served", "in the browser"])
    def shown(self, request: Any, tab: Page, site: str, settings: Any) -> Iterator[str]:
        tab.route("**/static/js/preview.js", readable_anywhere)
        with frontend(site, request.param) as address:
            settings.WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": {"default": address}}
            yield site

    def test_it_follows_the_typing_in_place(self, tab: Page, shown: str) -> None:
        _article, editor, frame = edit(tab, shown, TEXTS)
        assert urlsplit(frame.url).netloc != urlsplit(shown).netloc
        rewrite(editor, frame, "Un mot de plus.")

    def test_a_click_leads_to_the_field(self, tab: Page, shown: str) -> None:
        article, editor, frame = edit(tab, shown, TEXTS)
        lead_to(editor, frame, article, 1)

    def test_wagtails_checks_look_at_it(self, tab: Page, shown: str) -> None:
        _article, _editor, frame = edit(tab, shown, TEXTS)
        expect(frame.locator("wagtail-userbar")).to_be_attached()
        expect(tab.locator("[data-content-word-count]")).to_have_text(re.compile(r"[1-9]\d*"))

    def test_a_page_being_made_is_shown(self, tab: Page, shown: str) -> None:
        """Also after it has been saved by itself, which gives it another address in the admin."""
        log_in(tab, shown)
        index = pages.only(ArticleIndexPage, title="Articles", slug="articles")
        open_form(tab, f"{shown}/admin/pages/add/cms/articlepage/{index.pk}/")
        editor = Editor(tab)
        tab.fill("#id_title", "Une page neuve")
        editor.write(f"body-{editor.add_block('text')}-value", "Le tocsin sonne à midi.")
        expect(editor.preview().get_by_text("Le tocsin sonne à midi.")).to_be_visible()
        # Wagtail then makes the panel anew.
        frame = frame_of(tab, "#w-preview-iframe[src*='/edit/preview/']")
        frame.evaluate("window.isSame = true")
        editor.write("body-0-value", "Il sonne encore.")
        expect(frame.get_by_text("Il sonne encore.")).to_be_visible()
        assert frame.evaluate("window.isSame") is True

    def test_nobody_else_is_listened_to(self, tab: Page, shown: str) -> None:
        """Neither by the editor, whatever else stands in its page, nor by the frame."""
        article, _editor, frame = edit(tab, shown, TEXTS)
        tab.locator("#id_title").focus()
        click = {"kiosque": {"type": "open", "block": article.body[1].id}}
        leave = {"kiosque": {"type": "refresh", "url": "about:blank"}}
        with frontend(shown, is_served=False) as other:
            tab.evaluate(ADD_FRAME, f"{other}/?token=x")
            stranger = frame_of(tab, "body > iframe:last-of-type")
            stranger.wait_for_load_state()
            for listener in (tab.main_frame, frame):
                listener.evaluate(LISTEN)
            tab.evaluate("said => postMessage(said, '*')", click)
            stranger.evaluate("said => parent.postMessage(said, '*')", click)
            stranger.evaluate(SAY_TO_FRAMES, leave)
            tab.main_frame.wait_for_function("window.heard >= 2")
            frame.wait_for_function("window.heard >= 1")
        expect(tab.locator("#id_title")).to_be_focused()
        assert frame.evaluate("window.isSame") is True
