"""How each zone of the front page fills itself: all in one query, whatever the site holds."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from cms.api.caching import list_key
from cms.api.lists import as_stored
from cms.models.publication import HAS, LISTED_KINDS, Kind, Publication, PublicationFacet
from cms.statements import rows_of

Cards = list[dict[str, Any]]

LEAD_SIZE = 5
WIRE_SIZE = 8
EPISODES = 4
DOSSIERS = 3
VIDEOS = 6
PARTNERS = 6


def front_keys() -> list[str]:
    """Surrogate keys of what may enter a zone."""
    return ["home", *map(list_key, (*LISTED_KINDS, Kind.DOSSIER, Kind.PAGE))]


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


class Row(NamedTuple):
    """A content of one zone, as stored; `document` for the magazine alone."""

    zone: str
    uuid: UUID
    etag: str
    card: str
    document: str


Zones = dict[str, list[Row]]


def front(pinned: Sequence[UUID]) -> Front:
    """The zones as templates draw them."""
    found = zones(pinned)
    cards = {name: [json.loads(row.card) for row in rows] for name, rows in found.items()}
    lead, episodes = cards["lead"], cards["episodes"]
    return Front(
        lead=lead[0] if lead else None,
        secondary=lead[1:],
        edito=cards["edito"][0] if cards["edito"] else None,
        fil=cards["fil"],
        show=episodes[0]["show"] if episodes else None,
        episodes=episodes,
        dossiers=counted(cards["dossiers"]),
        videos=cards["videos"],
        partners=cards["partners"],
        magazine=magazine(found),
    )


def counted(dossiers: Cards) -> Cards:
    """The same, each with the `count` of contents that its page shows: two queries for all."""
    uuids = [card["id"] for card in dossiers]
    documents = Publication.objects.filter(uuid__in=uuids).values_list("uuid", "document")
    held = {
        str(uuid): [entry["uuid"] for entry in json.loads(document)["details"]["entries"]]
        for uuid, document in documents
    }
    named = {uuid for entries in held.values() for uuid in entries}
    found = Publication.objects.filter(uuid__in=named).values_list("uuid", flat=True)
    public = {str(uuid) for uuid in found}
    return [
        {**card, "count": sum(uuid in public for uuid in held.get(card["id"], []))}
        for card in dossiers
    ]


def zones(pinned: Sequence[UUID]) -> Zones:
    """Every zone by name, empty ones too. Pinned contents lead, in their order, and one that is no
    longer public gives its place to the next; the newest articles fill the rest."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in _rows(pinned):
        found[row.zone].append(row)
    by_uuid = {row.uuid: row for row in found.pop("pinned", [])}
    chosen = [by_uuid[uuid] for uuid in pinned if uuid in by_uuid]
    others = [row for row in found.pop("articles", []) if row.uuid not in by_uuid]
    lead = (chosen + others)[:LEAD_SIZE]
    led = {row.uuid for row in lead}
    fil = [row for row in found.pop("fil", []) if row.uuid not in led][:WIRE_SIZE]
    return {"lead": lead, "fil": fil, **{name: found[name] for name in ZONES}}


ZONES = ("edito", "episodes", "dossiers", "videos", "partners", "magazine")
"""Zones that are what their query gives."""


def magazine(found: Zones) -> dict[str, Any] | None:
    """Card and details of the newest public magazine page."""
    if not found["magazine"]:
        return None
    parsed = json.loads(found["magazine"][0].document)
    return {**parsed["card"], **parsed["details"]}


def _queries(pin_count: int) -> dict[str, tuple[models.QuerySet[Any], str]]:
    """The rows of each zone, each read in the order of an index, and where they hold a content."""
    everything, rows = Publication.objects.all(), Publication.objects.listed()
    newest = {
        "articles": (rows.of_kind(Kind.ARTICLE), LEAD_SIZE + pin_count),
        "edito": (rows.of_kind(Kind.EDITO), 1),
        "fil": (rows, WIRE_SIZE + LEAD_SIZE),
        "episodes": (rows.of_kind(Kind.EPISODE), EPISODES),
        "dossiers": (everything.of_kind(Kind.DOSSIER), DOSSIERS),
        "magazine": (everything.of_kind(Kind.PAGE).filter(content_type__model="magazinepage"), 1),
    }
    facets = {
        "videos": (_having("video").exclude(publication__kind=Kind.EPISODE), VIDEOS),
        "partners": (_having("partner").filter(publication__kind=Kind.ITEM), PARTNERS),
    }
    of_rows = {name: (rows.newest_first()[:count], "") for name, (rows, count) in newest.items()}
    return of_rows | {name: (rows[:n], "publication__") for name, (rows, n) in facets.items()}


def _having(name: str) -> models.QuerySet[PublicationFacet]:
    """Newest first. The facet knows the date: of its rows alone the newest are read."""
    rows = PublicationFacet.objects.filter(facet="has", target_id=HAS[name], listed=True)
    return rows.order_by("-published_at", "-publication_id")


@lru_cache(maxsize=64)
def _statement(pin_count: int) -> tuple[str, tuple[Any, ...]]:
    """All zones, and the values that follow those of the pins; kept, because the ORM takes longer
    to write it than the database to answer. Each query has its own order and limit inside, which
    SQLite refuses of a union that the ORM writes."""
    parts, values = [], []
    if pin_count:
        names = ", ".join(["%s"] * pin_count)
        parts.append(f"{PINNED} ({names})")
    for name, (query, at) in _queries(pin_count).items():
        document = f"{at}document" if name == "magazine" else models.Value("")
        columns = (f"{at}{column}" for column in ("uuid", "etag", "card"))
        sql, some = query.values_list(
            models.Value(name), *columns, document
        ).query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS {name}")  # noqa: S608  # names of ours
        values += some
    return " UNION ALL ".join(parts), tuple(values)


PINNED = "SELECT 'pinned', uuid, etag, card, '' FROM cms_publication WHERE uuid IN"


def _rows(pinned: Sequence[UUID]) -> Iterator[Row]:
    sql, values = _statement(len(pinned))
    for zone, uuid, *rest in rows_of(sql, [*map(as_stored, pinned), *values]):
        yield Row(zone, uuid if isinstance(uuid, UUID) else UUID(uuid), *rest)
