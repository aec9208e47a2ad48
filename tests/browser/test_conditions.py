"""The reader's pages as readers have them: with spaced text, held sideways, enlarged, printed,
without scripts, pictures or motion, and by the keyboard alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from cms.blocks.stories import ArticleStoryBlock
from tests.browser.conftest import PATIENCE_MS
from tests.cms.counter import card
from tests.factories import pages
from tests.site.newsroom import SEARCHED, VIDEO
from tests.site.newsroom import newsroom as furnished

pytestmark = pytest.mark.browser
WITH_PAGES = pytest.mark.django_db(transaction=True)

PROBES = Path(__file__).with_name("probes.js").read_text()

DESK, NARROW, SIDEWAYS = (1_280, 800), (320, 640), (740, 360)
ENLARGED = (320, 256)
"""A screen of 1280 x 1024 at 400 %: WCAG 1.4.10."""
NOTCH = {"top": 0, "left": 44, "right": 44, "bottom": 34}
FRAMES = 100
HIGHEST = 56
"""Pixels of all that stays in sight on a telephone that is held sideways."""


def everything() -> list[tuple[str, Any]]:
    """A body that holds each block once."""
    values: dict[str, Any] = {
        name: block.get_preview_value() for name, block in ArticleStoryBlock().child_blocks.items()
    }
    return list(values.items())


def untimed() -> str:
    """The address of an episode whose times lead to no words."""
    episode = pages.episode(title="Sans mots", video_url=VIDEO)
    episode.chapters.create(start_s=60, title="Les ports")
    episode.quotes.create(text="Nous y étions.", name="Ada", start_s=61)
    episode.save()
    url: str = card(episode)["url"]
    return url


@pytest.fixture
def places(newsroom: str) -> dict[str, str]:
    """Each type of page, an article of every block, results and what is not there."""
    found = furnished() | {"found": SEARCHED, "missing": "/rien/"}
    found["untimed"] = untimed()
    found["blocks"] = card(pages.article(title="Tout", body=everything()))["url"]
    return {name: f"{newsroom}{path}" for name, path in found.items()}


def sized(size: tuple[int, int]) -> ViewportSize:
    return {"width": size[0], "height": size[1]}


def resize(tab: Page, size: tuple[int, int]) -> None:
    tab.set_viewport_size(sized(size))


def ask(tab: Page, probe: str) -> Any:
    return tab.evaluate(f"probes.{probe}")


def spaced(tab: Page) -> list[str]:
    """WCAG 1.4.12."""
    ask(tab, "space(true)")
    found = []
    for size in (NARROW, DESK):
        resize(tab, size)
        found += [f"{fault} at {size[0]}" for fault in ask(tab, "wide()") + ask(tab, "clipped()")]
    ask(tab, "space(false)")
    return found


def enlarged(tab: Page) -> list[str]:
    resize(tab, ENLARGED)
    found: list[str] = ask(tab, "wide()") + ask(tab, "lost()")
    return found


def sideways(tab: Page) -> list[str]:
    resize(tab, SIDEWAYS)
    height = ask(tab, "stuck()")
    return [f"{height} pixels stay in sight"] if height > HIGHEST else []


def notched(tab: Page) -> list[str]:
    resize(tab, SIDEWAYS)
    session = tab.context.new_cdp_session(tab)
    session.send("Emulation.setSafeAreaInsetsOverride", {"insets": NOTCH})
    # What is below the screen hears of it a frame or two later.
    for _ in range(FRAMES):
        found: list[str] = tab.evaluate("notch => probes.unsafe(notch)", NOTCH)
        if not found:
            break
        tab.wait_for_timeout(50)
    session.send("Emulation.setSafeAreaInsetsOverride", {"insets": {}})
    session.detach()
    return found


def printed(tab: Page) -> list[str]:
    """By somebody who reads white on black, as the device or the switch has it."""
    resize(tab, DESK)
    tab.emulate_media(media="print", color_scheme="dark")
    tab.evaluate("document.documentElement.dataset.theme = 'dark'")
    found: list[str] = ask(tab, "printed()")
    tab.emulate_media(media="screen", color_scheme="light")
    return found


def still(tab: Page) -> list[str]:
    tab.emulate_media(reduced_motion="reduce")
    found: list[str] = ask(tab, "moving()")
    return found


CONDITIONS = (spaced, enlarged, sideways, notched, still, printed)


@WITH_PAGES
def test_pages_hold_in_every_condition(tab: Page, places: dict[str, str]) -> None:
    wrong: dict[str, list[str]] = {}
    for name, address in places.items():
        tab.goto(address)
        tab.evaluate(PROBES)
        for condition in CONDITIONS:
            if found := condition(tab):
                wrong[f"{name}, {condition.__name__}"] = found
    assert wrong == {}


@pytest.fixture
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second page is reached with few contents."""
    monkeypatch.setattr("cms.api.lists.PAGE_SIZE", 4)


