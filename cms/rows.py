"""The rows of the counter's tables, written and removed in bulk. Only `cms.publications` calls
this, inside the transaction of the change."""

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms import recent
from cms.faces import Face
from cms.models.publication import (
    Action,
    Publication,
    PublicationEvent,
    PublicationFacet,
    Withdrawal,
)
from cms.schemas import SHAPE

T = TypeVar("T")

REMOVED_AT_ONCE = 10_000

ROW_FIELDS = (
    "content_type",
    "object_id",
    "kind",
    "locale",
    "path",
    "published_at",
    "updated_at",
    "listed",
    "card",
    "document",
    "sort_title",
    "search_title",
    "search_body",
    "etag",
    "shape",
    "refresh_at",
)


KNOWN_FIELDS = (
    *("uuid", "object_id", "kind", "path", "published_at", "listed"),
    *("search_title", "etag"),
)
"""What a write has to know of the row before it."""


def content_key(content: Model) -> tuple[int, int]:
    """(content type, primary key); a page's is that of its specific type, also on a base `Page`."""
    if isinstance(content, Page):
        return content.content_type_id, content.pk
    return ContentType.objects.get_for_model(content).pk, content.pk


def chunks(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def write(faces: Sequence[Face], known: Mapping[UUID, Publication]) -> None:
    """One row a face, with its facets and an event; `known` are the rows before, by uuid."""
    corrected = _corrected(faces, known)
    rows = Publication.objects.bulk_create(
        [_row(face) for face in faces],
        update_conflicts=True,
        unique_fields=["uuid"],
        update_fields=ROW_FIELDS,
    )
    _write_facets(rows, faces)
    _write_events(faces, known, corrected)
    _redirect_moved(faces, known)
    Withdrawal.objects.filter(uuid__in=[face.uuid for face in faces]).delete()
    recent.forget()


def _row(face: Face) -> Publication:
    type_id, pk = content_key(face.content)
    return Publication(
        uuid=face.uuid,
        content_type_id=type_id,
        object_id=pk,
        kind=face.kind,
        locale=face.locale,
        path=face.path,
        published_at=face.published_at,
        updated_at=face.updated_at,
        listed=face.listed,
        card=face.card_json,
        document=face.document_json,
        sort_title=face.sort_title,
        search_title=face.card.title,
        search_body=face.search_body,
        etag=face.etag,
        shape=SHAPE,
        refresh_at=face.refresh_at,
    )


def _write_facets(rows: Sequence[Publication], faces: Sequence[Face]) -> None:
    PublicationFacet.objects.filter(publication__in=[row.pk for row in rows]).delete()
    PublicationFacet.objects.bulk_create(
        PublicationFacet(
            publication=row,
            facet=facet,
            target_id=target,
            published_at=row.published_at,
            listed=row.listed,
        )
        for row, face in zip(rows, faces, strict=True)
        for facet, target in sorted(face.facets)
    )


def _corrected(faces: Sequence[Face], known: Mapping[UUID, Publication]) -> set[UUID]:
    """Those that tell of a correction of which the rows before say nothing."""
    told = {
        face.uuid: [each.model_dump(mode="json") for each in face.document.corrections]
        for face in faces
        if face.uuid in known and face.document and face.document.corrections
    }
    if not told:
        return set()
    before = Publication.objects.filter(uuid__in=told).values_list("uuid", "document")
    return {
        uuid
        for uuid, document in before
        if any(each not in _known_corrections(document) for each in told[uuid])
    }


def _known_corrections(document: str) -> list[dict[str, Any]]:
    """Of the shape before this one too, which had no replies."""
    found = json.loads(document).get("corrections", [])
    return [{"kind": "correction", **each} for each in found]


def _write_events(
    faces: Sequence[Face], known: Mapping[UUID, Publication], corrected: Container[UUID]
) -> None:
    now = timezone.now()
    PublicationEvent.objects.bulk_create(
        PublicationEvent(
            uuid=face.uuid,
            kind=face.kind,
            path=face.path,
            at=now,
            **_what_happened(face, known.get(face.uuid), corrected),
        )
        for face in faces
    )


def _what_happened(
    face: Face, before: Publication | None, corrected: Container[UUID]
) -> dict[str, str]:
    if before is None:
        return {"action": Action.PUBLISH}
    if before.path != face.path:
        return {"action": Action.MOVE, "former_path": before.path}
    return {"action": Action.CORRECTION if face.uuid in corrected else Action.UPDATE}


def _redirect_moved(faces: Sequence[Face], known: Mapping[UUID, Publication]) -> None:
    """Pages are left out: Wagtail makes their redirects itself."""
    for face in faces:
        before = known.get(face.uuid)
        if before and before.path != face.path and not isinstance(face.content, Page):
            Redirect.objects.filter(old_path=Redirect.normalise_path(face.path)).delete()
            Redirect.objects.update_or_create(
                old_path=Redirect.normalise_path(before.path),
                site=None,
                defaults={"redirect_link": face.path, "automatically_created": True},
            )


def withdraw(
    gone: Sequence[Publication],
    action: Action,
    reasons: Mapping[tuple[int, int], str] | None = None,
) -> None:
    """Removes rows, an event each; what left with a public reason, by content key, keeps an
    address that answers 410."""
    now = timezone.now()
    PublicationEvent.objects.bulk_create(
        PublicationEvent(uuid=row.uuid, kind=row.kind, path=row.path, at=now, action=action)
        for row in gone
    )
    if reasons:
        _write_withdrawals(gone, reasons, now)
    for chunk in chunks([row.pk for row in gone], REMOVED_AT_ONCE):
        _remove(chunk)
    recent.forget()


def _write_withdrawals(
    gone: Sequence[Publication], reasons: Mapping[tuple[int, int], str], now: datetime
) -> None:
    told = [(row, reasons.get((row.content_type_id, row.object_id))) for row in gone]
    Withdrawal.objects.bulk_create(
        [
            Withdrawal(uuid=row.uuid, path=row.path, at=now, reason=reason)
            for row, reason in told
            if reason
        ],
        update_conflicts=True,
        unique_fields=["uuid"],
        update_fields=["path", "at", "reason"],
    )


def _remove(ids: Sequence[int]) -> None:
    """Two plain deletes: nothing listens to these tables, so nothing needs collecting."""
    facets = PublicationFacet.objects.filter(publication_id__in=ids)
    facets._raw_delete(facets.db)
    rows = Publication.objects.filter(pk__in=ids)
    rows._raw_delete(rows.db)
