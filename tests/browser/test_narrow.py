"""A telephone of 360 pixels: no field, chooser or button of an editing screen leaves the screen."""

from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page
from wagtail.admin.admin_url_finder import AdminURLFinder

from cms.models import ArticlePage, CallToAction, DossierPage, FormPage, MagazinePage, Person, Topic
from feeds.models import FeedItem, Source
from home.models import HomePage
from media_library.models import Image
from shows.models import EditoPage, EpisodePage, ShowPage
from tests.browser.composing import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OUTSIDE = """() => {
  const scrolls = element => element && (
    /auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const controls = 'input, select, textarea, button, .chooser__title, .w-dropdown';
  return [...document.querySelectorAll(`main :is(${controls})`)].filter(element => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && box.width > 1 && box.right > innerWidth + .5
      && !scrolls(element) && !element.closest('.form-side');
  }).map(element => `${element.tagName} ${element.id || element.className}`);
}"""
"""What a finger cannot reach: the closed side panel waits outside, and what scrolls is reached."""

EDITED: list[Any] = [
    *(ArticlePage, EditoPage, ShowPage, EpisodePage, DossierPage, MagazinePage, FormPage),
    *(HomePage, Person, Topic, CallToAction, Image, Source, FeedItem),
]
ADDED = ["/admin/daily-edito/", "/admin/images/multiple/add/"] + [
    f"/admin/snippets/media_library/{name}/add/" for name in ("video", "audio")
]


def test_editing_screens_stay_within_a_telephone(tab: Page, newsroom: str) -> None:
    call_command("demo", verbosity=0)
    log_in(tab, newsroom)
    tab.set_viewport_size({"width": 360, "height": 740})
    finder = AdminURLFinder()
    screens = ADDED + [finder.get_edit_url(model.objects.first()) for model in EDITED]
    outside = {}
    for screen in screens:
        tab.goto(f"{newsroom}{screen}")
        tab.wait_for_load_state("networkidle")
        outside[screen] = tab.evaluate(OUTSIDE)
    assert not {screen: found for screen, found in outside.items() if found}