@pytest.fixture
def plain_tab(browser: Browser) -> Iterator[Page]:
    """A tab of somebody who refuses scripts."""
    context = browser.new_context(java_script_enabled=False, viewport=sized(NARROW))
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def bare(tab: Page) -> list[str]:
    """What a page without scripts lacks."""
    found: list[str] = ask(tab, "idle()") + ask(tab, "wide()")
    if not tab.locator("#menu a").first.is_visible():
        found.append("no menu")
    if len(tab.locator("main").inner_text()) < 12:
        found.append("nothing to read")
    return found


@WITH_PAGES
@pytest.mark.usefixtures("short_lists")
def test_pages_are_whole_without_scripts(plain_tab: Page, places: dict[str, str]) -> None:
    wrong = {}
    for name, address in places.items():
        plain_tab.goto(address)
        plain_tab.evaluate(PROBES)
        if found := bare(plain_tab):
            wrong[name] = found
    assert wrong == {}
    plays_searches_and_goes_on(plain_tab, places)


def plays_searches_and_goes_on(tab: Page, places: dict[str, str]) -> None:
    for name in ("edito", "episode"):
        tab.goto(places[name])
        link = tab.locator("main .facade__link")
        assert str(link.get_attribute("href")).startswith("https://www.youtube.com/watch?v="), name
    tab.goto(places["search"])
    tab.locator("main [type=search]").fill("tocsin")
    tab.locator("main [type=search]").press("Enter")
    expect(tab.locator("main mark").first).to_be_visible()
    tab.goto(places["articles"])
    first = tab.locator("main .card__title").all_inner_texts()
    tab.get_by_role("link", name="Plus d’articles").click()
    expect(tab.get_by_role("link", name="Plus récents")).to_be_visible()
    later = tab.locator("main .card__title").all_inner_texts()
    assert later
    assert not {*first} & {*later}


PICTURELESS = {"runOnly": ["link-name", "image-alt", "color-contrast", "button-name"]}


@WITH_PAGES
def test_pages_lose_nothing_without_pictures(tab: Page, places: dict[str, str]) -> None:
    """Words keep what they stand on, links their names."""
    tab.clock.set_fixed_time(timezone.now())
    words = {}
    for name in with_pictures(places):
        tab.goto(places[name])
        words[name] = tab.locator("body").inner_text()
    tab.route("**/*", without_pictures)
    wrong = {}
    for name in words:
        tab.goto(places[name])
        tab.evaluate(PROBES)
        found = [rule["id"] for rule in Axe().run(tab, options=PICTURELESS).response["violations"]]
        found += ask(tab, "wide()")
        if tab.locator("body").inner_text() != words[name]:
            found.append("other words")
        if found:
            wrong[name] = found
    assert wrong == {}


def with_pictures(places: dict[str, str]) -> list[str]:
    answers = {name: Client().get(f"/{at.split('/', 3)[3]}") for name, at in places.items()}
    return [name for name, answer in answers.items() if "<img" in answer.content.decode()]


def without_pictures(route: Route) -> None:
    if route.request.resource_type == "image":
        route.abort()
    else:
        route.continue_()


@WITH_PAGES
def test_a_recording_is_whole_on_a_telephone_held_sideways(
    tab: Page, places: dict[str, str]
) -> None:
    tab.route("https://**", lambda route: route.abort())
    resize(tab, SIDEWAYS)
    wrong = {}
    for name in ("edito", "episode"):
        tab.goto(f"{places[name]}#t=61")
        tab.evaluate(PROBES)
        found = [] if in_sight(tab, "[id='t=61']") else ["what is said then is hidden"]
        tab.locator(".facade").evaluate("one => one.scrollIntoView({behavior: 'instant'})")
        if not in_sight(tab, ".facade__link"):
            found.append("the poster is hidden")
        tab.locator("[id='t=181'] .moment").click()
        plays(tab)
        if not in_sight(tab, ".facade iframe"):
            found.append("the player is hidden")
        if found:
            wrong[name] = found
    assert wrong == {}


