"""When a page's largest part stands on a telephone, what moves, how fast it answers a touch.

    make bench-vitals                                  all of it, about a quarter of an hour
    LOADS=1 ONLY='article|search' make bench-vitals    a quick one

The demo newsroom, served as production is. Chromium is a telephone of 390 x 844 pixels that has
never been here; its line and its processor are held back by DevTools, which adds the latency to
each request and none to the opening of the connection. Median and worst of LOADS for LCP, which
the median is held to; the worst for CLS, with a walk to the end of the page, and for INP.

ONLY: a pattern of names. LATENCY_MS: of the line. DATABASE_URL: the server, on which a database
of the bench's own is made and dropped.
"""

import os
import re
import statistics
import sys
from dataclasses import dataclass

from playwright.sync_api import Browser, sync_playwright

from tests.bench.vitals import loading, serving, using
from tests.site.nginx import NGINX

LOADS = int(os.environ.get("LOADS", "5"))
USES = int(os.environ.get("USES", "3"))
ONLY = re.compile(os.environ.get("ONLY", ""))
INP_MS = 100
HEAD = (
    "| page | LCP ms, median | worst | at most | the largest part | CLS | at most | INP ms | of | |"
    "\n|---|--:|--:|--:|---|--:|--:|--:|---|---|"
)


@dataclass(frozen=True, slots=True)
class Budget:
    """Milliseconds of the largest part, and layout shift."""

    lcp_ms: int
    shift: float = 0.02


HOME, STORY, SEARCH = Budget(2_000), Budget(1_800), Budget(1_500, 0.0)


def say(text: str) -> None:
    print(text, flush=True)


def asked(paths: dict[str, str]) -> dict[str, tuple[str, Budget]]:
    """Address and budget by name; lists have that of the front page."""
    return {
        "front page": ("/", HOME),
        "article": (paths["article"], STORY),
        "édito": (paths["edito"], STORY),
        "episode": (paths["episode"], STORY),
        "show": (paths["show"], HOME),
        "Le fil": ("/le-fil/", HOME),
        "item": (paths["item"], STORY),
        "search": ("/recherche/?q=hopital", SEARCH),
        "dossier": (paths["dossier"], STORY),
        "person": (paths["person"], STORY),
    }


def measure(browser: Browser, name: str, path: str, budget: Budget) -> bool:
    """Says a row of the table; is all of it kept?"""
    address = serving.ADDRESS + path
    loading.wake(browser, address)
    loads = [loading.load(browser, address) for _ in range(LOADS)]
    uses = [answer for _ in range(USES) for answer in using.use(browser, address)]
    lcp = statistics.median(load.lcp_ms for load in loads)
    worst = max(loads, key=lambda load: load.lcp_ms)
    shifted = max(loads, key=lambda load: load.shift)
    slowest = max(uses, key=lambda answer: answer.ms)
    missed = {
        "LCP": lcp > budget.lcp_ms,
        "CLS": shifted.shift > budget.shift,
        "INP": slowest.ms > INP_MS,
    }
    verdict = ", ".join(name for name, is_missed in missed.items() if is_missed)
    say(
        f"| {name} | {lcp:,.0f} | {worst.lcp_ms:,.0f} | {budget.lcp_ms:,} | {worst.largest} "
        f"| {shifted.shift:.3f} {shifted.moved} | {budget.shift} | {slowest.ms:.0f} "
        f"| {slowest.name} | {f'NOT kept: {verdict}' if verdict else 'kept'} |"
    )
    return not verdict


def speed(browser: Browser) -> None:
    quick, slow = (loading.loop_ms(browser, slow=slow) for slow in (False, True))
    say(
        f"This machine, with a load of {os.getloadavg()[0]:.1f}: a fixed loop takes {quick:.0f} ms,"
        f" held back {slow:.0f} ms"
    )


def run(browser: Browser, paths: dict[str, str]) -> int:
    say(
        f"A line of {loading.LATENCY_MS} ms, {loading.DOWN_KBIT} kbit/s down and "
        f"{loading.UP_KBIT} up, a processor {loading.SLOWDOWN} times slower; {LOADS} loads, "
        f"{USES} uses; INP at most {INP_MS} ms"
    )
    speed(browser)
    say(HEAD)
    pages = asked(paths).items()
    kept = [measure(browser, name, *of) for name, of in pages if ONLY.search(name)]
    speed(browser)
    missed = kept.count(False)
    say(f"{missed} of {len(kept)} pages: NOT kept" if missed else "every figure is kept")
    return 1 if missed else 0


def main() -> int:
    if NGINX is None:
        sys.exit("nginx is missing: apt install nginx-light")
    with serving.served() as (port, paths), sync_playwright() as driver:
        browser = serving.browser(driver, port)
        try:
            return run(browser, paths)
        finally:
            browser.close()


if __name__ == "__main__":
    sys.exit(main())
