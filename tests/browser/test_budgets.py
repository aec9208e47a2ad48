"""What each page of the demo newsroom weighs on a telephone, whom it contacts and what it leaves
behind: the budgets of the reader's site, with their figures."""

import gzip
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, Response, Route

from cms.models import Publication
from tests.browser.telephone import telephone
from tests.browser.test_axe import SCHEMES, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KB = 1_000
PACKED = {"document": "html", "stylesheet": "css", "script": "js"}
"""What a proxy packs on its way; pictures are packed as they are."""

PAINTED = """() => new Promise(painted => {
  new PerformanceObserver(painted).observe({type: 'paint', buffered: true});
})"""

SYMBOLS = 5
"""Kilobytes of the sprite and the icon of the site, which each page has: part of the total."""


@dataclass(frozen=True)
class Budget:
    """Kilobytes, packed, before anybody scrolls; requests; elements; layout shift."""

    html: int
    css: int
    js: int
    images: int
    total: int
    requests: int
    nodes: int
    shift: float = 0.02


HOME = Budget(30, 18, 12, 180, 350, 14, 1_500)
ARTICLE = Budget(25, 18, 12, 90, 180, 8, 900)
RECORDED = Budget(35, 18, 15, 60, 170, 8, 1_200)
SEARCH = Budget(20, 18, 8, 0, 80, 5, 800, 0.0)
KINDS = {"article": ARTICLE, "edito": RECORDED, "episode": RECORDED}
FIXED = {
    "/": HOME,
    "/recherche/?q=hopital": SEARCH,
    **dict.fromkeys(("/sources/", "/personnes/", "/themes/", "/dossiers/"), HOME),
    "/rectificatifs/": HOME,
    "/rien/": ARTICLE,
}
ALLOWED = {"/rien/": "404 (Not Found)"}
"""What a browser says of an address at which nothing stands."""
OTHER_KINDS = ("show", "dossier", "person", "topic", "source", "item", "page")


@dataclass
class Weight:
    """Of one page, as it came."""

    sizes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    requests: int = 0
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    nodes: int = 0
    shift: float = 0.0

    def add(self, response: Response) -> None:
        self.requests += 1
        self.hosts.add(urlsplit(response.url).netloc)
        body = response.body()
        name = PACKED.get(response.request.resource_type)
        if name is None and urlsplit(response.url).path.startswith("/static/"):
            name = "symbols"
        self.sizes[name or "images"] += len(gzip.compress(body)) if name else len(body)

    def over(self, budget: Budget) -> list[str]:
        """Each figure that is too large, with its bound."""
        figures = {name: size / KB for name, size in self.sizes.items()}
        figures |= {"total": sum(self.sizes.values()) / KB}
        figures |= {"requests": self.requests, "nodes": self.nodes, "shift": self.shift}
        return [
            f"{name} {figure:.3g} > {getattr(budget, name)}"
            for name, figure in figures.items()
            if figure > getattr(budget, name, SYMBOLS)
        ]

    def __str__(self) -> str:
        sizes = ", ".join(f"{name} {size / KB:.1f} kB" for name, size in self.sizes.items())
        return f"{sizes}; {self.requests} requests, {self.nodes} nodes, shift {self.shift:.3f}"


def addresses() -> dict[str, Budget]:
    """One page of each kind, and those that have an address of their own."""
    found = dict(FIXED)
    for kind in (*KINDS, *OTHER_KINDS):
        row = Publication.objects.filter(kind=kind).order_by("-published_at", "-pk").first()
        assert row, kind
        found[row.path] = KINDS.get(kind, ARTICLE if kind != "show" else HOME)
        if kind in ("edito", "episode"):
            found[f"/lecteur{row.path}"] = ARTICLE
    indexes = Publication.objects.filter(kind="index").values_list("path", flat=True)
    found |= dict.fromkeys(indexes, HOME)
    magazine = Publication.objects.filter(content_type__model="magazinepage")[0]
    form = Publication.objects.filter(content_type__model="formpage")[0]
    return found | {magazine.path: ARTICLE, form.path: ARTICLE}


def weigh(browser: Browser, site: str, path: str) -> Weight:
    """As a reader who has never been here."""
    weight, came = Weight(), list[Response]()
    context = telephone(browser)
    tab = context.new_page()
    tab.on("response", lambda response: came.append(response))
    tab.on("console", lambda said: weight.complaints.extend([said.text] * (said.type == "error")))
    tab.on("pageerror", lambda error: weight.complaints.append(str(error)))
    # The script comes after the first paint, as it may on a slow line: what it moves is seen.
    late = list[Route]()
    tab.route("**/js/site*.js", lambda route: late.append(route))
    tab.goto(f"{site}{path}", wait_until="commit")
    tab.evaluate(PAINTED)
    for route in late:
        route.continue_()
    tab.wait_for_load_state("networkidle")
    for response in came:
        weight.add(response)
    weight.nodes = tab.evaluate("document.querySelectorAll('*').length")
    weight.shift = tab.evaluate("window.shifts")
    weight.complaints += [f"cookie {cookie.get('name')}" for cookie in context.cookies()]
    context.close()
    return weight


@pytest.fixture
def demo(newsroom: str, settings: Any) -> str:
    """The demo newsroom, its pictures on disk: a browser fetches them."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    settings.ROOT_URLCONF = "tests.browser.urls"
    call_command("demo", verbosity=0)
    return newsroom


def test_every_page_keeps_its_budget(browser: Browser, demo: str) -> None:
    """And contacts nobody else, leaves no cookie, and breaks no policy."""
    over: dict[str, list[str]] = {}
    for path, budget in addresses().items():
        weight = weigh(browser, demo, path)
        print(f"{path}: {weight}")  # noqa: T201 - the figures are wanted
        allowed = ALLOWED.get(path, "nothing")
        faulty = [said for said in weight.complaints if allowed not in said]
        faulty += [f"asks {host}" for host in weight.hosts - {urlsplit(demo).netloc}]
        if found := faulty + weight.over(budget):
            over[path] = found
    assert not over


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_any_page(tab: Page, demo: str, width: int) -> None:
    """In light and in dark, and nothing leaves a narrow screen."""
    tab.set_viewport_size({"width": width, "height": 800})
    found: dict[str, list[str]] = {}
    for path in addresses():
        tab.goto(f"{demo}{path}")
        if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[path] = ["wider than the screen"]
        for scheme in SCHEMES:
            # A colour that is on its way is none that anybody reads.
            tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if broken := faults(tab):
                found[f"{path} in {scheme}"] = broken
    assert not found
