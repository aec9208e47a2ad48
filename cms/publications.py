"""The counter: what is public is written here, in the transaction of the change.

    change → refresh / refresh_tree / refresh_quoting    (in turn; contents read again)
           → publish_many, withdraw_many                 (row + facets + event, one transaction)
           → refresh of the rows that repeat a title or an address that changed

`cms.rows` writes the tables; nothing else calls it.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import post_delete
from wagtail.models import Page

from cms import faces as registry
from cms import rows
from cms.faces import Face, Publisher, faces_of, is_published, publisher_of
from cms.models.publication import Action, Kind, Publication, PublicationFacet
from cms.rows import chunks

CHUNK = 500
"""Contents a batch: bounds memory and the size of one statement."""

REPEATED_AS = {
    Kind.DOSSIER: "dossier",
    Kind.SHOW: "show",
    Kind.PERSON: "person",
    Kind.TOPIC: "topic",
    Kind.SOURCE: "source",
}
"""Facets under which other rows repeat a content's name; `content` is a plain link to it."""

MEMBERSHIP = ("entry", "asked")
"""Facets that say what stands in a dossier, from either end: a dossier lists contents, a story asks
for dossiers. When one end changes, the other is rewritten."""

TURN = 0x6B696F73
"""Key of the advisory lock that writers of the counter take ("kios" in ASCII)."""

NAMES = {Kind.PERSON, Kind.TOPIC, Kind.SOURCE}
"""Kinds of which other rows repeat a flag besides title and address: section, partner."""


@dataclass(slots=True)
class Ripple:
    """What a write obliges to rewrite: rows that quote (`facets`), contents named (`uuids`)."""

    facets: set[tuple[str, UUID]] = field(default_factory=set)
    uuids: set[UUID] = field(default_factory=set)


def register(publisher: Publisher, on_delete: Callable[..., None] | None = None) -> None:
    """Makes a model public: from now on its faces are kept, and a deleted content withdrawn.

    `on_delete` replaces the withdrawal one by one of a model that is deleted in bulk. Pages are
    withdrawn by the base `Page`'s own signal, when their last row is gone.
    """
    registry.register(publisher)
    if not issubclass(publisher.model, Page):
        post_delete.connect(on_delete or withdraw_deleted, sender=publisher.model)


def withdraw_deleted(instance: Model, **kwargs: Any) -> None:
    """Receiver of `post_delete`, which is sent inside the transaction of the deletion."""
    withdraw_many([instance], action=Action.DELETE)


def publish_many(contents: Iterable[Model]) -> None:
    """Writes the row of each content that is public, and withdraws each that is not.

    The contents must be as the database has them. They may be of several models.
    """
    contents = list(contents)
    with transaction.atomic():
        take_turn(type(content) for content in contents)
        _publish(contents)


def _publish(contents: Sequence[Model]) -> None:
    """`publish_many`, for a writer whose turn it is."""
    ripple = Ripple()
    for model, group in _by_model(contents).items():
        for chunk in chunks(group, CHUNK):
            found = faces_of(model, chunk)
            _write([face for face in found if face], ripple)
            _withdraw([c for c, face in zip(chunk, found, strict=True) if not face], ripple)
    _spread(ripple)


def withdraw_many(
    contents: Iterable[Model], reason: str = "", *, action: Action = Action.UNPUBLISH
) -> None:
    """Removes the rows of contents. With a public `reason`, their addresses answer 410. Whoever
    deletes the contents says so by `action`."""
    contents = list(contents)
    with transaction.atomic():
        take_turn(type(content) for content in contents)
        ripple = Ripple()
        for chunk in chunks(contents, CHUNK):
            _withdraw(chunk, ripple, reason, action)
        _spread(ripple)


def withdraw_rows(orphans: Sequence[Publication]) -> None:
    """Removes rows whose contents are gone already."""
    with transaction.atomic():
        ripple = Ripple()
        _note_gone(orphans, ripple)
        rows.withdraw(orphans, Action.DELETE)
        _spread(ripple)


