"""How long a page takes to answer: everything on it that can be touched or typed into is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from playwright.sync_api import Browser, Locator, Page

from tests.bench.vitals.loading import opened

TOUCHED = {
    "menu": "[data-menu]",
    "theme": "[data-theme-switch]",
    "alert": "[data-close-alert]",
    "share": "[data-share]",
    "keep": "[data-keep]",
    "larger text": "[data-larger]",
    "link to a heading": "[data-copy-link]",
    "contents": "details.contents summary",
    "facets": "details.facets summary",
    "facet": "details.facets label",
    "time": "[data-seek]",
    "facade": "[data-facade] a",
}
TYPED = {
    "words in the transcript": ("[data-transcript-search] input", "personnel"),
    "words to search for": ("main [type=search][name=q]", "hôpital"),
}
CHOSEN = {"filter": "form.filters select", "speed": "[data-speed] select"}
TIMES = 3
SETTLED_MS = 300
KEY_MS = 120
"""Between two keys, as thumbs type."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The slowest of one kind; 0 milliseconds where none took a frame."""

    name: str
    ms: float


def use(browser: Browser, address: str) -> list[Answer]:
    """All that the page has, slowest first. Below fifty interactions the slowest is INP."""
    with opened(browser) as tab:
        tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
        tab.goto(address, wait_until="networkidle")
        # The address stays: what follows it is another page.
        tab.evaluate("addEventListener('submit', (event) => event.preventDefault())")
        answers = [Answer(name, _timed(tab, act)) for name, act in _acts(tab)]
    return sorted(answers, key=lambda answer: -answer.ms)


def _acts(tab: Page) -> Iterator[tuple[str, Callable[[], None]]]:
    for name, (selector, words) in TYPED.items():
        if field := _shown(tab, selector):
            yield name, partial(_type, tab, field, words)
    for name, selector in CHOSEN.items():
        if field := _shown(tab, selector):
            yield name, partial(_choose, tab, field)
    for name, selector in TOUCHED.items():
        for _ in range(TIMES):
            if control := _shown(tab, selector):
                yield name, partial(_touch, tab, control)


def _shown(tab: Page, selector: str) -> Locator | None:
    """The first that is to be seen, in the middle of the screen."""
    found = tab.locator(f"{selector} >> visible=true")
    if not found.count():
        return None
    found.first.evaluate("(element) => element.scrollIntoView({block: 'center'})")
    tab.wait_for_timeout(SETTLED_MS)
    return found.first


def _timed(tab: Page, act: Callable[[], None]) -> float:
    tab.evaluate("window.slowest()")
    act()
    tab.wait_for_timeout(SETTLED_MS)
    return float(tab.evaluate("window.slowest()"))


def _touch(tab: Page, control: Locator) -> None:
    box = control.bounding_box()
    assert box
    tab.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def _type(tab: Page, field: Locator, words: str) -> None:
    _touch(tab, field)
    tab.keyboard.type(words, delay=KEY_MS)
    tab.keyboard.press("Enter")


def _choose(tab: Page, field: Locator) -> None:
    """By keys: the list that a touch opens is the telephone's own."""
    field.focus()
    for _ in range(TIMES):
        tab.keyboard.press("ArrowDown", delay=KEY_MS)
