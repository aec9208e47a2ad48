"""Every page of the site has the elements of its contract, in the order in which it is read, and
none has what no page may have."""

import gzip
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.cms.counter import card
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory
from tests.site.contracts import BAND, BREADCRUMB, CONTRACTS, FOOT, HEAD, RESULTS
from tests.site.newsroom import SEARCHED, newsroom

pytestmark = pytest.mark.django_db

BUDGETS = {
    "front": (30, 1_500),
    "article": (25, 900),
    "edito": (35, 1_200),
    "episode": (35, 1_200),
    "results": (20, 800),
}
"""Of a page: kilobytes of HTML as they travel, and elements."""

STATIC_BUDGETS = {"css": 18, "js": 12}
"""Kilobytes of all that the reader's pages may load of each, as they travel."""


def stand_in_order(html: str, *marks: str) -> None:
    """Fails with the first mark that does not stand after those before it."""
    place = 0
    for mark in marks:
        found = html.find(mark, place)
        assert found >= 0, f"{mark!r} is missing, or stands too early"
        place = found + len(mark)


class Outline(HTMLParser):
    """Levels of the headings, what is named twice, and what a strict policy refuses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.refused: list[str] = []
        self.elements = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements += 1
        given = {name: value or "" for name, value in attrs}
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if "id" in given:
            self.ids.append(given["id"])
        inline = tag == "style" or (tag == "script" and "src" not in given) or "style" in given
        loads = given.get("src", "") if tag not in {"audio", "video"} else ""
        if inline or loads.startswith(("http:", "https:", "//")) or tag == "iframe":
            self.refused.append(self.get_starttag_text() or tag)


@pytest.fixture
def places() -> dict[str, str]:
    return {**newsroom(), "results": SEARCHED}


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def parts(html: str) -> tuple[str, str, str]:
    """What stands before `<main>`, in it, and after it."""
    before, begins, rest = html.partition('<main id="contenu"')
    inside, ends, after = rest.partition("</main>")
    assert begins
    assert ends
    return before, inside, after


def test_every_page_has_its_contract(places: dict[str, str]) -> None:
    assert CONTRACTS.keys() == places.keys()


def test_every_page_has_the_elements_of_its_contract(
    client: Client, places: dict[str, str]
) -> None:
    for name, marks in CONTRACTS.items():
        _before, main, _after = parts(read(client, places[name]))
        try:
            stand_in_order(main, *marks)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error


def test_each_kind_of_result_has_its_elements(client: Client, places: dict[str, str]) -> None:
    _before, main, _after = parts(read(client, places["results"]))
    results = re.findall(r"<article class=.card card--result.*?</article>", main, re.DOTALL)
    for marks in RESULTS:
        found = [each for each in results if all(mark in each for mark in marks)]
        assert found, marks
        stand_in_order(found[0], *marks)


def test_every_page_has_the_shell(client: Client, places: dict[str, str]) -> None:
    """The front page needs no way back, and speaks of the magazine itself, as the magazine does."""
    for name, path in places.items():
        before, _main, after = parts(read(client, path))
        try:
            stand_in_order(before, *HEAD, *(BREADCRUMB if name != "front" else ()))
            stand_in_order(after, *(BAND if name not in {"front", "magazine"} else ()), *FOOT)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error


def test_every_page_is_sound(client: Client, places: dict[str, str]) -> None:
    for name, path in places.items():
        outline = Outline(read(client, path))
        assert outline.levels.count(1) == 1, name
        steps = zip(outline.levels, outline.levels[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), (name, outline.levels)
        assert outline.refused == [], name
        twice = {each for each in outline.ids if outline.ids.count(each) > 1}
        assert not twice, (name, twice)


def test_a_card_in_a_text_skips_no_level(client: Client) -> None:
    item: Any = FeedItemFactory.create()
    for content in (pages.article(title="À lire"), item):
        body = [("link", {"content": content.uuid, "url": "", "title": "", "text": ""})]
        html = read(client, card(pages.article(body=body))["url"])
        _before, main, _after = parts(html)
        assert 'class="card__title"' in main.partition("</aside>")[0]
        levels = Outline(html).levels
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_lists_go_on_by_a_link(client: Client, places: dict[str, str]) -> None:
    FeedItemFactory.create_batch(25)
    stand_in_order(read(client, places["wire"]), 'class="pagination"', 'rel="next" href="?cursor=')


def test_nothing_at_an_address(client: Client, places: dict[str, str]) -> None:
    response = client.get("/actualite/hopital-de-campagne/")
    assert response.status_code == 404
    stand_in_order(response.content.decode(), "<h1>", 'role="search"', 'value="actualite hopital')
    gone = client.get("/articles/parti/")
    assert gone.status_code == 410
    stand_in_order(gone.content.decode(), "<h1>", "Une erreur.", 'href="/"')


def kilobytes(content: bytes) -> float:
    return len(gzip.compress(content, 6)) / 1_000


def test_pages_weigh_what_they_may(client: Client, places: dict[str, str]) -> None:
    for name, (heaviest, most) in BUDGETS.items():
        html = read(client, places[name])
        assert kilobytes(html.encode()) <= heaviest, name
        assert Outline(html).elements <= most, name


def test_what_pages_load_weighs_what_it_may() -> None:
    static = Path(settings.BASE_DIR) / "static"
    styles = [static / "css/site.css"]
    scripts = [static / f"js/{name}.js" for name in ("site", "facade", "follow", "transcript")]
    for kind, files in (("css", styles), ("js", scripts)):
        assert sum(kilobytes(file.read_bytes()) for file in files) <= STATIC_BUDGETS[kind]