def withdraw_facet(facet: str, target: UUID, action: Action = Action.UNPUBLISH) -> None:
    """Removes at once every row of kind `item` that carries a facet, without reading contents."""
    with transaction.atomic():
        take_turn([Page])  # as whoever refreshes rows of items and others at once
        found = Publication.objects.filter(
            kind=Kind.ITEM, facets__facet=facet, facets__target_id=target
        )
        rows.withdraw(list(found.only("uuid", "kind", "path")), action)


def refresh(model: type[Model], pks: Iterable[Any]) -> None:
    """Reads contents of one model again and publishes or withdraws each."""
    publisher = publisher_of(model)
    for chunk in chunks(sorted(set(pks)), CHUNK):
        # Nobody goes on after a failure in here: a savepoint would be two statements for nothing.
        with transaction.atomic(savepoint=False):
            take_turn([model])
            _publish(list(publisher.queryset().filter(pk__in=chunk)))


def refresh_tree(root: Page) -> None:
    """Refreshes a page and all below it. Only `root.url_path` has to be right: the addresses of
    the descendants are worked out from it, since Wagtail rewrites them after the save."""
    with transaction.atomic():
        take_turn([Page])
        url_paths, of_type = _branch(root)
        for model, pks in _models_of(of_type).items():
            for chunk in chunks(pks, CHUNK):
                pages = list(publisher_of(model).queryset().filter(pk__in=chunk))
                for page in pages:
                    page.url_path = url_paths[page.path]
                publish_many(pages)


def _branch(root: Page) -> tuple[dict[str, str], dict[int, list[int]]]:
    """Addresses by tree path, and primary keys by content type, of a page and all below it."""
    found = Page.objects.filter(path__startswith=root.path).order_by("path")
    url_paths = {root.path: root.url_path}
    of_type: dict[int, list[int]] = defaultdict(list)
    for pk, path, slug, type_id in found.values_list("pk", "path", "slug", "content_type_id"):
        url_paths.setdefault(path, f"{url_paths.get(path[: -Page.steplen], '')}{slug}/")
        of_type[type_id].append(pk)
    return url_paths, of_type


def refresh_quoting(facet: str, targets: Iterable[UUID]) -> None:
    """Refreshes every row that carries `facet` for one of `targets`."""
    rows = Publication.objects.filter(
        facets__facet=facet, facets__target_id__in=list(targets)
    ).distinct()
    _refresh_rows(rows.values_list("content_type_id", "object_id"))


def refresh_due(now: datetime) -> int:
    """Rewrites the rows that change by themselves by `now`; how many. A row that says the same
    moment afterwards is passed by, so that it holds up nobody."""
    count, last = 0, 0
    while True:
        due = Publication.objects.due(now).filter(pk__gt=last).order_by("pk")
        batch = list(due.values_list("pk", "content_type_id", "object_id")[:CHUNK])
        if not batch:
            return count
        _refresh_rows((type_id, key) for _pk, type_id, key in batch)
        count, last = count + len(batch), batch[-1][0]


