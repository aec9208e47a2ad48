"""Every template of the site compiles, is formatted, allows a strict policy; cards draw well."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from cms.models import SiteSettings
from tests.cms.test_templatetags import IMAGE
from tests.factories import pages

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
ICONS = (Path(settings.BASE_DIR) / "static/img/icons.svg").read_text()
HOSTILE = '<script>alert("x")</script> & « l’œuf »'

CARD: dict[str, Any] = {
    "id": "3f0c3d52-9d8c-4f6e-8f3a-5f0f3f6f2b11",
    "kind": "article",
    "url": "/articles/un-titre/",
    "title": "Un titre",
    "kicker": "Santé",
    "standfirst": "Deux phrases.",
    "published_at": "2026-11-20T13:05:00Z",
    "updated_at": "2026-11-22T13:05:00Z",
    "topics": [],
    "authors": [{"name": "Camille Exemple", "url": "/personnes/camille/", "role": "texte"}],
    "people": [],
    "dossier": None,
    "show": None,
    "source": None,
    "original_url": "",
    "image": IMAGE,
    "media": None,
    "flags": [],
}
VIDEO = {
    "kind": "video",
    "provider": "youtube",
    "id": "AAAAAAAAAAA",
    "page_url": "https://www.youtube.com/watch?v=AAAAAAAAAAA",
    "player_url": "https://www.youtube-nocookie.com/embed/AAAAAAAAAAA",
    "duration_s": 3723,
    "has_transcript": True,
}
ITEM = {
    **CARD,
    "kind": "item",
    "url": "/le-fil/monde/un-titre-1/",
    "image": None,
    "source": {"name": "Le Monde en commun", "url": "/sources/monde/", "is_partner": True},
    "original_url": "https://www.lemondencommun.info/un-titre",
}


def drawn(variant: str, card: dict[str, Any], **context: Any) -> str:
    return render_to_string("includes/card.html", {"card": card, "variant": variant, **context})


@pytest.mark.parametrize("name", TEMPLATES)
def test_compiles(name: str) -> None:
    get_template(name)


def test_is_formatted() -> None:
    command = [sys.executable, "-m", "djhtml", "--check", "--tabwidth", "2", str(ROOT)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", TEMPLATES)
def test_needs_no_inline_script_or_style(name: str) -> None:
    source = (ROOT / name).read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=\"|javascript:", source)
    assert not re.search(r"<script(?![^>]* src=)", source)


@pytest.mark.parametrize("name", TEMPLATES)
def test_asks_nothing_of_third_parties(name: str) -> None:
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", (ROOT / name).read_text())


@pytest.mark.parametrize("name", TEMPLATES)
def test_names_icons_that_exist(name: str) -> None:
    for icon in re.findall(r"{% icon \"(\w+)\"", (ROOT / name).read_text()):
        assert f'<symbol id="{icon}"' in ICONS


def test_base_has_its_landmarks() -> None:
    html = render_to_string("404.html", {"path_words": "hopital vallee"})
    for landmark in ("<header", "<nav", '<main id="contenu"', "<footer", 'role="search"'):
        assert landmark in html
    assert html.count("<h1") == 1
    for target in re.findall(r'<div class="skip-links">(.*?)</div>', html, re.S)[0].split("href=")[
        1:
    ]:
        assert f'id="{target.split(chr(34))[1][1:]}"' in html
    assert 'value="hopital vallee"' in html


def test_base_tells_machines_what_they_need() -> None:
    html = render_to_string("base.html", {"card": CARD})
    assert '<html lang="' in html
    assert "<title>Un titre · " in html
    assert 'type="application/rss+xml"' in html
    assert '<meta name="description" content="Deux phrases.">' in html
    assert 'property="og:image" content="/media/a.640.jpg"' in html


def test_the_page_of_breakdowns_needs_nothing() -> None:
    assert "<h1" in render_to_string("500.html")


def test_a_withdrawn_page_tells_why() -> None:
    assert "Une erreur" in render_to_string("410.html", {"withdrawal": {"reason": "Une erreur"}})


@pytest.mark.parametrize(
    "variant",
    ["lead", "secondary", "line", "wire", "tile", "partner", "row", "episode", "result"],
)
def test_no_card_lets_a_hostile_title_through(variant: str) -> None:
    source = {"name": HOSTILE, "url": "/sources/a/", "is_partner": True}
    html = drawn(variant, {**ITEM, "title": HOSTILE, "standfirst": HOSTILE, "source": source})
    assert "<script" not in html
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; « l’œuf »" in html


def test_a_lead_is_seen_first() -> None:
    html = drawn("lead", CARD, level=2)
    assert '<h2 class="card__title"><a href="/articles/un-titre/">Un titre</a></h2>' in html
    assert 'fetchpriority="high"' in html
    assert "Camille Exemple" in html
    assert 'datetime="2026-11-20T14:05:00+01:00"' in html


def test_a_line_of_the_wire_is_text_first() -> None:
    html = drawn("line", {**ITEM, "image": IMAGE})
    assert "<img" not in html
    assert "Le Monde en commun" in html


def test_a_partner_card_says_where_it_leads() -> None:
    html = drawn("partner", ITEM)
    assert 'href="https://www.lemondencommun.info/un-titre"' in html
    assert "lemondencommun.info</a>" in html.replace(
        '<span class="visually-hidden"> : Un titre</span>', ""
    )
    assert 'href="/le-fil/monde/un-titre-1/"' in html


def test_no_card_leads_to_a_script() -> None:
    assert "javascript:" not in drawn("partner", {**ITEM, "original_url": "javascript:alert(1)"})


def test_an_episode_names_its_guest_first() -> None:
    guests = ["Aline Fictive"]
    html = drawn("episode", {**CARD, "kind": "episode", "guests": guests, "media": VIDEO})
    assert html.index("Aline Fictive") < html.index("Un titre")
    assert '<time class="duration" datetime="PT1H2M3S">' in html
    assert "1:02:03" in html


def test_a_facade_is_a_link_until_it_is_clicked() -> None:
    html = render_to_string("includes/facade.html", {"media": VIDEO, "title": HOSTILE})
    assert "<iframe" not in html
    assert f'href="{VIDEO["page_url"]}"' in html
    assert f'data-player="{VIDEO["player_url"]}"' in html
    assert "youtube-nocookie.com" in html
    assert "<script" not in html


@pytest.mark.parametrize(("provider", "name"), [("youtube", "facade"), ("file", "player")])
def test_a_film_that_stands_upright_has_a_box_of_its_own(provider: str, name: str) -> None:
    """On its page; in lists all cards have the same."""
    media = {**VIDEO, "provider": provider, "is_vertical": True}
    html = render_to_string("includes/facade.html", {"media": media, "title": "T"})
    assert f'class="{name} {name}--vertical"' in html
    across = render_to_string("includes/facade.html", {"media": {**media, "is_vertical": False}})
    assert f'class="{name}"' in across
    assert "--vertical" not in drawn("episode", {**CARD, "kind": "episode", "media": media})


def test_a_facade_without_a_player_stays_a_link() -> None:
    media = {"kind": "video", "provider": "", "page_url": "https://a.example/1", "player_url": ""}
    html = render_to_string("includes/facade.html", {"media": media, "title": "Un titre"})
    assert 'href="https://a.example/1"' in html
    assert "data-facade" not in html


def test_a_file_plays_in_the_page_and_loads_nothing_before() -> None:
    address = "https://a.example/son.mp3"
    media = {"kind": "audio", "provider": "file", "page_url": address, "player_url": address}
    html = render_to_string("includes/facade.html", {"media": media, "title": "Un titre"})
    assert f'<audio controls preload="none" src="{address}" aria-label="Un titre">' in html


def test_the_byline_tells_an_update_and_no_slip() -> None:
    html = render_to_string("includes/byline.html", {"card": CARD})
    assert html.count("<time") == 2
    mended = {**CARD, "updated_at": CARD["published_at"]}
    assert render_to_string("includes/byline.html", {"card": mended}).count("<time") == 1


def test_more_contents_are_a_link() -> None:
    html = render_to_string("includes/pagination.html", {"next_cursor": "abc=", "prev_cursor": ""})
    assert 'rel="next" href="?cursor=abc%3D"' in html
    assert render_to_string("includes/pagination.html", {}).strip() == ""


def test_the_magazine_band_shows_a_magazine_and_its_price() -> None:
    magazine = {"title": "Le Journal", "price_euros": "24.00", "url": "/journal/"}
    assert "24" in render_to_string("includes/magazine_band.html", {"magazine": magazine})
    assert not render_to_string("includes/magazine_band.html", {"magazine": None}).strip()


@pytest.mark.django_db
def test_the_magazine_is_offered_while_its_page_is_public(client: Client) -> None:
    magazine = pages.magazine(title="Le Trimestriel")
    site = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    site.magazine = magazine
    site.save()
    assert "Le Trimestriel" in client.get("/themes/").content.decode()
    PageViewRestriction.objects.create(page=magazine, restriction_type="login")
    assert "Le Trimestriel" not in client.get("/themes/").content.decode()
