"""One page of every type, with every block it may hold: composed, previewed and published as an
editor does, on a desk and on a telephone. Nothing that we add scrolls sideways."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from wagtail.models import Page as WagtailPage
from wagtail.models import get_page_models

from cms.models import (
    ArticleIndexPage,
    ArticlePage,
    DossierPage,
    FormPage,
    MagazinePage,
    StandardPage,
)
from cms.slugs import ascii_slug
from feeds.models import FeedIndexPage
from home.models import HomePage
from shows.models import EditoIndexPage, EditoPage, EpisodePage, ShowPage
from tests.browser.composing import Editor, log_in, stock_library, write_body
from tests.cms.counter import agrees
from tests.factories import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VIEWPORTS: dict[str, ViewportSize] = {
    "desk": {"width": 1280, "height": 900},
    "telephone": {"width": 360, "height": 740},
}
TITLE = "À l’œuvre : l’hôpital rouvre"
STANDFIRST = "Deux phrases suffisent au lecteur pressé. Elles disent où, quand, qui et pourquoi."


def _nothing(editor: Editor) -> list[str]:
    return []


def _standfirst(editor: Editor) -> list[str]:
    editor.fill("standfirst", STANDFIRST)
    return [STANDFIRST]


def _subject(editor: Editor) -> list[str]:
    """What is ticked. The story's preview names the dossier that it asks for."""
    editor.tick("dossiers", "L’eau des communes")
    return ["L’eau des communes"]


def _article(editor: Editor) -> list[str]:
    editor.fill("kicker", "Santé")
    row = editor.add_inline("contributions")
    editor.choose(f"contributions-{row}-person", "Ada Machin")
    row = editor.add_inline("references")
    editor.fill(f"references-{row}-title", "Un rapport public")
    editor.write("methodology", "Trois entretiens, en mars.")
    words = [*_standfirst(editor), *_subject(editor)]
    return [*words, "Un rapport public", "Trois entretiens, en mars."]


def _recording(editor: Editor) -> list[str]:
    editor.fill("video_url", "https://tube.example/w/00000000-0000-4000-8000-000000000010")
    editor.fill("duration_s", "12:30")
    editor.fill("pasted_chapters", "Merci de regarder !\n0:00 Le début\n5:00 La suite")
    editor.fill("transcript", "Ada : Bonjour à toutes.\n\nBruno : Et à tous.")
    return [*_subject(editor), "Le début", "Bonjour à toutes."]


def _edito(editor: Editor) -> list[str]:
    return [*_standfirst(editor), *_recording(editor)]


def _episode(editor: Editor) -> list[str]:
    editor.fill("season", "1")
    editor.fill("number", "4")
    row = editor.add_inline("guests")
    editor.choose(f"guests-{row}-person", "Ada Machin")
    editor.fill(f"guests-{row}-presented_as", "Économiste")
    row = editor.add_inline("quotes")
    editor.fill(f"quotes-{row}-text", "On peut faire autrement.")
    return [*_recording(editor), "Économiste", "On peut faire autrement."]


def _show(editor: Editor) -> list[str]:
    editor.fill("frequency", "Un jeudi sur deux")
    return [*_standfirst(editor), "Un jeudi sur deux"]


def _dossier(editor: Editor) -> list[str]:
    row = editor.add_inline("entries")
    editor.choose(f"entries-{row}-content", "Vu chez un ami")
    editor.fill(f"entries-{row}-note", "Pour commencer")
    return [*_standfirst(editor), "Vu chez un ami", "Pour commencer"]


def _magazine(editor: Editor) -> list[str]:
    editor.fill("price_euros", "24")
    editor.fill("subscription_url", "https://journal.example/abonnement")
    row = editor.add_inline("entries")
    editor.fill(f"entries-{row}-title", "Le dossier de l’eau")
    return [*_standfirst(editor), "Le dossier de l’eau"]


def _form(editor: Editor) -> list[str]:
    editor.write("intro", "Écrivez-nous.")
    row = editor.add_inline("form_fields")
    editor.fill(f"form_fields-{row}-label", "Votre message")
    return ["Écrivez-nous.", "Votre message"]


@dataclass(frozen=True, slots=True)
class Composition:
    """`parent` gives the page below which one is added; `write` fills what is its own."""

    model: type[WagtailPage]
    parent: Callable[[], WagtailPage]
    write: Callable[[Editor], list[str]]


def _articles() -> WagtailPage:
    return pages.only(ArticleIndexPage, title="Articles", slug="articles")


def _editos() -> WagtailPage:
    return pages.only(EditoIndexPage, title="Éditos", slug="editos")


COMPOSITIONS = [
    Composition(ArticlePage, _articles, _article),
    Composition(EditoPage, _editos, _edito),
    Composition(EpisodePage, pages.show, _episode),
    Composition(ShowPage, pages.home_page, _show),
    Composition(DossierPage, pages.home_page, _dossier),
    Composition(MagazinePage, pages.home_page, _magazine),
    Composition(StandardPage, pages.home_page, _nothing),
    Composition(FormPage, pages.home_page, _form),
    Composition(ArticleIndexPage, pages.home_page, _nothing),
    Composition(EditoIndexPage, pages.home_page, _standfirst),
]


def test_every_type_is_composed() -> None:
    """The front page and the feed are made by the installation."""
    composed = {composition.model for composition in COMPOSITIONS}
    assert composed == set(get_page_models()) - {WagtailPage, HomePage, FeedIndexPage}


@pytest.mark.parametrize("viewport", VIEWPORTS)
@pytest.mark.parametrize("composition", COMPOSITIONS, ids=lambda c: c.model.__name__)
def test_a_page_is_composed(
    tab: Page, newsroom: str, composition: Composition, viewport: str
) -> None:
    tab.set_viewport_size(VIEWPORTS[viewport])
    log_in(tab, newsroom)
    stock_library()
    parent, meta = composition.parent(), composition.model._meta
    tab.goto(f"{newsroom}/admin/pages/add/{meta.app_label}/{meta.model_name}/{parent.pk}/")
    editor = Editor(tab)
    tab.fill("#id_title", TITLE)
    words = composition.write(editor)
    story: Any = getattr(composition.model, "body", None)
    if story is not None:
        words += write_body(editor, story.field.stream_block)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")

    preview = editor.preview()
    expect(preview.get_by_role("heading", name=TITLE.replace(" :", "\N{NO-BREAK SPACE}:")).first)
    for text in words:
        expect(preview.get_by_text(text).first).to_be_attached()
    editor.close_preview()

    editor.publish()
    tab.wait_for_url(f"**/admin/pages/{parent.pk}/")
    page = composition.model._default_manager.filter(slug=ascii_slug(TITLE)).get()
    assert page.live
    if story is not None:
        assert [block.block_type for block in page.body] == list(
            story.field.stream_block.child_blocks
        )
    tab.goto(f"{newsroom}{page.url}")
    for text in words:
        expect(tab.get_by_text(text).first).to_be_attached()
    assert agrees()
