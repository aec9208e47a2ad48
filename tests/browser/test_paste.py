"""Whole articles pasted from word processors and from the web: what is kept is what is stored.

Each sample of `pastes/` is the HTML that a clipboard brings; beside it stands what is stored of it,
one block a line.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from cms.models import ArticlePage
from cms.typography import NBSP
from tests.browser.composing import log_in
from tests.factories import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTES = Path(__file__).parent / "pastes"
SAMPLES = sorted(path.stem for path in PASTES.glob("*.html") if ".stored" not in path.name)
EDITOR = "[id^='panel-'][id$='-body-section'] .public-DraftEditor-content"
METHODOLOGY = "[id^='panel-'][id$='-methodology-section'] .public-DraftEditor-content"
TANGLED = {
    "bold that nobody closes": "<b>" * 30_000 + "x",
    "a font for each paragraph": "".join(f"<p><font color={n}>x" for n in range(3_000)),
    "bold behind which tables pretend to end it": "<b><table><td></b></table><p>x" * 3_000,
    "bold that ends in a comment": "".join(f"<b id={n}><!--</b>--><p>x" for n in range(3_000)),
    "more than a parser nests": "<div>" * 100_000 + "x",
}
"""For many seconds, a browser would do nothing else than read these."""
PASTE = """(place, clipboard) => {
    const data = new DataTransfer();
    for (const [type, text] of Object.entries(clipboard)) data.setData(type, text);
    place.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    );
}"""
MANY_PARAGRAPHS = 3_500
NESTED = 900
LONG = 10_000
HOSTILE = (
    "<div>" * NESTED
    + """<svg onload="window.isHacked = 'svg'"><p>Au fond<img src=x onerror="window.isHacked = 1">
    <iframe srcdoc="<script>parent.isHacked = 1</script>"></iframe>
    <script>window.isHacked = 'script'</script>"""
    + f"<p style='font-weight:{' ' * LONG}'>du puits</b></table>"
    + f"<a href='#{'fn1#' * LONG}'>1</a><li"
)


def sample(name: str) -> str:
    return (PASTES / f"{name}.html").read_text()


def expected(name: str) -> str:
    lines = (PASTES / f"{name}.stored.html").read_text().splitlines()
    return "".join(lines).replace("&nbsp;", "\N{NO-BREAK SPACE}")


@pytest.fixture
def article(tab: Page, newsroom: str) -> ArticlePage:
    """A draft whose body is one empty text, open in the editor, with the cursor in it."""
    log_in(tab, newsroom)
    page = pages.article(body=[{"type": "text", "value": "<p></p>"}], live=False)
    tab.goto(f"{newsroom}/admin/pages/{page.pk}/edit/")
    tab.locator(EDITOR).click()
    return page


def paste(place: Locator, html: str, plain: str = "x") -> None:
    place.evaluate(
        PASTE, {"text/html": html, "text/plain": plain} if html else {"text/plain": plain}
    )


def stored(tab: Page, article: ArticlePage) -> str:
    """The text block as the draft keeps it, without the keys that Draftail gives to paragraphs."""
    tab.wait_for_timeout(400)  # Draftail writes its field a quarter of a second after a change.
    tab.locator("footer button[type=submit]").first.click()
    expect(tab.locator(".messages .success")).to_be_visible()
    body = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().body
    return without_keys(body.raw_data[0]["value"])


def without_keys(html: str) -> str:
    return re.sub(r' data-block-key="\w+"', "", html)


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_stored_of_a_paste(tab: Page, article: ArticlePage, name: str) -> None:
    paste(tab.locator(EDITOR), sample(name))
    assert stored(tab, article) == expected(name)
    assert tab.evaluate("window.isHacked") is None


def test_what_readers_get(tab: Page, article: ArticlePage, newsroom: str) -> None:
    paste(tab.locator(EDITOR), sample("word"))
    stored(tab, article)
    article.refresh_from_db()
    article.get_latest_revision().publish()
    tab.goto(f"{newsroom}{article.url}")
    text = tab.locator(".prose")
    heading = text.locator("h2#un-village-sans-train")
    expect(heading).to_have_text(re.compile("^Un village sans train"))
    expect(heading.locator("a")).to_have_attribute("href", "#un-village-sans-train")
    expect(text.locator("ul ul li b")).to_have_text("sept heures")
    expect(text.locator("ol ol li")).to_have_text("au marché")
    expect(text.locator("sup")).to_have_text(["[1]", "er", "[2]"])
    expect(text.locator("a:not(.anchor)")).to_have_text(["les horaires", "écrire"])


def test_a_copy_of_a_page_and_of_the_editors_own(tab: Page, article: ArticlePage) -> None:
    """The browser's own clipboard: it writes the styles it computed into each element."""
    other = tab.context.new_page()
    other.set_content(sample("google_docs"))
    other.keyboard.press("Control+A")
    other.keyboard.press("Control+C")
    tab.bring_to_front()
    for keys in ("Control+V", "Control+A", "Control+X"):
        tab.locator(EDITOR).press(keys)
    expect(tab.locator(EDITOR)).to_have_text("")
    tab.locator(EDITOR).press("Control+V")
    assert stored(tab, article) == expected("google_docs")


