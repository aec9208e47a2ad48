"""What an editor must be able to trust: a draft is nowhere, a page that is published is everywhere,
nothing is made twice or lost."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from cms.models import ArticleIndexPage, ArticlePage
from cms.typography import NBSP, NNBSP
from tests.browser.composing import BODY, Editor, log_in
from tests.cms.counter import agrees
from tests.factories import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "L’hôpital de la ville rouvre ses portes"


@pytest.fixture
def index(newsroom: str) -> Any:
    return pages.only(ArticleIndexPage, title="Articles", slug="articles")


def test_a_published_article_is_found_everywhere(tab: Page, newsroom: str, index: Any) -> None:
    log_in(tab, newsroom)
    tab.goto(f"{newsroom}/admin/pages/add/cms/articlepage/{index.pk}/")
    editor = Editor(tab)
    tab.fill("#id_title", TITLE)
    editor.write(f"body-{editor.add_block('text')}-value", "Le tocsin sonne à midi.")
    expect(editor.preview().get_by_text("Le tocsin sonne à midi.")).to_be_visible()
    assert not ArticlePage.objects.filter(live=True).exists()

    editor.publish()
    tab.wait_for_url(f"**/admin/pages/{index.pk}/")
    article = ArticlePage.objects.get()
    tab.goto(f"{newsroom}/recherche/?q=tocsin")
    expect(tab.get_by_role("link", name=TITLE)).to_be_visible()
    answer = tab.request.get(f"{newsroom}/api/v2/pages/{article.pk}/").json()
    assert [block["type"] for block in answer["body"]] == ["text"]
    assert agrees()


class Autosaves:
    """Those of a tab, held back on their way to the server."""

    def __init__(self, tab: Page, address: str) -> None:
        self.held: list[Route] = []
        self._tab = tab
        tab.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        if route.request.headers.get("accept") == "application/json":
            self.held.append(route)
        else:
            route.continue_()

    def wait(self, count: int) -> None:
        for _ in range(150):
            if len(self.held) == count:
                return
            self._tab.wait_for_timeout(100)
        raise AssertionError(f"{len(self.held)} autosaves within 15 s, {count} expected")


def test_publishing_during_an_autosave_makes_one_page(tab: Page, newsroom: str, index: Any) -> None:
    """Both are sent to the address that makes a page: the second would make it twice."""
    log_in(tab, newsroom)
    create = f"{newsroom}/admin/pages/add/cms/articlepage/{index.pk}/"
    autosaves = Autosaves(tab, create)
    tab.goto(create)
    tab.fill("#id_title", TITLE)
    autosaves.wait(1)
    Editor(tab).publish()
    tab.wait_for_timeout(500)
    assert not ArticlePage.objects.exists()

    assert len(autosaves.held) == 1
    autosaves.held[0].continue_()
    tab.wait_for_url(f"**/admin/pages/{index.pk}/")
    article = ArticlePage.objects.get()
    assert (article.title, article.live, article.has_unpublished_changes) == (TITLE, True, False)
    assert agrees()


def test_what_is_typed_too_early_or_during_a_save_is_saved(
    tab: Page, newsroom: str, index: Any
) -> None:
    """Within the two seconds before Wagtail watches, and before an autosave has returned."""
    log_in(tab, newsroom)
    article = pages.article(title="Départ")
    address = f"{newsroom}/admin/pages/{article.pk}/edit/"
    autosaves = Autosaves(tab, address)
    tab.goto(address)
    tab.get_by_role("textbox", name="Chapô").fill("Tôt.")
    autosaves.wait(1)
    tab.get_by_role("textbox", name="Surtitre").fill("Entre deux")
    autosaves.held[0].continue_()
    autosaves.wait(2)
    autosaves.held[1].continue_()
    expect(tab.get_by_text("Enregistré", exact=True)).to_be_visible()
    draft = ArticlePage.objects.get().get_latest_revision_as_object()
    assert (draft.standfirst, draft.kicker) == ("Tôt.", "Entre deux")


def test_two_editors_on_one_page(tab: Page, browser: Browser, newsroom: str, index: Any) -> None:
    """Who would write over the other's text is told in words, and keeps what he has typed."""
    log_in(tab, newsroom)
    article = pages.article(title="Départ")
    article.save_revision()
    address = f"{newsroom}/admin/pages/{article.pk}/edit/"
    state = tab.context.storage_state()
    other = browser.new_context(locale="fr-FR", storage_state=state).new_page()
    for page in (tab, other):
        page.goto(address)
    other.get_by_role("textbox", name="Chapô").fill("Du second.")
    expect(other.get_by_text("Enregistré", exact=True)).to_be_visible()
    other.context.close()

    tab.get_by_role("textbox", name="Chapô").fill("Du premier.")
    expect(tab.get_by_text("enregistrer l’écraserait").first).to_be_visible()
    assert tab.input_value("[name=standfirst]") == "Du premier."
    stored = ArticlePage.objects.get().get_latest_revision_as_object()
    assert stored.standfirst == "Du second."


def test_typography_is_corrected_in_the_fields(tab: Page, newsroom: str, index: Any) -> None:
    """In plain fields and in rich ones, styles kept; a post stays as it is quoted."""
    log_in(tab, newsroom)
    body = [
        ("text", "<p>C'est <b>vrai !</b> Oui : 24€.</p><p>L'été ; 🎉 l'hiver !</p>"),
        ("post", {"text": "C'est non !", "author": "Ada", "network": "x"}),
    ]
    article = pages.article(title="C'est fini !", body=body)
    tab.goto(f"{newsroom}/admin/pages/{article.pk}/edit/")
    tab.locator("[data-code=typography] [data-typography]").click()
    expect(tab.locator("#id_title")).to_have_value(f"C’est fini{NNBSP}!")
    rich = tab.locator(f"{BODY} [contenteditable=true]").first
    expect(rich).to_contain_text(f"C’est vrai{NNBSP}! Oui{NBSP}: 24{NBSP}€.")
    expect(tab.locator("[data-code=typography]")).to_have_count(0)
    tab.get_by_role("button", name="Enregistrer le brouillon").click()
    tab.wait_for_url(f"**/admin/pages/{article.pk}/edit/")
    draft = ArticlePage.objects.get().get_latest_revision_as_object()
    assert draft.title == f"C’est fini{NNBSP}!"
    html = draft.body[0].value.source
    assert f"<b>vrai{NNBSP}!</b>" in html
    assert f"L’été{NNBSP}; 🎉 l’hiver{NNBSP}!" in html
    assert draft.body[1].value["text"] == "C'est non !"
