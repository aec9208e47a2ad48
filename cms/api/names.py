"""What filters call by name: slugs and uuids of public topics, people, sources, shows, dossiers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import reverse

from cms.api.errors import UnknownParameterError
from cms.api.lists import Facets, as_stored
from cms.api.parameters import is_uuid
from cms.faces import publishers
from cms.models.publication import Kind
from cms.models.topics import NamedContent
from cms.statements import rows_of

SLUG = re.compile(r"[-\w]{1,120}")


def named(text: str) -> list[str]:
    """The values of one filter, each once."""
    return list(dict.fromkeys(value.strip() for value in text.split(",") if value.strip()))


def resolved(names: Mapping[str, Sequence[str]]) -> Facets:
    """The uuids that `names`, by kind, stand for: one query for all of them.

    Raises UnknownParameterError for what is not public.
    """
    wanted = [(kind, value) for kind, values in names.items() for value in values]
    if not wanted:
        return ()
    known = _known(wanted)
    found: dict[str, list[UUID]] = {}
    for kind, value in wanted:
        uuid = known.get((kind, str(UUID(value)) if is_uuid(value) else value))
        if uuid is None:
            raise UnknownParameterError(value, [f"the slug or uuid of a public {kind}"])
        found.setdefault(kind, []).append(uuid)
    return tuple((kind, tuple(uuids)) for kind, uuids in found.items())


def _known(wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], UUID]:
    """Plain SQL: a list by topic is asked for as often as any."""
    conditions = list(_conditions(wanted))
    known: dict[tuple[str, str], UUID] = {}
    if conditions:
        where = " OR ".join(condition for condition, _values in conditions)
        rows = rows_of(
            f"SELECT kind, path, uuid FROM cms_publication WHERE {where}",  # noqa: S608 - constants
            [value for _condition, values in conditions for value in values],
        )
        for kind, path, uuid in rows:
            uuid = UUID(str(uuid))
            slug = path.rstrip("/").rpartition("/")[2]
            known[kind, slug] = known[kind, str(uuid)] = uuid
    return known


def _conditions(wanted: Sequence[tuple[str, str]]) -> Iterator[tuple[str, list[Any]]]:
    for kind, value in wanted:
        # In the text: PostgreSQL plans it once, and takes a kind that is a value for frequent.
        of_kind = f"kind = '{Kind(kind).value}'"
        if is_uuid(value):
            yield f"({of_kind} AND uuid = %s)", [as_stored(UUID(value))]
        elif SLUG.fullmatch(value) and (start := start_of(kind)):
            yield f"({of_kind} AND path = %s)", [f"{start}{value}/"]
        elif SLUG.fullmatch(value):
            # Pages may stand anywhere; there are few of these kinds.
            end = value.replace("_", r"\_")
            yield rf"({of_kind} AND path LIKE %s ESCAPE '\')", [f"%/{end}/"]


@lru_cache
def start_of(kind: str) -> str:
    """Where the fixed addresses of a kind begin, `/themes/`; empty for pages, which have none."""
    for publisher in publishers():
        model = publisher.model
        if issubclass(model, NamedContent) and model.kind == kind:
            return reverse(model.route, args=["-"]).removesuffix("-/")
    return ""