def plays(tab: Page) -> None:
    """Waits for the player. What comes into it may hold the focus of the window meanwhile."""
    expect(tab.locator(".facade iframe")).to_be_attached()
    assert tab.evaluate("document.activeElement.matches('.facade iframe')")


def in_sight(tab: Page, selector: str) -> bool:
    """Wholly, and below nothing."""
    return bool(tab.locator(selector).evaluate("one => probes.whole(one)"))


STOP = """() => {
  const one = document.activeElement;
  const ring = [null, '::after'].map(part => getComputedStyle(one, part));
  const width = Math.max(...ring.map(
    style => style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth)));
  const {top, bottom} = one.getBoundingClientRect();
  return {name: `${one.tagName} ${one.textContent.trim() || one.getAttribute('aria-label')}`,
    body: one === document.body, width, seen: bottom > 0 && top < innerHeight};
}"""
MOST_STOPS = 200


def stops(tab: Page) -> Iterator[dict[str, Any]]:
    """What the tabulator stops at, from the top of a page to its end."""
    for _ in range(MOST_STOPS):
        tab.keyboard.press("Tab")
        stop: dict[str, Any] = tab.evaluate(STOP)
        if stop["body"]:
            return
        yield stop


def go_to(tab: Page, selector: str) -> None:
    """By the tabulator alone."""
    for _ in stops(tab):
        if tab.evaluate("name => document.activeElement.matches(name)", selector):
            return
    pytest.fail(f"no way to {selector}")


@WITH_PAGES
def test_everything_is_reached_by_the_keyboard_alone(tab: Page, places: dict[str, str]) -> None:
    tab.route("https://**", lambda route: route.abort())
    tab.goto(places["front"])
    found = list(stops(tab))
    assert found[0]["name"] == "A Aller au contenu"
    assert len(found) > 40
    assert [stop for stop in found if stop["width"] < 3 or not stop["seen"]] == []
    tab.goto(places["edito"])
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_be_focused()
    go_to(tab, ".facade__link")
    tab.keyboard.press("Enter")
    plays(tab)
    go_to_search(tab, places)
    tab.goto(places["show"])
    go_to(tab, ".chip[href='/flux/bifurcations/']")


def go_to_search(tab: Page, places: dict[str, str]) -> None:
    """From the head of any page."""
    tab.goto(places["article"])
    go_to(tab, "#recherche")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(places["search"])
    go_to(tab, "main [type=search]")
    tab.keyboard.type("tocsin")
    tab.keyboard.press("Enter")
    expect(tab.locator("main mark").first).to_be_visible()


FAULTY = """
  <style>@keyframes turn {} body { margin: 0; transition: color 1s } h1 { margin-top: 90px }
  #bar { position: fixed; height: 60px; width: 100%; background: #000; color: #222 }
  #cut { height: 20px; overflow: hidden; width: 340px }</style>
  <div id="bar">Toujours là</div><main><h1>Titre</h1><p id="cut">Des mots <br> et des mots</p>
  <button type="button">Rien</button><a href="#nulle-part">Là</a>
  <a href="https://ailleurs.example/">Ailleurs</a><nav>Menu</nav></main>
"""


def test_the_probes_find_what_is_wrong(tab: Page) -> None:
    tab.set_content(FAULTY)
    tab.evaluate(PROBES)
    assert [fault.split(" in ")[0] for fault in ask(tab, "idle()")] == ["button", "a"]
    assert "p#cut in main cuts its words at 320" in spaced(tab)
    assert "340 pixels on a screen of 320" in enlarged(tab)
    assert sideways(tab) == ["60 pixels stay in sight"]
    assert "div#bar in body lies below the edge" in notched(tab)
    assert "body in html moves" in still(tab)
    faults = " ".join(printed(tab))
    for fault in ("nav in main is printed", "has a ground", "a in main has no address"):
        assert fault in faults
