"""What stands around a story: its authors, its neighbours in a dossier, what to read next."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from cms.models.publication import Publication
from cms.related import reasons_of, with_reasons
from cms.schemas import Card

NEAREST = 5

Cards = Mapping[UUID, str]


def around(card: Card, chosen: Sequence[UUID]) -> dict[str, Any]:
    """Template context of a story: `related`, `authors` (cards of those of whom something is
    said), `before` and `after` in its dossier (cards or None). All cards come in one query; the
    order of a dossier is another."""
    reasons = reasons_of(card, chosen)
    earlier, later = _neighbours(card)
    wanted = {*reasons, *(author.uuid for author in card.authors), *earlier, *later}
    found = Publication.objects.cards_by_uuid(wanted)
    return {
        "related": with_reasons(reasons, found),
        "authors": _presented(card, found),
        "before": _first(earlier, found),
        "after": _first(later, found),
    }


def _presented(card: Card, found: Cards) -> list[dict[str, Any]]:
    """Each author once, whatever they did."""
    uuids = dict.fromkeys(author.uuid for author in card.authors)
    cards = [json.loads(found[uuid]) for uuid in uuids if uuid in found]
    return [each for each in cards if each["standfirst"]]


def _neighbours(card: Card) -> tuple[list[UUID], list[UUID]]:
    """The contents before a story in its dossier and those after it, the nearest first: a few, as
    the nearest may not be public."""
    if not card.dossier:
        return [], []
    rows = Publication.objects.filter(uuid=card.dossier.uuid).values_list("document", flat=True)
    document = json.loads(rows.first() or "{}")
    order = [UUID(entry["uuid"]) for entry in document.get("details", {}).get("entries", [])]
    if card.id not in order:
        return [], []
    at = order.index(card.id)
    return order[max(0, at - NEAREST) : at][::-1], order[at + 1 : at + 1 + NEAREST]


def _first(uuids: Sequence[UUID], found: Cards) -> dict[str, Any] | None:
    return next((json.loads(found[uuid]) for uuid in uuids if uuid in found), None)
