"""The counter's rows as objects, for doors that give parts of them.

What is quoted of contents that are not public is taken out: the uuid alone would tell that they are
there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef
from django.utils import timezone
from pydantic_core import from_json
from wagtail.models import Page

from cms.faces import Face, faces_of, publisher_of
from cms.models.publication import Publication, PublicationFacet

ROW = ("content_type_id", "object_id", "path", "card", "document", "refresh_at")

LINKS = ("content", "entry")
"""Facets under which a document holds the uuid of another content, and nothing else of it."""

_GONE = object()


class Batch:
    """Rows that are answered together: what they quote is looked up once for all of them."""

    def __init__(self, rows: Sequence[Publication]) -> None:
        self.rows = rows

    @cached_property
    def hidden(self) -> Mapping[int, frozenset[str]]:
        """By row: the uuids that it quotes of contents that are not public."""
        quoted = PublicationFacet.objects.filter(
            ~Exists(Publication.objects.filter(uuid=OuterRef("target_id"))),
            publication_id__in=[row.pk for row in self.rows],
            facet__in=LINKS,
        )
        found: dict[int, set[str]] = defaultdict(set)
        for pk, target in quoted.values_list("publication_id", "target_id"):
            found[pk].add(str(target))
        return {pk: frozenset(targets) for pk, targets in found.items()}

    @cached_property
    def entries(self) -> Mapping[UUID, str]:
        """Cards of what all dossiers hold and is public, by uuid."""
        documents = (from_json(row.document) for row in self.rows if row.document)
        held = (each for found in documents for each in found["details"].get("entries") or ())
        return Publication.objects.cards_by_uuid(UUID(each["uuid"]) for each in held)


class Stored:
    """One row: its `path`, and its card and its document as JSON objects."""

    def __init__(self, row: Publication, batch: Batch) -> None:
        self.path = row.path
        self._row = row
        self._batch = batch

    @cached_property
    def card(self) -> dict[str, Any]:
        found: dict[str, Any] = from_json(self._row.card)
        return found

    @cached_property
    def document(self) -> dict[str, Any]:
        """{} for a content that has none: an item."""
        if not self._row.document:
            return {}
        found: dict[str, Any] = from_json(self._row.document)
        hidden = self._batch.hidden.get(self._row.pk)
        return without(found, hidden) if hidden else found

    @property
    def contents(self) -> list[dict[str, Any]]:
        """Cards of a dossier's public entries, in order, each with the dossier's own `note`."""
        cards = self._batch.entries
        entries = (
            (UUID(each["uuid"]), each["note"]) for each in self.part("details", "entries") or ()
        )
        return [{**from_json(cards[uuid]), "note": note} for uuid, note in entries if uuid in cards]

    def part(self, *names: str) -> Any:
        """What stands at `card.image` or `details.quotes`, for instance; None where nothing does,
        as in a row of the shape before."""
        found: Any = self.card if names[0] == "card" else self.document.get(names[0])
        for name in names[1:]:
            found = found.get(name) if isinstance(found, dict) else None
        return found


def public(model: type[Model]) -> Exists:
    """Of `model`'s rows, which are public. Of pages of every type when it is the base `Page`."""
    rows = Publication.objects.filter(object_id=OuterRef("pk"))
    if model is Page:
        return Exists(rows.filter(content_type_id=OuterRef("content_type_id")))
    return Exists(rows.filter(content_type_id=ContentType.objects.get_for_model(model).pk))


def attach(contents: Iterable[Model]) -> list[Any]:
    """Those that are public, in their order, each with what is `stored` of it. One query, and
    another the first time a document is read."""
    found_at: dict[tuple[int, int], list[Model]] = defaultdict(list)
    for content in contents:
        found_at[_key(content)].append(content)
    # One content may be there several times, as the goal of several redirects.
    by_key = {key: same[0] for key, same in found_at.items()}
    types, pks = ({key[n] for key in by_key} for n in (0, 1))
    found = Publication.objects.filter(content_type_id__in=types, object_id__in=pks)
    rows = {(row.content_type_id, row.object_id): row for row in found.only(*ROW)}
    _renew(rows, by_key)
    batch = Batch([rows[key] for key in by_key if key in rows])
    public: list[Any] = []
    for key, same in found_at.items():
        if key in rows:
            kept = Stored(rows[key], batch)
            for content in same:
                content.stored = kept  # type: ignore[attr-defined]  # ours
            public += same
    return public


def _renew(rows: dict[tuple[int, int], Publication], contents: Mapping[Any, Model]) -> None:
    """What was to change by now says so before the clock has written it: rights end at midnight,
    wherever the worker is."""
    now = timezone.now()
    for key, row in list(rows.items()):
        if row.refresh_at is None or row.refresh_at > now:
            continue
        model = contents[key]._meta.model
        model = getattr(contents[key], "specific_class", model)
        face = renewed_face(model, key[1])
        if face is None:
            del rows[key]
        else:
            row.card, row.document = face.card_json, face.document_json


def renewed_face(model: type[Model], pk: int) -> Face | None:
    """What readers may see of it at this moment; None where they may not, or it is gone."""
    found = list(publisher_of(model).queryset().filter(pk=pk))
    return faces_of(model, found)[0] if found else None


def _key(content: Model) -> tuple[int, int]:
    """Content type and primary key; of a base `Page`, the type that it really has."""
    if isinstance(content, Page):
        return content.content_type_id, content.pk
    return ContentType.objects.get_for_model(content).pk, content.pk


def without(value: Any, hidden: frozenset[str]) -> Any:
    """A copy of a document in which nothing names these uuids. What quotes one, and says nothing
    without it, goes with it: the entry of a list, the block."""
    kept = _without(value, hidden)
    return {} if kept is _GONE else kept


def _without(value: Any, hidden: frozenset[str]) -> Any:
    if isinstance(value, list):
        kept = (_without(each, hidden) for each in value)
        return [each for each in kept if each is not _GONE]
    if not isinstance(value, dict):
        return value
    if value.get("uuid") in hidden:
        return _GONE
    fields = {name: _without(each, hidden) for name, each in value.items()}
    return _GONE if any(each is _GONE for each in fields.values()) else fields