def take_turn(models: Iterable[type[Model]]) -> None:
    """Waits, until the end of the transaction, for the writers whose words these rows repeat.

    Of two that write at once the later one must read what the earlier one wrote: a renamed person
    on an article that first appears at that moment. Pages and named contents take turns; items,
    which nobody repeats, only wait for those. One order for all, so no two wait for each other.
    SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        alone = any(not (is_published(model) and publisher_of(model).bulk) for model in models)
        function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [TURN])


def _by_model(contents: Iterable[Model]) -> dict[type[Model], list[Model]]:
    groups: dict[type[Model], list[Model]] = defaultdict(list)
    for content in contents:
        groups[type(content)].append(content)
    return groups


def _models_of(of_type: dict[int, list[int]]) -> dict[type[Model], list[int]]:
    """Content types to models, those that no room publishes (the tree's root) left out."""
    models: dict[type[Model], list[int]] = {}
    for type_id, pks in of_type.items():
        model = ContentType.objects.get_for_id(type_id).model_class()
        if model is not None and is_published(model):
            models[model] = pks
    return models


def _write(faces: Sequence[Face], ripple: Ripple) -> None:
    before = Publication.objects.only(*rows.KNOWN_FIELDS)
    known = before.in_bulk([face.uuid for face in faces], field_name="uuid")
    changed = [face for face in faces if not _is_written(face, known.get(face.uuid))]
    if not changed:
        return
    _note_ripple(changed, known, ripple)
    rows.write(changed, known)


def _is_written(face: Face, row: Publication | None) -> bool:
    return row is not None and row.etag == face.etag and row.object_id == face.content.pk


def _withdraw(
    contents: Sequence[Model],
    ripple: Ripple,
    reason: str = "",
    action: Action = Action.UNPUBLISH,
) -> None:
    of_type: dict[int, list[int]] = defaultdict(list)
    for content in contents:
        type_id, pk = rows.content_key(content)
        of_type[type_id].append(pk)
    reasons = {rows.content_key(c): reason or getattr(c, "withdrawal_reason", "") for c in contents}
    for type_id, pks in of_type.items():
        found = Publication.objects.filter(content_type_id=type_id, object_id__in=pks)
        gone = list(found.only("content_type_id", *rows.KNOWN_FIELDS))
        _note_gone(gone, ripple)
        rows.withdraw(gone, action, reasons)


def _note_ripple(faces: Sequence[Face], known: dict[UUID, Publication], ripple: Ripple) -> None:
    named = [face for face in faces if face.kind != Kind.ITEM]
    before = [known[face.uuid] for face in named if face.uuid in known]
    members = _memberships(before)
    for face in named:
        row = known.get(face.uuid)
        if not _reads_alike(face, row):
            ripple.facets |= _quotable(face.kind, face.uuid)
        _note_membership(face, row, members[row.pk] if row else set(), ripple)


def _note_membership(face: Face, row: Publication | None, then: set[UUID], ripple: Ripple) -> None:
    """What stands at the other end: all of it where the content is named or ordered otherwise
    than before, else what has come and what has gone."""
    now = {target for facet, target in face.facets if facet in MEMBERSHIP}
    if row and _stands_alike(face, row):
        ripple.uuids |= now ^ then
        return
    ripple.uuids |= now | then
    if face.kind == Kind.DOSSIER:
        ripple.facets.add(("asked", face.uuid))


def _stands_alike(face: Face, row: Publication) -> bool:
    is_ordered_alike = (row.published_at, row.listed) == (face.published_at, face.listed)
    return is_ordered_alike and _reads_alike(face, row)


def _reads_alike(face: Face, before: Publication | None) -> bool:
    """Whether what other rows repeat of a content has stayed."""
    if before is None or before.path != face.path or before.search_title != face.card.title:
        return False
    return face.kind not in NAMES or json.loads(before.card)["flags"] == face.card.flags


def _note_gone(rows: Sequence[Publication], ripple: Ripple) -> None:
    for row in rows:
        if row.kind != Kind.ITEM:
            ripple.facets |= _quotable(row.kind, row.uuid)


def _quotable(kind: str, uuid: UUID) -> set[tuple[str, UUID]]:
    return {("content", uuid), (REPEATED_AS.get(Kind(kind), "content"), uuid)}


def _memberships(rows: Sequence[Publication]) -> dict[int, set[UUID]]:
    """Targets by primary key of the row."""
    found: dict[int, set[UUID]] = defaultdict(set)
    if rows:
        facets = PublicationFacet.objects.filter(publication__in=rows, facet__in=MEMBERSHIP)
        for pk, target in facets.values_list("publication_id", "target_id"):
            found[pk].add(target)
    return found


def _spread(ripple: Ripple) -> None:
    """Ends by itself: a refreshed row whose title and address stay raises no further ripple."""
    targets: dict[str, list[UUID]] = defaultdict(list)
    for facet, target in ripple.facets:
        targets[facet].append(target)
    for facet, uuids in targets.items():
        refresh_quoting(facet, uuids)
    if ripple.uuids:
        rows = Publication.objects.filter(uuid__in=ripple.uuids)
        _refresh_rows(rows.values_list("content_type_id", "object_id"))


def _refresh_rows(keys: Iterable[tuple[int, int]]) -> None:
    of_type: dict[int, list[int]] = defaultdict(list)
    for type_id, pk in keys:
        of_type[type_id].append(pk)
    models = _models_of(of_type)
    if models and connection.in_atomic_block:
        # At once: two that had the turn of items would wait for each other for that of the others.
        take_turn(models)
    for model, pks in models.items():
        refresh(model, pks)
