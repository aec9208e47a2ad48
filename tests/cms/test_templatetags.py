"""Dates, durations, prices, pictures and addresses as the reader's templates write them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from cms.blocks.stories import ArticleStoryBlock
from cms.bodies import blocks_of
from cms.templatetags import headings, kiosque, pictures

IMAGE: dict[str, Any] = {
    "uuid": str(uuid4()),
    "alt": "Une affiche",
    "decorative": False,
    "credit": "L’agence",
    "width": 1280,
    "height": 720,
    "focal_point": [0.52, 0.11],
    "sources": [
        {"url": "/media/a.320.webp", "width": 320, "height": 180, "type": "image/webp"},
        {"url": "/media/a.640.webp", "width": 640, "height": 360, "type": "image/webp"},
        {"url": "/media/a.320.jpg", "width": 320, "height": 180, "type": "image/jpeg"},
        {"url": "/media/a.640.jpg", "width": 640, "height": 360, "type": "image/jpeg"},
    ],
}


@pytest.fixture
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "value", ["2026-11-20T13:05:00Z", datetime(2026, 11, 20, 13, 5, tzinfo=UTC)]
)
def test_time_is_told_in_paris_and_in_words(value: Any) -> None:
    with translation.override("fr"):
        html = kiosque.time(value, "day")
    assert 'datetime="2026-11-20T14:05:00+01:00"' in html
    assert ">20 novembre 2026</time>" in html


@pytest.mark.usefixtures("_english")
def test_the_title_of_a_time_tells_the_whole_moment() -> None:
    html = kiosque.time("2026-11-20T13:05:00Z", "clock", css="when")
    assert html == (
        '<time datetime="2026-11-20T14:05:00+01:00" title="20 November 2026 at 14:05" class="when">'
        "14:05</time>"
    )


@pytest.mark.usefixtures("_english")
def test_the_short_style_shows_the_hour_of_today_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kiosque.timezone, "localdate", lambda: date(2026, 11, 20))
    assert ">14:05<" in kiosque.time("2026-11-20T13:05:00Z", "short")
    assert ">Nov 19<" in kiosque.time("2026-11-19T13:05:00Z", "short")


@pytest.mark.parametrize("value", [None, "", "yesterday", 12])
def test_what_is_no_date_is_not_shown(value: Any) -> None:
    assert kiosque.time(value) == ""
    assert kiosque.day(value) == ""
    assert kiosque.clock(value) == ""


def test_french_counts_the_first_of_a_month() -> None:
    with translation.override("fr"):
        assert kiosque.day(date(2026, 12, 1)) == "1er décembre 2026"
        assert kiosque.day(date(2026, 12, 11)) == "11 décembre 2026"


def test_an_update_is_told_but_for_a_slip_that_is_mended_at_once() -> None:
    assert kiosque.is_update_of("2026-11-20T19:00:00Z", "2026-11-20T09:00:00Z")
    assert kiosque.is_update_of("2026-11-20T09:15:00Z", "2026-11-20T09:00:00Z")
    assert not kiosque.is_update_of("2026-11-20T09:14:59Z", "2026-11-20T09:00:00Z")
    assert not kiosque.is_update_of("2026-11-19T09:00:00Z", "2026-11-20T09:00:00Z")
    assert not kiosque.is_update_of(None, "2026-11-20T09:00:00Z")


@pytest.mark.parametrize(
    ("seconds", "clock", "iso"),
    [(65, "1:05", "PT0H1M5S"), (3723, "1:02:03", "PT1H2M3S"), ("90", "1:30", "PT0H1M30S")],
)
def test_durations(seconds: Any, clock: str, iso: str) -> None:
    assert kiosque.duration(seconds) == clock
    assert kiosque.duration_iso(seconds) == iso


@pytest.mark.parametrize("seconds", [None, 0, -5, "long"])
def test_what_is_no_duration_is_not_shown(seconds: Any) -> None:
    assert kiosque.duration(seconds) == kiosque.duration_iso(seconds) == ""
    assert kiosque.duration_words(seconds) == ""


@pytest.mark.usefixtures("_english")
def test_durations_are_spoken_in_words() -> None:
    assert kiosque.duration_words(3723) == "1 hour 2 minutes"
    assert kiosque.duration_words(45) == "45 seconds"


@pytest.mark.usefixtures("_english")
def test_prices() -> None:
    assert kiosque.euros("24.00") == "€24"
    assert kiosque.euros("24.50") == "€24.50"
    assert kiosque.euros(None) == kiosque.euros("dear") == ""


@pytest.mark.usefixtures("_english")
@pytest.mark.parametrize(
    ("card", "label", "icon"),
    [
        ({"kind": "episode"}, "Interview", "mic"),
        ({"kind": "item", "media": {"kind": "audio"}}, "Audio", "sound"),
        ({"kind": "item", "media": None}, "Article", "text"),
        ({"kind": "unheard of"}, "Page", "text"),
    ],
)
def test_every_kind_has_a_word_and_an_icon(card: dict[str, Any], label: str, icon: str) -> None:
    assert kiosque.kind_label(card) == label
    assert kiosque.kind_icon(card) == icon


def test_the_kicker_falls_back_to_where_the_content_belongs() -> None:
    section = {"name": "Société", "is_section": True}
    card = {"topics": [{"name": "Hôpital"}, section], "dossier": None, "show": None}
    assert kiosque.kicker(card) == "Société"
    assert kiosque.kicker({**card, "show": {"title": "Bifurcations"}}) == "Bifurcations"
    assert kiosque.kicker({**card, "kicker": "Budget"}) == "Budget"
    assert kiosque.kicker({}) == ""


def test_the_kicker_leads_to_what_it_names() -> None:
    topics = [{"name": "Société", "url": "/themes/societe/", "is_section": True}]
    dossier = {"title": "Rassembler", "url": "/rassembler/"}
    assert kiosque.kicker_url({"topics": topics}) == "/themes/societe/"
    assert kiosque.kicker_url({"topics": topics, "dossier": dossier}) == "/rassembler/"
    assert kiosque.kicker_url({"topics": topics, "dossier": dossier, "kicker": "Budget"}) == ""
    words = {"topics": topics, "dossier": dossier, "kicker": "Société"}
    assert kiosque.kicker_url(words) == "/themes/societe/"
    assert kiosque.kicker_url({"show": None, "topics": None}) == ""


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//evil.example/", "/local/", "", None, "http://[", "data:x"]
)
def test_only_absolute_web_addresses_lead_out(url: Any) -> None:
    assert kiosque.web_url(url) == ""
    assert kiosque.host(url) == ""


def test_the_host_is_named_without_its_prefix() -> None:
    assert kiosque.host("https://www.lemondencommun.info/a?b") == "lemondencommun.info"


def test_a_peertube_player_names_its_instance() -> None:
    media = {"provider": "peertube", "page_url": "https://video.example/w/abc"}
    assert kiosque.provider_name(media) == "PeerTube (video.example)"
    assert kiosque.provider_name({"provider": "youtube", "page_url": ""}) == "YouTube"
    assert kiosque.provider_name({"page_url": "https://son.example/1"}) == "son.example"


def test_absolute_addresses_take_the_origin_of_the_request() -> None:
    request = RequestFactory().get("/")
    assert kiosque.absolute({"request": request}, "/media/a.jpg") == "http://testserver/media/a.jpg"
    assert kiosque.absolute({}, "/media/a.jpg") == "/media/a.jpg"


def test_the_list_of_a_content_is_one_step_up() -> None:
    assert kiosque.parent_path("/editos/lundi/") == "/editos/"


def test_a_cursor_is_encoded_in_the_link() -> None:
    assert kiosque.page_link("a b&c=") == "?cursor=a+b%26c%3D"


@pytest.mark.usefixtures("_english")
def test_pictures_of_strangers_are_told_in_words() -> None:
    html = '<p>Vu <img src="https://loin.example/a.jpg" alt="l&amp;<b> quai"> ici <img src="b"></p>'
    shown = kiosque.local_html(html)
    words = "l&amp;&lt;b&gt; quai"
    assert shown == f'<p>Vu <span class="absent-picture">Picture: {words}</span> ici </p>'


def test_a_body_gives_its_headings_and_its_reading_time() -> None:
    blocks = [
        {"type": "heading", "value": {"text": "Un intertitre"}},
        {"type": "text", "value": "<p>" + "mot " * 900 + "</p>"},
    ]
    body = ArticleStoryBlock().to_python(blocks)
    found = headings.headings(blocks_of(body))
    assert [heading["anchor"] for heading in found] == ["un-intertitre"]
    assert kiosque.reading_minutes(body) == 4
    assert kiosque.reading_minutes(ArticleStoryBlock().to_python([])) == 1


def test_a_pasted_text_gives_its_headings_too() -> None:
    text = "<h2>Prix &amp; <i>salaires</i></h2><p>Un.</p><h3>Détail</h3><h2>Suite</h2>"
    body = ArticleStoryBlock().to_python([{"type": "text", "value": text}])
    (block,) = blocks_of(body)
    assert headings.headings([block]) == [
        {"anchor": "prix-salaires", "text": "Prix & salaires"},
        {"anchor": "suite", "text": "Suite"},
    ]
    html = headings.linked_headings(block.shape["html"] if block.shape else "")
    assert html.count("data-copy-link") == 2
    assert html.startswith('<h2 id="prix-salaires">Prix &amp; <i>salaires</i> <a class="anchor"')
    assert "Prix &amp; salaires" in html.split("visually-hidden")[1]
    assert '<h3 id="detail">Détail</h3>' in html


def test_picture_offers_each_type_best_first() -> None:
    context = pictures.picture(IMAGE, sizes="50vw")
    html = render_to_string("includes/picture.html", context)
    assert (
        '<source type="image/webp" srcset="/media/a.320.webp 320w, /media/a.640.webp 640w"'
        ' sizes="50vw">' in html
    )
    assert 'srcset="/media/a.320.jpg 320w, /media/a.640.jpg 640w"' in html
    assert 'src="/media/a.640.jpg"' in html
    assert 'width="640" height="360"' in html
    assert 'alt="Une affiche"' in html
    assert 'class="fx-5 fy-1"' in html
    assert 'loading="lazy"' in html
    assert "L’agence" not in html


def test_the_first_picture_is_not_lazy() -> None:
    html = render_to_string("includes/picture.html", pictures.picture(IMAGE, eager=True))
    assert 'fetchpriority="high"' in html
    assert "loading" not in html


def test_a_decorative_picture_is_silent() -> None:
    html = render_to_string(
        "includes/picture.html", pictures.picture({**IMAGE, "decorative": True})
    )
    assert 'alt=""' in html


@pytest.mark.parametrize("image", [None, {}, {**IMAGE, "sources": []}])
def test_without_a_file_there_is_no_picture(image: Any) -> None:
    assert render_to_string("includes/picture.html", pictures.picture(image)).strip() == ""


def test_a_comma_in_an_address_does_not_end_a_candidate() -> None:
    source = {"url": "/media/a, b.jpg", "width": 320, "height": 180, "type": "image/jpeg"}
    assert pictures.picture({**IMAGE, "sources": [source]})["srcset"] == "/media/a%2C%20b.jpg 320w"


def test_the_share_image_is_the_widest_that_everyone_reads() -> None:
    assert pictures.share_image(IMAGE) == IMAGE["sources"][3]
    assert pictures.share_image(None) is None