def test_a_field_without_headings_and_lists(tab: Page, article: ArticlePage) -> None:
    """It gets bold paragraphs, and items with the bullets and numbers that they had."""
    html = "<h1>Méthode</h1><ol start=3><li>lire<ul><li>tout</li></ul></li><li>vérifier</li></ol>"
    mark = "<span style='mso-list:Ignore'>a)<span>&nbsp; </span></span>"
    paste(tab.locator(METHODOLOGY), f"{html}<p style='mso-list:l0 level1 lfo1'>{mark}compter</p>")
    stored(tab, article)
    methodology = ArticlePage.objects.get().get_latest_revision_as_object().methodology
    words = ["<b>Méthode</b>", "3. lire", "• tout", "4. vérifier", "a) compter"]
    assert without_keys(methodology) == "".join(f"<p>{line}</p>" for line in words)


def test_a_paste_among_words_is_undone(tab: Page, article: ArticlePage) -> None:
    editor = tab.locator(EDITOR)
    editor.press_sequentially("La gare a fermé.")
    for _ in "fermé.":
        tab.keyboard.press("ArrowLeft")
    paste(editor, "<meta charset='utf-8'><i>vraiment</i>", " vraiment ".lstrip())
    expect(editor).to_have_text("La gare a vraiment fermé.")
    tab.keyboard.press("Control+Z")
    expect(editor).to_have_text("La gare a fermé.")
    tab.keyboard.press("Control+Shift+Z")
    assert stored(tab, article) == "<p>La gare a <i>vraiment</i> fermé.</p>"


def test_a_lone_heading_and_plain_text(tab: Page, article: ArticlePage) -> None:
    editor = tab.locator(EDITOR)
    paste(editor, "<h1>Un titre seul</h1>")
    tab.keyboard.press("Enter")
    paste(editor, "", "Une ligne\n<b>Une autre</b>")
    assert stored(tab, article) == (
        "<h2>Un titre seul</h2><p>Une ligne</p><p>&lt;b&gt;Une autre&lt;/b&gt;</p>"
    )


def test_pictures_left_out_are_told(tab: Page, article: ArticlePage) -> None:
    many = f"2 images n’ont pas été collées{NBSP}: ajoutez-les avec le bloc Image."
    one = f"1 image n’a pas été collée{NBSP}: ajoutez-la avec le bloc Image."
    notice = tab.locator("[data-field-input] > * > [role=status]")
    paste(tab.locator(EDITOR), sample("word"))
    expect(notice).to_have_text(many)
    paste(tab.locator(EDITOR), sample("google_docs"))
    expect(notice).to_have_text(one)
    paste(tab.locator(EDITOR), "<p>Sans image</p>")
    expect(notice).to_have_count(0)


def test_hostile_html_runs_nothing(tab: Page, article: ArticlePage) -> None:
    paste(tab.locator(EDITOR), HOSTILE)
    assert stored(tab, article) == "<p>Au fond</p><p>du puits</p><p><sup>[1]</sup></p>"
    assert tab.evaluate("window.isHacked") is None


@pytest.mark.parametrize("html", TANGLED.values(), ids=TANGLED)
def test_html_that_keeps_the_browser_busy_is_pasted_as_words(
    tab: Page, article: ArticlePage, html: str
) -> None:
    paste(tab.locator(EDITOR), html, " Une ligne \r\n\r\nUne autre <b>\n")
    said = tab.locator("[data-paste-said]").get_attribute("data-words")
    assert said
    expect(tab.locator("[data-field-input] > * > [role=status]")).to_have_text(said)
    assert stored(tab, article) == "<p>Une ligne</p><p>Une autre &lt;b&gt;</p>"


def test_a_megabyte(tab: Page, article: ArticlePage) -> None:
    words = (
        "<span style='font-size:12.0pt'>Un <b>long</b> témoignage, recueilli sur le quai.</span> "
    )
    html = f"<p class=MsoNormal>{words * 3}<o:p></o:p></p>\n" * MANY_PARAGRAPHS
    assert len(html) > 1_000_000
    paste(tab.locator(EDITOR), html)
    assert stored(tab, article).count("<p>") == MANY_PARAGRAPHS
