"""How a page comes to a slow telephone: when its largest part stands, and what moves."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.telephone import telephone

LATENCY_MS = int(os.environ.get("LATENCY_MS", "150"))
DOWN_KBIT, UP_KBIT = 1_600, 750
SLOWDOWN = 4
PATIENCE_MS = 120_000
OBSERVE = Path(__file__).with_name("observe.js").read_text()
WAKINGS = 4
"""Of two processes."""
KBIT = 1_000 / 8
"""Bytes of one."""

STANDING = """() => new Promise((resolve) => {
  const look = () => (window.largest.ms ? resolve() : requestAnimationFrame(look));
  look();
})"""
"""Until the browser has told of a largest part: on a busy machine it does so late."""

TO_THE_END = """async () => {
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const seen = (image) => {
    const { top, bottom, left, right } = image.getBoundingClientRect();
    return bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  };
  const late = () => [...document.images].some((image) => seen(image) && !image.complete);
  for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight / 2) {
    scrollTo(0, top);
    const until = performance.now() + 10_000;
    do await wait(150); while (late() && performance.now() < until);
  }
}"""
"""Half a screen at a time, until the pictures that are in sight have come."""

LOOP = """() => {
  const start = performance.now();
  let sum = 0;
  for (let n = 1; n < 2e7; n += 1) sum += Math.sqrt(n) % 7;
  return sum && performance.now() - start;
}"""


@dataclass(frozen=True, slots=True)
class Load:
    """Of one page, once: milliseconds to its largest part, and the sum of all shifts, which is
    at least what CLS counts."""

    lcp_ms: float
    largest: str
    shift: float
    moved: str


@contextmanager
def opened(browser: Browser, *, slow: bool = True) -> Iterator[Page]:
    """A tab that has nothing yet, on a slow line and a slow processor."""
    context = telephone(browser, has_touch=True, locale="fr-FR", ignore_https_errors=True)
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(OBSERVE)
    tab = context.new_page()
    if slow:
        hold_back(tab)
    yield tab
    context.close()


def hold_back(tab: Page) -> None:
    tools = tab.context.new_cdp_session(tab)
    tools.send("Network.enable")
    line = {"latency": LATENCY_MS, "downloadThroughput": DOWN_KBIT * KBIT}
    line |= {"uploadThroughput": UP_KBIT * KBIT, "offline": False}
    tools.send("Network.emulateNetworkConditions", line)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})


def wake(browser: Browser, address: str) -> None:
    """Once for the site, whose processes then keep the page."""
    with opened(browser, slow=False) as tab:
        for _ in range(WAKINGS):
            tab.goto(address)


def load(browser: Browser, address: str) -> Load:
    with opened(browser) as tab:
        tab.goto(address, wait_until="networkidle")
        tab.evaluate(STANDING)
        largest = tab.evaluate("window.largest")
        tab.evaluate(TO_THE_END)
        shift, moved = tab.evaluate("[window.shifts, [...new Set(window.moved)].join(', ')]")
    return Load(largest["ms"], largest["what"], shift, moved)


def loop_ms(browser: Browser, *, slow: bool) -> float:
    """A fixed loop of JavaScript: the speed of this machine."""
    with opened(browser, slow=slow) as tab:
        return min(tab.evaluate(LOOP) for _ in range(3))
