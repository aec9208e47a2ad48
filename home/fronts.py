"""How each zone of the front page fills itself: all in one query, whatever the site holds."""

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from cms.api.caching import list_key
from cms.api.lists import as_stored
from cms.models.publication import HAS, LISTED_KINDS, Kind, Publication, PublicationFacet
from cms.recent import recent
from cms.statements import rows_of, with_values
from home.pins import Pinned
from home.zones import (
    DOSSIERS,
    EDITO,
    EPISODES,
    FIL,
    LEAD,
    MAGAZINE,
    PARTNERS,
    VIDEOS,
    ZONES,
    Zone,
)

Cards = list[dict[str, Any]]


def front_keys() -> list[str]:
    """Surrogate keys of what may enter a zone."""
    return ["home", *map(list_key, (*LISTED_KINDS, Kind.DOSSIER, Kind.PAGE))]


@dataclass(frozen=True, slots=True)
class Front:
    """The zones, each a card, a list of cards, or nothing; `show`: that of all the episodes."""

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


def front(pinned: Pinned) -> Front:
    """The zones as templates draw them."""
    found = zones(pinned)
    cards = {name: [json.loads(row.card) for row in rows] for name, rows in found.items()}
    lead, (show, episodes) = cards["lead"], of_shows(cards["episodes"])
    return Front(
        lead=lead[0] if lead else None,
        secondary=lead[1:],
        edito=dated(cards["edito"][0]) if cards["edito"] else None,
        fil=cards["fil"],
        show=show,
        episodes=episodes,
        dossiers=counted(cards["dossiers"]),
        videos=cards["videos"],
        partners=cards["partners"],
        magazine=magazine(found),
    )


def recent_front(pinned: Pinned) -> Front:
    """`front`, as it was a moment ago (`cms.recent`): nobody may change it."""
    name = ("front", *((zone, *contents) for zone, contents in sorted(pinned.items())))
    return recent(name, lambda: front(pinned))


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


def zones(pinned: Pinned) -> Zones:
    """Every zone by name, in the order of the page, empty ones too. Pinned contents lead theirs, in
    their order, and one that is no longer public gives its place to the next; the rest fills
    itself. Of the feed is left out what leads."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in _rows(pinned):
        found[row.zone].append(row)
    public = {row.uuid: row for row in found.pop(PINNED, [])}
    filled: Zones = {}
    for zone in ZONES:
        chosen = [public[uuid] for uuid in pinned.get(zone.name, ()) if uuid in public]
        led = {row.uuid for row in filled[LEAD.name]} if zone is FIL else ()
        filled[zone.name] = _filled(zone, [*chosen, *found[zone.name]], led)
    return filled


def _filled(zone: Zone, rows: Iterable[Row], left_out: Container[UUID]) -> list[Row]:
    """As many of these as it has places for, each content once."""
    kept = {row.uuid: row._replace(zone=zone.name) for row in rows if row.uuid not in left_out}
    return list(kept.values())[: zone.places]


def of_shows(episodes: Cards) -> tuple[dict[str, Any] | None, Cards]:
    """The show that all are of, None where they are of several: then each `names_show`."""
    shows = {show["uuid"]: show for card in episodes if (show := card["show"])}
    if len(shows) < 2 and all(card["show"] for card in episodes):
        return next(iter(shows.values()), None), episodes
    return None, [{**card, "names_show": True} for card in episodes]


def dated(edito: dict[str, Any]) -> dict[str, Any]:
    """The same with its `day` (ISO 8601), which its page names and no card: one query."""
    rows = Publication.objects.filter(uuid=edito["id"]).values_list("document", flat=True)
    return {**edito, "day": json.loads(next(iter(rows), "{}")).get("details", {}).get("day", "")}


def magazine(found: Zones) -> dict[str, Any] | None:
    """Card and details of the newest public magazine page."""
    if not found["magazine"]:
        return None
    parsed = json.loads(found["magazine"][0].document)
    return {**parsed["card"], **parsed["details"]}


def _queries() -> dict[Zone, tuple[models.QuerySet[Any], str]]:
    """The rows of each zone, each read in the order of an index, and where they hold a content.
    What is pinned in a zone takes a place for each row that it makes a second time."""
    everything, rows = Publication.objects.all(), Publication.objects.listed()
    newest = {
        LEAD: rows.of_kind(Kind.ARTICLE),
        EDITO: rows.of_kind(Kind.EDITO),
        FIL: rows,
        EPISODES: rows.of_kind(Kind.EPISODE),
        DOSSIERS: everything.of_kind(Kind.DOSSIER),
        MAGAZINE: everything.of_kind(Kind.PAGE).filter(content_type__model="magazinepage"),
    }
    facets = {
        VIDEOS: _having("video").exclude(publication__kind=Kind.EPISODE),
        PARTNERS: _having("partner").filter(publication__kind=Kind.ITEM),
    }
    of_rows = {zone: (rows.newest_first()[: _read(zone)], "") for zone, rows in newest.items()}
    return of_rows | {zone: (rows[: _read(zone)], "publication__") for zone, rows in facets.items()}


def _read(zone: Zone) -> int:
    """How many rows are enough, whatever is left out."""
    return zone.places + (LEAD.places if zone is FIL else 0)


def _having(name: str) -> models.QuerySet[PublicationFacet]:
    """Newest first. The facet knows the date: of its rows alone the newest are read."""
    rows = PublicationFacet.objects.filter(facet="has", target_id=HAS[name], listed=True)
    return rows.order_by("-published_at", "-publication_id")


@lru_cache(maxsize=64)
def _statement(pin_count: int) -> tuple[str, tuple[Any, ...]]:
    """All zones, and the values that follow those of the pins; kept, because the ORM takes longer
    to write it than the database to answer. Each query has its own order and limit inside, which
    SQLite refuses of a union that the ORM writes."""
    parts: list[str] = []
    values: list[Any] = []
    for zone, (query, at) in _queries().items():
        document = f"{at}document" if zone is MAGAZINE else models.Value("")
        columns = (f"{at}{column}" for column in ("uuid", "etag", "card"))
        sql, some = query.values_list(
            models.Value(zone.name), *columns, document
        ).query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS {zone.name}")  # noqa: S608  # names of ours
        values += some
    filled, left = with_values(" UNION ALL ".join(parts), values)
    pinned = f"{BY_UUID} ({', '.join(['%s'] * pin_count)}) UNION ALL " if pin_count else ""
    return pinned + filled, left


PINNED = "pinned"
BY_UUID = f"SELECT '{PINNED}', uuid, etag, card, '' FROM cms_publication WHERE uuid IN"  # noqa: S608 - ours


def _rows(pinned: Pinned) -> Iterator[Row]:
    uuids = {uuid for contents in pinned.values() for uuid in contents}
    sql, values = _statement(len(uuids))
    for zone, uuid, *rest in rows_of(sql, [*map(as_stored, uuids), *values]):
        yield Row(zone, uuid if isinstance(uuid, UUID) else UUID(uuid), *rest)
