"""How each zone of the front page fills itself. One query a zone, whatever the site holds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cms.models.publication import HAS, Kind, Publication, PublicationQuerySet

Cards = list[dict[str, Any]]

LEAD_SIZE = 5
WIRE_SIZE = 8
EPISODES = 4
DOSSIERS = 3
VIDEOS = 6
PARTNERS = 6


@dataclass(frozen=True, slots=True)
class Front:
    """The zones, each a card, a list of cards, or nothing."""

    lead: dict[str, Any] | None
    secondary: Cards
    edito: dict[str, Any] | None
    fil: Cards
    show: dict[str, Any] | None
    episodes: Cards
    dossiers: Cards
    videos: Cards
    partners: Cards
    magazine: dict[str, Any] | None


def front(pinned: Sequence[UUID]) -> Front:
    """All zones. Pinned contents lead, in their order; the newest articles fill the rest."""
    rows = Publication.objects.listed()
    lead = lead_zone(pinned)
    shown = [card["id"] for card in lead]
    editos = newest(rows.of_kind(Kind.EDITO), 1)
    episodes = newest(rows.of_kind(Kind.EPISODE), EPISODES)
    videos = rows.with_facet("has", HAS["video"]).exclude(kind=Kind.EPISODE)
    return Front(
        lead=lead[0] if lead else None,
        secondary=lead[1:],
        edito=editos[0] if editos else None,
        fil=newest(rows.exclude(uuid__in=shown), WIRE_SIZE),
        show=episodes[0]["show"] if episodes else None,
        episodes=episodes,
        dossiers=newest(Publication.objects.of_kind(Kind.DOSSIER), DOSSIERS),
        videos=newest(videos, VIDEOS),
        partners=partners(),
        magazine=magazine(),
    )


def lead_zone(pinned: Sequence[UUID]) -> Cards:
    """A pinned content that is no longer public gives its place to the next."""
    cards = Publication.objects.cards_by_uuid(pinned)
    lead = [json.loads(cards[uuid]) for uuid in pinned if uuid in cards][:LEAD_SIZE]
    if len(lead) < LEAD_SIZE:
        others = Publication.objects.listed().of_kind(Kind.ARTICLE).exclude(uuid__in=pinned)
        lead += newest(others, LEAD_SIZE - len(lead))
    return lead


def partners() -> Cards:
    """The newest items whose source is a partner."""
    rows = Publication.objects.listed().of_kind(Kind.ITEM)
    return newest(rows.with_facet("has", HAS["partner"]), PARTNERS)


def magazine() -> dict[str, Any] | None:
    """The newest public magazine page: card and price."""
    rows = Publication.objects.filter(content_type__model="magazinepage").newest_first()
    document = rows.values_list("document", flat=True).first()
    if not document:
        return None
    parsed = json.loads(document)
    return {**parsed["card"], **parsed["details"]}


def newest(rows: PublicationQuerySet, count: int) -> Cards:
    return [json.loads(row) for row in rows.newest_first().values_list("card", flat=True)[:count]]
