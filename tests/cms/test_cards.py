"""Cards that are kept are the cards that the template draws."""

import json
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone, translation

from cms.api.pagination import Cards
from cms.bodies import ShownBlock
from cms.templatetags import cards
from tests.cms.test_templates import CARD, HOSTILE, ITEM, VIDEO

KINDS: list[dict[str, Any]] = [
    CARD,
    ITEM,
    {**CARD, "kind": "edito", "media": VIDEO, "title": HOSTILE},
    {**CARD, "kind": "dossier", "count": 12, "note": HOSTILE},
    {**CARD, "kind": "episode", "image": None, "guests": ["Awa"]},
]
PLACES: list[dict[str, Any]] = [
    {"variant": "lead", "level": 3},
    {"variant": "line", "level": 3},
    {"variant": "wire", "level": 3},
    {"variant": "partner", "level": 3, "sizes": "50vw"},
    {"variant": "episode", "level": 2, "sizes": "12rem"},
    {"variant": "tile"},
    {},
]


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    cards.drawn.clear()
    cards.bodies.clear()
    cards.parts.clear()
    yield
    cards.drawn.clear()
    cards.bodies.clear()
    cards.parts.clear()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("card", KINDS)
def test_are_the_template_to_the_letter(card: dict[str, Any], place: dict[str, Any]) -> None:
    drawn = render_to_string("includes/card.html", {"card": card, **place})
    assert cards.card(card, **place) == drawn
    assert len(cards.drawn) == 1
    assert cards.card(dict(card), **place) == drawn
    assert len(cards.drawn) == 1


def test_go_into_a_page_as_html() -> None:
    template = Template('{% load cards %}{% card card variant="row" level=2 %}')
    for _ in range(2):
        html = template.render(Context({"card": {**CARD, "title": HOSTILE}}))
        assert '<article class="card card--row' in html
        assert "<script>" not in html
        assert len(cards.drawn) == 1


def test_are_drawn_anew_in_another_language_and_on_another_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fil = {**CARD, "published_at": "2026-11-20T13:05:00Z"}
    with translation.override("fr"):
        assert "20 novembre" in cards.card(fil, variant="row")
    with translation.override("en"):
        assert "November" in cards.card(fil, variant="row")
    day = timezone.localdate().replace(year=2026, month=11, day=20)
    shown = cards.card(fil, variant="line")
    monkeypatch.setattr(timezone, "localdate", lambda: day)
    assert cards.card(fil, variant="line") != shown


def test_follow_every_change_of_their_content() -> None:
    cards.card(CARD)
    assert "Rectifié" in cards.card({**CARD, "title": "Rectifié"})
    without = {**CARD, "image": {**CARD["image"], "sources": []}}
    assert "<img" not in cards.card(without)


def test_that_hold_what_json_does_not_are_drawn_each_time() -> None:
    at = timezone.now()
    assert "<time" in cards.card({**CARD, "published_at": at})
    assert len(cards.drawn) == 0


def test_those_kept_are_bounded() -> None:
    kept = cards.Drawn(most=2, largest=100)
    for name in (b"a", b"b", b"a", b"c"):
        if kept.get(name) is None:
            kept.keep(name, cards.SafeString(name.decode()))
    assert len(kept) == 2
    assert kept.get(b"a") == "a"
    assert kept.get(b"b") is None
    kept.keep(b"d", cards.SafeString("x" * 101))
    assert kept.get(b"d") is None


def test_a_body_is_the_template_to_the_letter() -> None:
    blocks = [
        ShownBlock("heading", "1", {"text": HOSTILE, "anchor": "a"}),
        ShownBlock("text", "2", {"html": "<p>Un <b>texte</b>.</p>"}),
        ShownBlock("link", "3", {"content": {}, "url": "", "title": "", "text": ""}, CARD),
        ShownBlock("video", "4", None),
    ]
    drawn = render_to_string("includes/body.html", {"blocks": blocks})
    assert 'class="block block--text"' in drawn
    for _ in range(2):
        assert cards.body(list(blocks)) == drawn
    assert len(cards.bodies) == 1
    assert cards.body(blocks[:1]) != drawn


def test_a_draft_names_its_blocks_and_is_drawn_each_time() -> None:
    block = ShownBlock("text", "2", {"html": "<p>Un texte.</p>"})
    assert 'data-block="2"' in cards.body([block], is_preview=True)
    assert "data-block" not in cards.body([block])
    assert len(cards.bodies) == 1


def test_a_part_is_drawn_once_for_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    zone = {"card": {**CARD, "title": HOSTILE}}
    html = cards.drawn_once("home/edito_zone.html", **zone)
    assert html == render_to_string("home/edito_zone.html", zone)
    assert cards.drawn_once("home/edito_zone.html", **zone) is html
    other = cards.drawn_once("home/edito_zone.html", card={**CARD, "title": "Autre"})
    assert "Autre" in other
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert cards.drawn_once("home/edito_zone.html", **zone) is not html
    assert len(cards.parts) == 3


def test_what_json_cannot_hold_is_drawn_each_time() -> None:
    draft = {"card": {**CARD, "published_at": timezone.now()}}
    assert "edito-poster" in cards.drawn_once("home/edito_zone.html", **draft)
    assert len(cards.parts) == 0


def test_stored_cards_are_read_only_to_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    row = SimpleNamespace(uuid=uuid4(), card=json.dumps(CARD))
    html = cards.drawn_once("includes/card_list.html", cards=Cards([row]))
    assert html == render_to_string("includes/card_list.html", {"cards": [CARD]})
    monkeypatch.setattr("cms.api.pagination.from_json", None)
    assert cards.drawn_once("includes/card_list.html", cards=Cards([row])) is html
    with pytest.raises(TypeError):
        list(Cards([row]))


def test_the_first_picture_of_a_list_that_leads_comes_first() -> None:
    rows = Cards([SimpleNamespace(uuid=uuid4(), card=json.dumps(CARD)) for _ in range(2)])
    first, last = cards.drawn_once("includes/card_list.html", cards=rows, leads=True).split(
        "</li>"
    )[:2]
    assert ('fetchpriority="high"' in first, 'loading="lazy"' in first) == (True, False)
    assert ('fetchpriority="high"' in last, 'loading="lazy"' in last) == (False, True)
    assert "fetchpriority" not in cards.drawn_once("includes/card_list.html", cards=rows)
