"""Every page of the site has the elements of its contract, in the order in which it is read, and
none has what no page may have."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.factories.feeds import FeedItemFactory
from tests.site.newsroom import newsroom

pytestmark = pytest.mark.django_db

SHELL = (
    *('href="#contenu"', 'href="#recherche"', 'href="#menu"'),
    '<div class="alert" role="status"',
    *('class="wordmark"', 'id="recherche"', "data-theme-switch", "data-menu aria-expanded"),
    *('id="menu"', ">Actualité</a>", '<main id="contenu"', "</main>", "site-footer"),
    *('id="footer-sections"', 'href="/flux/"', ">Qui sommes-nous</a>"),
    *('href="/rectificatifs/"', ">Accessibilité : non conforme</a>"),
)

CONTRACTS: dict[str, tuple[str, ...]] = {
    "front": (
        *('id="zone-lead"', "card--lead", 'class="kicker"', "card__standfirst", "<time"),
        *("card--secondary", 'id="zone-edito"', "edito-poster__date", 'href="/editos/"'),
        *("data-facade", 'id="zone-fil"', "card--line", "card__clock", "card__kind"),
        *('id="zone-show"', "card--episode", 'id="zone-dossiers"'),
        *('id="zone-videos"', "grid--row", 'id="zone-partners"', "card--partner", "card__out"),
        *('id="zone-magazine"', "Un reportage", "24", "journal.example/abonnement"),
    ),
    "article": (
        *('class="breadcrumb', 'class="kicker"', "<h1>", 'class="standfirst"', "byline__authors"),
        *("byline__dates", "<time", 'class="correction"', "story__actions", 'href="#son-'),
        *("data-share", "data-keep", "data-print", "data-larger", '<figure class="hero">'),
        *('class="contents"', 'class="body"', "data-copy-link", 'id="sources"'),
        *('id="boite-noire"', 'id="rectificatifs"', 'id="qui-signe"', "Elle enquête."),
        *('class="chips"', 'id="dans-le-dossier"', 'rel="prev"', 'rel="next"'),
        *('id="a-lire-aussi"', "story__reason", "mailto:redaction@example.org?subject="),
        "magazine-band",
    ),
    "edito": (
        *('class="breadcrumb', "poster__date", "<h1>", 'class="standfirst"', "byline__authors"),
        *("data-share", "data-facade", 'id="aller-plus-loin"', 'id="transcription"', "data-seek"),
        *('rel="prev"', 'rel="next"', 'id="calendrier"', "<caption>", '<th scope="col"'),
        *('aria-current="date"', 'href="/flux/"'),
    ),
    "editos": ("<h1>", "card--tile", 'id="calendrier"', "<caption>", '<th scope="col"'),
    "show": (
        *("<h1>", 'class="standfirst"', "poster__hosts", "https://show.example/rss"),
        *('id="saisons"', 'id="episodes"', 'class="tabs"', "?saison=1", 'name="invite"'),
        *("card--episode", "card__guest", "card__theme", "<time"),
    ),
    "episode": (
        *("<h1>", 'class="guests"', "byline__dates", "data-facade", "sons.example/a.mp3"),
        *('id="chapitres"', 'id="a-retenir"', 'id="notes"', 'id="transcription"'),
        *('class="chips"', 'id="a-lire-aussi"', 'rel="prev"', 'rel="next"'),
    ),
    "dossier": ("<h1>", 'class="standfirst"', "card-list--numbered", "card__note"),
    "topic": ("kicker", "<h1>", 'class="tabs"', "card-list"),
    "person": ("kicker", "<h1>", "Elle enquête.", 'class="tabs"', "?type=entretiens", "card-list"),
    "item": (
        *("badge--partner", "<h1>", "byline__dates", "item-actions", 'rel="noopener"'),
        *('id="pourquoi-ici"', "Rassembler", "partner-box", 'id="a-voir-aussi"'),
    ),
    "source": (
        *("<h1>", 'class="standfirst"', 'class="facts"', "gazette-", "feed.xml", "<time"),
        *('name="type"', 'name="jour"', "card-list"),
    ),
    "sources": ("<h1>", "sources.opml", 'class="source-list"'),
    "wire": ("<h1>", 'name="type"', 'name="source"', 'name="jour"', "wire__day", "card--wire"),
    "corrections": ("<h1>", "<time", "<h2>", "Le chiffre était faux."),
    "magazine": ("<h1>", "Numéro 3", "24", "journal.example/abonnement", 'id="sommaire"'),
    "kept": ("<h1>", "data-kept-list", "data-kept-none"),
}


BUDGETS = {
    "front": (30, 1_500),
    "article": (25, 900),
    "edito": (35, 1_200),
    "episode": (35, 1_200),
    "search": (20, 800),
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
    return newsroom()


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_every_page_has_the_elements_of_its_contract(
    client: Client, places: dict[str, str]
) -> None:
    for name, marks in CONTRACTS.items():
        html = read(client, places[name])
        try:
            stand_in_order(html.partition("</header>")[2], *marks)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error


def test_every_page_is_sound(client: Client, places: dict[str, str]) -> None:
    for name, path in places.items():
        html = read(client, path)
        stand_in_order(html, *SHELL)
        outline = Outline(html)
        assert outline.levels.count(1) == 1, name
        steps = zip(outline.levels, outline.levels[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), (name, outline.levels)
        assert outline.refused == [], name
        twice = {each for each in outline.ids if outline.ids.count(each) > 1}
        assert not twice, (name, twice)
        assert ('aria-current="page"' in html) or name == "front", name


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
    scripts = [static / f"js/{name}.js" for name in ("site", "facade", "follow")]
    for kind, files in (("css", styles), ("js", scripts)):
        assert sum(kilobytes(file.read_bytes()) for file in files) <= STATIC_BUDGETS[kind]
