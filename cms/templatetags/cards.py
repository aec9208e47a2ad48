"""Cards in the reader's templates, each drawn once."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cms.cards import StoredCard, read

register = template.Library()

KEPT = 2_048
"""Drawn cards that a process keeps: some 3 kB each."""


@register.simple_tag
def card(
    shown: Mapping[str, Any],
    variant: str = "secondary",
    level: int = 3,
    sizes: str = "",
    *,
    eager: bool = False,
) -> SafeString:
    """`includes/card.html` of a card. One that is as it is stored is drawn again only where its
    JSON, its place or the day has changed: most of what a list costs is drawing."""
    place = (variant, level, sizes, eager)
    if isinstance(shown, StoredCard):
        return _kept(shown.text, place, get_language() or "", timezone.localdate())
    return _drawn(shown, place)


Place = tuple[str, int, str, bool]


@lru_cache(maxsize=KEPT)
def _kept(text: str, place: Place, language: str, today: date) -> SafeString:
    """`language` and `today` stand in what is drawn: an hour of today's, a day of others."""
    return _drawn(read(text), place)


def _drawn(shown: Mapping[str, Any], place: Place) -> SafeString:
    variant, level, sizes, eager = place
    context = {"card": shown, "variant": variant, "level": level, "sizes": sizes, "eager": eager}
    return SafeString(get_template("includes/card.html").render(context))
