"""An édito from a phone; chapters pasted in the long form; times that play the recording."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from shows.models import EditoIndexPage, EditoPage
from tests.browser.composing import Editor, log_in
from tests.cms.counter import agrees, card
from tests.factories import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VIDEO = "https://www.youtube.com/watch?v=AAAAAAAAAAA"
PHONE = 360


@pytest.fixture
def index(newsroom: str) -> Any:
    return pages.only(EditoIndexPage, title="Éditos", slug="editos")


@dataclass
class Hands:
    """Counts what a person does: each touch, and each text that is typed or pasted."""

    count: int = 0

    def touch(self, target: Locator) -> None:
        self.count += 1
        target.tap()

    def paste(self, tab: Page, text: str) -> None:
        self.count += 1
        tab.keyboard.insert_text(text)


def test_the_days_edito_from_a_phone(browser: Browser, newsroom: str, index: Any) -> None:
    """From the first page of the admin to the édito on the site, in eight interactions at most."""
    context = browser.new_context(
        locale="fr-FR", viewport={"width": PHONE, "height": 740}, has_touch=True
    )
    tab = context.new_page()
    log_in(tab, newsroom)
    hands = Hands()
    hands.touch(tab.locator("main a[href$='/daily-edito/']"))
    expect(tab.locator("#id_video_url")).to_be_focused()
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE
    hands.paste(tab, VIDEO)
    hands.touch(tab.locator("#id_title"))
    hands.paste(tab, "L’eau n’est pas une marchandise")
    hands.touch(tab.locator("footer button[type=submit]"))
    expect(tab.locator("main a.button").first).to_be_visible()
    assert EditoPage.objects.get().live
    assert hands.count <= 8
    tab.locator("main a.button").first.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("L’eau n’est pas une marchandise")
    assert agrees()
    context.close()


def test_a_wrong_address_loses_nothing_on_a_phone(tab: Page, newsroom: str, index: Any) -> None:
    tab.set_viewport_size({"width": PHONE, "height": 740})
    log_in(tab, newsroom)
    tab.goto(f"{newsroom}/admin/daily-edito/")
    tab.keyboard.insert_text("https://exemple.org/")
    tab.locator("#id_title").fill("L’eau n’est pas une marchandise")
    tab.locator("footer button[type=submit]").click()
    expect(tab.locator("#id_video_url")).to_be_focused()
    expect(tab.locator("#id_title")).to_have_value("L’eau n’est pas une marchandise")
    assert not EditoPage.objects.exists()


def test_pasted_chapters_survive_a_save_by_itself(tab: Page, newsroom: str, index: Any) -> None:
    log_in(tab, newsroom)
    tab.goto(f"{newsroom}/admin/pages/add/shows/editopage/{index.pk}/")
    with tab.expect_response(
        lambda response: response.request.method == "POST" and "readiness" not in response.url
    ):
        tab.fill("#id_title", "Avec chapitres")
        tab.fill("#id_pasted_chapters", "Description\n0:00 Intro\n12:41 Le port")
    tab.wait_for_timeout(1_000)
    tab.fill("#id_pasted_chapters", "Description\n0:00 Intro\n12:41 Le grand port")
    Editor(tab).publish()
    tab.wait_for_url(f"**/admin/pages/{index.pk}/")
    edito = EditoPage.objects.get()
    assert [chapter.title for chapter in edito.chapter_list] == ["Intro", "Le grand port"]
    tab.goto(f"{newsroom}/admin/pages/{edito.pk}/edit/")
    expect(tab.locator("#id_chapters-1-start_s")).to_have_value("12:41")
    expect(tab.locator("#id_pasted_chapters")).to_have_value("")
    assert agrees()


def test_a_time_plays_the_recording_from_there(tab: Page, newsroom: str, index: Any) -> None:
    edito = pages.edito(video_url=VIDEO, transcript="[0:00] Ada : Oui.\n\n[12:41] Bea : Non.")
    tab.route("**/*youtube*/**", lambda route: route.abort())
    tab.goto(f"{newsroom}{card(edito)['url']}")
    tab.get_by_role("link", name="12:41").click()
    frame = tab.locator("iframe")
    expect(frame).to_have_attribute(
        "src", "https://www.youtube-nocookie.com/embed/AAAAAAAAAAA?autoplay=1&start=761#t=761s"
    )
    assert tab.url.endswith("#t=761")


SAID = """WEBVTT

00:00.000 --> 00:05.000
Bonsoir à toutes et à tous.

12:35.000 --> 12:41.000
Les semences se donnent.

12:41.000 --> 12:45.000
Et le tocsin sonne.
"""


def test_what_the_search_finds_is_opened_at_its_second(
    tab: Page, newsroom: str, index: Any
) -> None:
    pages.edito(title="Un édito", video_url=VIDEO, transcript=SAID)
    tab.set_viewport_size({"width": PHONE, "height": 500})
    tab.route("**/*youtube*/**", lambda route: route.abort())
    tab.goto(f"{newsroom}/recherche/?q=tocsin")
    tab.get_by_role("link", name="12:41").click()
    assert tab.url.endswith("#t=761")
    expect(tab.locator('[id="t=755"]')).to_be_in_viewport()
    tab.locator("[data-facade] a").click()
    expect(tab.locator("iframe")).to_have_attribute(
        "src", "https://www.youtube-nocookie.com/embed/AAAAAAAAAAA?autoplay=1&start=761#t=761s"
    )
