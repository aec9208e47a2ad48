"""What to read after a content: what the newsroom chose, then what shares most with it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from cms.models.publication import Publication, PublicationFacet
from cms.schemas import Card

WEIGHTS = {"dossier": 4, "person": 2, "topic": 1}
"""A dossier is chosen by hand, a topic covers half the site."""

TARGETS = 8
NEWEST = 20
"""Contents looked at a shared dossier, person or topic: the costs are the same at any size."""


def related(card: Card, chosen: Sequence[UUID] = (), limit: int = 3) -> list[dict[str, Any]]:
    """At most `limit` cards, each with its `reason`: `{"facet": "editor" | "dossier" | "person" |
    "topic", "name": …}`. The chosen first, in order; then those that share most, newest first."""
    reasons: dict[UUID, dict[str, str]] = {uuid: {"facet": "editor", "name": ""} for uuid in chosen}
    reasons.pop(card.id, None)
    if len(reasons) < limit:
        for uuid, reason in _alike(card):
            reasons.setdefault(uuid, reason)
    found = Publication.objects.cards_by_uuid(reasons)
    rows = [(uuid, reason) for uuid, reason in reasons.items() if uuid in found]
    return [{**json.loads(found[uuid]), "reason": reason} for uuid, reason in rows[:limit]]


def _alike(card: Card) -> list[tuple[UUID, dict[str, str]]]:
    scores: dict[UUID, int] = defaultdict(int)
    reasons: dict[UUID, dict[str, str]] = {}
    dates: dict[UUID, Any] = {}
    for facet, target, name in list(_shared(card))[:TARGETS]:
        for uuid, published_at in _newest(facet, target):
            scores[uuid] += WEIGHTS[facet]
            reasons.setdefault(uuid, {"facet": facet, "name": name})
            dates[uuid] = published_at
    scores.pop(card.id, None)
    order = sorted(scores, key=lambda uuid: (scores[uuid], dates[uuid]), reverse=True)
    return [(uuid, reasons[uuid]) for uuid in order[:NEWEST]]


def _shared(card: Card) -> Iterable[tuple[str, UUID, str]]:
    """The heaviest first: it is the reason that is told."""
    if card.dossier:
        yield "dossier", card.dossier.uuid, card.dossier.title
    for person in card.people:
        yield "person", person.uuid, person.name
    for topic in card.topics:
        yield "topic", topic.uuid, topic.name


def _newest(facet: str, target: UUID) -> Iterable[tuple[UUID, Any]]:
    rows = PublicationFacet.objects.filter(facet=facet, target_id=target, listed=True)
    newest = rows.order_by("-published_at", "-publication")[:NEWEST]
    return newest.values_list("publication__uuid", "published_at")
