"""Words looked for in the transcript of a recording: as readers type them, from passage to
passage."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_axe import faults
from tests.cms.counter import card
from tests.factories import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAID = [
    "Ada : Le cœur de l’hôpital, c’est le personnel.",
    *(f"Bea : Une question, la {number}e." for number in range(40)),
    "[12:41] Ada : Les hôpitaux ferment.",
    *(f"Bea : Une réponse, la {number}e." for number in range(40)),
    "Ada : Un HOPITAL <b>rouvre</b>.",
]


@pytest.fixture
def spoken(newsroom: str) -> str:
    """The address of an édito in which three passages speak of hospitals."""
    edito = pages.edito(transcript="\n\n".join(SAID))
    return f"{newsroom}{card(edito)['url']}"


def current(tab: Page) -> Any:
    return tab.locator(".transcript mark[aria-current]")


def test_words_are_found_as_readers_type_them(tab: Page, spoken: str) -> None:
    tab.emulate_media(reduced_motion="reduce")
    tab.goto(spoken)
    before = tab.locator(".transcript .prose").inner_html()
    field = tab.get_by_role("searchbox", name="Chercher dans la transcription")
    found = tab.locator(".transcript [role=status]")
    for typed, count in {
        "hôpit": "3 passages",
        "HOPIT": "3 passages",
        "coeur de l'h": "1 passage",
        "<b>rouvre": "1 passage",
        "océan": "aucun passage",
        "h": "",
    }.items():
        field.fill(typed)
        expect(found).to_have_text(count)
    field.fill("hopit")
    expect(tab.locator(".transcript mark")).to_have_text(["hôpit", "hôpit", "HOPIT"])
    assert faults(tab) == []
    tab.keyboard.press("Escape")
    expect(tab.locator(".transcript mark")).to_have_count(0)
    expect(field).to_have_value("")
    expect(found).to_have_text("")
    assert tab.locator(".transcript .prose").inner_html() == before


def test_passages_follow_each_other(tab: Page, spoken: str) -> None:
    """By keys and by buttons, round and round; the times in the words still lead there."""
    tab.emulate_media(reduced_motion="reduce")
    tab.set_viewport_size({"width": 320, "height": 500})
    tab.goto(spoken)
    field = tab.get_by_role("searchbox", name="Chercher dans la transcription")
    place = tab.locator(".transcript [role=status]")
    following = tab.get_by_role("button", name="Passage suivant")
    expect(following).to_be_disabled()
    field.fill("hopit")
    expect(place).to_have_text("3 passages")
    field.press("Enter")
    expect(place).to_contain_text("1 sur 3 : ")
    field.press("Enter")
    expect(current(tab)).to_be_in_viewport()
    assert current(tab).evaluate("mark => mark.closest('p').id") == "t=761"
    field.press("Shift+Enter")
    tab.get_by_role("button", name="Passage précédent").click()
    expect(place).to_contain_text("3 sur 3 : ")
    expect(current(tab)).to_have_text("HOPIT")
    expect(current(tab)).to_be_in_viewport()
    expect(following).to_be_in_viewport()
    box = following.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    following.click()
    expect(place).to_contain_text("1 sur 3 : ")
    tab.get_by_role("link", name="12:41").click()
    expect(tab.locator("[id='t=761'] mark")).to_be_in_viewport()


def test_two_hours_of_words_hold_nothing_up(tab: Page, newsroom: str) -> None:
    """Three thousand paragraphs, all of which have the word: they are marked in slices."""
    said = "\n\n".join(f"Ada : Phrase {n} de l’été. " + "Des mots. " * 20 for n in range(3_000))
    tab.goto(f"{newsroom}{card(pages.edito(transcript=said))['url']}")
    tab.evaluate(MOST)
    tab.get_by_role("searchbox", name="Chercher dans la transcription").fill("ete")
    expect(tab.locator(".transcript [role=status]")).to_have_text("3 000 passages")
    expect(tab.locator(".transcript mark")).to_have_count(3_000)
    assert tab.evaluate("window.most") <= 200
    # The picture of so long a page, taken at the end, would last longer than the test.
    tab.goto("about:blank")


MOST = """
  window.most = 0;
  new MutationObserver(changes => {
    const added = changes.flatMap(change => [...change.addedNodes]);
    window.most = Math.max(window.most, added.filter(node => node.nodeName === "MARK").length);
  }).observe(document.querySelector(".transcript"), {childList: true, subtree: true});
"""
"""The marks that appear between two frames."""


@pytest.mark.parametrize("moment", ["?t=780", "#t=780", "?t=790", "#t=790"])
def test_a_moment_within_a_paragraph_comes_into_sight(
    tab: Page, newsroom: str, moment: str
) -> None:
    """Where a chapter begins, and where nothing does."""
    edito = pages.edito(transcript="\n\n".join(SAID))
    edito.chapters.create(start_s=780, title="Les hôpitaux")
    edito.save()
    tab.goto(f"{newsroom}{card(edito)['url']}{moment}")
    expect(tab.get_by_text("Les hôpitaux ferment.")).to_be_in_viewport()
