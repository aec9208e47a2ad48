"""An édito from a phone; chapters pasted in the long form; times that play the recording."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from shows.models import EditoIndexPage, EditoPage
from tests.browser.test_editor import log_in, publish
from tests.cms.counter import agrees, card
from tests.factories import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VIDEO = "https://www.youtube.com/watch?v=AAAAAAAAAAA"
PHONE = 360


@pytest.fixture
def index(newsroom: str) -> Any:
    return pages.only(EditoIndexPage, title="Éditos", slug="editos")


def test_the_days_edito_from_a_phone(tab: Page, newsroom: str, index: Any) -> None:
    """Six interactions: the button, the address (focused already), the sentence, the button."""
    tab.set_viewport_size({"width": PHONE, "height": 740})
    log_in(tab, newsroom)
    tab.locator("main a[href$='/daily-edito/']").click()
    expect(tab.locator("#id_video_url")).to_be_focused()
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE
    tab.keyboard.insert_text("https://exemple.org/")
    tab.locator("#id_title").fill("L’eau n’est pas une marchandise")
    tab.locator("footer button[type=submit]").click()
    expect(tab.locator("#id_video_url")).to_be_focused()
    expect(tab.locator("#id_title")).to_have_value("L’eau n’est pas une marchandise")
    tab.locator("#id_video_url").fill(VIDEO)
    tab.locator("footer button[type=submit]").click()
    tab.locator("main a.button").first.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("L’eau n’est pas une marchandise")
    assert EditoPage.objects.get().live
    assert agrees()


def test_pasted_chapters_survive_a_save_by_itself(tab: Page, newsroom: str, index: Any) -> None:
    log_in(tab, newsroom)
    tab.add_init_script(
        "document.addEventListener('w-unsaved:watch-edits', () => { window.isWatched = true; })"
    )
    tab.goto(f"{newsroom}/admin/pages/add/shows/editopage/{index.pk}/")
    tab.wait_for_function("window.isWatched")
    with tab.expect_response(lambda response: response.request.method == "POST"):
        tab.fill("#id_title", "Avec chapitres")
        tab.fill("#id_pasted_chapters", "Description\n0:00 Intro\n12:41 Le port")
    tab.wait_for_timeout(1_000)
    tab.fill("#id_pasted_chapters", "Description\n0:00 Intro\n12:41 Le grand port")
    publish(tab)
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
