"""What to read after a content: what the newsroom chose, then what shares most with it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from cms.models.publication import Publication
from cms.schemas import Card
from cms.statements import rows_of

WEIGHTS = {"dossier": 4, "person": 2, "topic": 1}
"""A dossier is chosen by hand, a topic covers half the site."""

TARGETS = 8
NEWEST = 20
"""Contents looked at a shared dossier, person or topic: the costs are the same at any size."""

NEWEST_OF_ONE = f"""
    SELECT %s AS number, p.uuid, f.published_at
    FROM cms_publicationfacet f JOIN cms_publication p ON p.id = f.publication_id
    WHERE f.facet = %s AND f.target_id = %s AND f.listed
    ORDER BY f.published_at DESC, f.publication_id DESC LIMIT {NEWEST}
"""  # noqa: S608 - a number of ours

Shared = tuple[str, UUID, str]
"""Facet, target and name of what two contents share."""


Reasons = dict[UUID, dict[str, str]]
"""Why each content is worth reading next: `{"facet": "editor" | "dossier" | "person" | "topic",
"name": …}`, the best first."""


def related(card: Card, chosen: Sequence[UUID] = (), limit: int = 3) -> list[dict[str, Any]]:
    """At most `limit` cards, each with its `reason`. The chosen first, in order; then those that
    share most, newest first."""
    reasons = reasons_of(card, chosen, limit)
    return with_reasons(reasons, Publication.objects.cards_by_uuid(reasons), limit)


def reasons_of(card: Card, chosen: Sequence[UUID] = (), limit: int = 3) -> Reasons:
    """More than `limit`: of the chosen some may not be public, of the others some may be withdrawn
    at this moment."""
    reasons: Reasons = {uuid: {"facet": "editor", "name": ""} for uuid in chosen}
    reasons.pop(card.id, None)
    if len(reasons) < limit:
        for uuid, reason in _alike(card)[: 2 * limit]:
            reasons.setdefault(uuid, reason)
    return reasons


def with_reasons(
    reasons: Reasons, found: Mapping[UUID, str], limit: int = 3
) -> list[dict[str, Any]]:
    """The cards among those `found` (as `cards_by_uuid` gives them), each with its `reason`."""
    rows = [(uuid, reason) for uuid, reason in reasons.items() if uuid in found]
    return [{**json.loads(found[uuid]), "reason": reason} for uuid, reason in rows[:limit]]


def _alike(card: Card) -> list[tuple[UUID, dict[str, str]]]:
    scores: dict[UUID, int] = defaultdict(int)
    reasons: dict[UUID, dict[str, str]] = {}
    dates: dict[UUID, Any] = {}
    shared = list(_shared(card))[:TARGETS]
    for number, uuid, published_at in _newest(shared):
        facet, _target, name = shared[number]
        scores[uuid] += WEIGHTS[facet]
        reasons.setdefault(uuid, {"facet": facet, "name": name})
        dates[uuid] = published_at
    scores.pop(card.id, None)
    order = sorted(scores, key=lambda uuid: (scores[uuid], dates[uuid]), reverse=True)
    return [(uuid, reasons[uuid]) for uuid in order[:NEWEST]]


def _shared(card: Card) -> Iterator[Shared]:
    """The heaviest first: it is the reason that is told."""
    if card.dossier:
        yield "dossier", card.dossier.uuid, card.dossier.title
    for person in card.people:
        yield "person", person.uuid, person.name
    for topic in card.topics:
        yield "topic", topic.uuid, topic.name


def _newest(shared: Sequence[Shared]) -> Iterator[tuple[int, UUID, Any]]:
    """The number of a shared subject, a content and its date, in the order of the subjects.

    Plain SQL: each part is limited by itself, which the ORM writes for one engine alone.
    """
    if not shared:
        return
    field = Publication._meta.get_field("uuid")
    parameters: list[Any] = []
    for number, (facet, target, _name) in enumerate(shared):
        parameters += [number, facet, field.get_db_prep_value(target, connection)]
    part = f"SELECT * FROM ({NEWEST_OF_ONE}) AS part"  # noqa: S608 - a constant
    rows = rows_of(f"{' UNION ALL '.join([part] * len(shared))} ORDER BY 1, 3 DESC", parameters)
    for number, uuid, published_at in rows:
        yield int(number), uuid if isinstance(uuid, UUID) else UUID(uuid), published_at
