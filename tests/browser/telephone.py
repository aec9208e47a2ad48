"""What a telephone is to a browser, and what is noted of a page as it comes."""

import os
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]

SHIFTS = """
  window.shifts = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => {
    if (!entry.hadRecentInput) window.shifts += entry.value;
  })).observe({type: 'layout-shift', buffered: true});
"""


def chromium(driver: Playwright, *arguments: str) -> Browser:
    """Debian's, or the one that CHROMIUM names."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return driver.chromium.launch(executable_path=path, args=[*ARGUMENTS, *arguments])


def telephone(browser: Browser, **options: Any) -> BrowserContext:
    """As a reader who has never been here; `window.shifts` sums what moves."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, **options
    )
    context.add_init_script(SHIFTS)
    return context
