"""The table can always be made again from the contents, and proven to agree with them."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from django.db.models import Model

from cms.faces import Face, Publisher, faces_of, publisher_of, publishers
from cms.models.publication import Publication, PublicationFacet
from cms.publications import CHUNK, chunks, publish_many, take_turn, withdraw_rows
from cms.schemas import SHAPE


@dataclass(frozen=True, slots=True)
class Batch:
    """How far a rebuild has come: `done` contents of `model`, up to primary key `last`."""

    model: str
    last: Any
    done: int


def rebuild(start: tuple[str, Any] | None = None, jobs: int = 1) -> Iterator[Batch]:
    """Writes every row again, a transaction a batch; yields after each.

    `start` = (model label, primary key) goes on after a batch that was the last of an interrupted
    run. Ids stay, and a row whose ETag is the same is not touched and makes no event. `jobs` > 1
    writes batches of what comes by the thousand in as many processes: PostgreSQL only.
    """
    for publisher in from_start(publishers(), start):
        after = start[1] if start and start[0] == publisher.model._meta.label else None
        yield from rebuild_model(publisher, after, jobs if publisher.bulk else 1)
    withdraw_orphans()


def rebuild_model(publisher: Publisher, after: Any = None, jobs: int = 1) -> Iterator[Batch]:
    if jobs == 1:
        yield from (_rebuild_batch(publisher, pks) for pks in batches(publisher, after))
        return
    work = list(batches(publisher, after))
    # A connection must not be shared by two processes: each child opens its own.
    connections.close_all()
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        yield from pool.map(partial(_rebuild_aside, publisher.model), work)


def _rebuild_batch(publisher: Publisher, pks: Sequence[Any]) -> Batch:
    with transaction.atomic():
        take_turn([publisher.model])
        publish_many(publisher.queryset().filter(pk__in=pks))
    return Batch(publisher.model._meta.label, pks[-1], len(pks))


def _rebuild_aside(model: type[Model], pks: Sequence[Any]) -> Batch:
    """In a process of its own: what is expensive is Python's, and Python runs one thread."""
    return _rebuild_batch(publisher_of(model), pks)


def from_start(ordered: Sequence[Publisher], start: tuple[str, Any] | None) -> Sequence[Publisher]:
    """The publishers from `start` on. Raises ValueError for a model that nobody publishes."""
    if start is None:
        return ordered
    labels = [publisher.model._meta.label for publisher in ordered]
    return ordered[labels.index(start[0]) :]


def batches(publisher: Publisher, after: Any = None) -> Iterator[Sequence[Any]]:
    pks = publisher.model._default_manager.order_by("pk").values_list("pk", flat=True)
    if after is not None:
        pks = pks.filter(pk__gt=after)
    yield from chunks(list(pks), CHUNK)


def check() -> Iterator[str]:
    """One sentence a disagreement between the table and the contents; none when they agree."""
    for publisher in publishers():
        for pks in batches(publisher):
            contents = list(publisher.queryset().filter(pk__in=pks))
            yield from _compare(publisher, pks, faces_of(publisher.model, contents))
    for row in orphans():
        yield f"{row.path}: its content does not exist"


def _compare(
    publisher: Publisher, pks: Sequence[Any], faces: Sequence[Face | None]
) -> Iterator[str]:
    type_id = ContentType.objects.get_for_model(publisher.model).pk
    rows = Publication.objects.filter(content_type_id=type_id, object_id__in=pks)
    stored = {row.uuid: row for row in rows}
    facets = _facets(stored)
    for face in filter(None, faces):
        row = stored.pop(face.uuid, None)
        if row is None:
            yield f"{face.path}: public, but has no row"
        else:
            yield from _differences(row, face, facets.get(row.pk, set()))
    for row in stored.values():
        yield f"{row.path}: has a row, but is not public"


def _differences(row: Publication, face: Face, facets: set[tuple[str, UUID]]) -> Iterator[str]:
    expected = {
        "path": face.path,
        "kind": face.kind,
        "locale": face.locale,
        "listed": face.listed,
        "published_at": face.published_at,
        "updated_at": face.updated_at,
        "card": face.card_json,
        "document": face.document_json,
        "search_title": face.card.title,
        "search_body": face.search_body,
        "etag": face.etag,
        "shape": SHAPE,
        "refresh_at": face.refresh_at,
    }
    for name, value in expected.items():
        if getattr(row, name) != value:
            yield f"{row.path}: {name} is out of date"
    if facets != face.facets:
        yield f"{row.path}: facets are out of date"


def _facets(stored: dict[UUID, Publication]) -> dict[int, set[tuple[str, UUID]]]:
    found: dict[int, set[tuple[str, UUID]]] = {}
    rows = PublicationFacet.objects.filter(publication__in=[row.pk for row in stored.values()])
    for pk, facet, target in rows.values_list("publication_id", "facet", "target_id"):
        found.setdefault(pk, set()).add((facet, target))
    return found


def orphans() -> Iterator[Publication]:
    """Rows whose content is gone, or of a type that nobody publishes any more."""
    known = {}
    for publisher in publishers():
        type_id = ContentType.objects.get_for_model(publisher.model).pk
        known[type_id] = publisher.model._default_manager.values("pk")
    for type_id, pks in known.items():
        rows = Publication.objects.filter(content_type_id=type_id)
        yield from rows.exclude(object_id__in=pks)
    yield from Publication.objects.exclude(content_type_id__in=known)


def withdraw_orphans() -> None:
    withdraw_rows(list(orphans()))
