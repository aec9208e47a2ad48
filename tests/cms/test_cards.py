"""Cards are drawn once for all the lists that hold them."""

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import get_template
from django.utils import timezone

from cms import cards
from cms.models import Publication
from cms.templatetags import cards as tags
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored() -> cards.StoredCard:
    tags._kept.cache_clear()
    article = pages.article(title="Un titre & « deux »", standfirst="Le chapô.")
    return cards.read(Publication.objects.get(uuid=article.uuid).card)


def included(card: Any, **place: Any) -> str:
    return get_template("includes/card.html").render({"card": card, **place})


def test_a_card_is_what_its_template_draws(stored: cards.StoredCard) -> None:
    for variant in ("lead", "secondary", "row", "line", "wire", "tile", "partner"):
        drawn = tags.card(stored, variant=variant, level=2)
        assert drawn == included(stored, variant=variant, level=2)
        assert drawn == tags.card(dict(stored), variant=variant, level=2)


def test_it_is_drawn_once_for_each_place(stored: cards.StoredCard) -> None:
    for _ in range(3):
        tags.card(stored, variant="row")
        tags.card(cards.read(stored.text), variant="row")
        tags.card(stored, variant="tile")
    assert tags._kept.cache_info().misses == 2


def test_another_text_and_another_day_are_drawn_anew(
    stored: cards.StoredCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tags.card(stored, variant="line")
    renamed = cards.read(stored.text.replace("Un titre", "Une manchette"))
    assert "Une manchette" in tags.card(renamed, variant="line")
    later = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: later)
    assert tags.card(stored, variant="line") != before
