"""One content in full: its stored JSON, with the cards of what it quotes.

/contents/{uuid}   →  row_at, quoted_by (two queries)  →  whole  →  formatted
/contents?include= →  extended: the same for each row of a page
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from cms.api.caching import ABSENT, conditional, content_key, etag_of, shared, until
from cms.api.content_types import AnyContent, Content
from cms.api.errors import gone, not_found
from cms.api.lists import STORED, Row, as_stored, as_typed
from cms.api.pagination import Slice
from cms.api.parameters import Parameters, chosen, words
from cms.api.rich_text import absolute, as_format
from cms.api.stored import renewed_face, without
from cms.faces import publishers
from cms.models.publication import Publication, Withdrawal
from cms.schemas import Card, Inside
from cms.statements import rows_of

router = Router(tags=["contents"])

RichText = Literal["html", "markdown", "text"]
FIELDS = tuple(Content.model_fields)

QUOTING_PARTS = {"body", "details", "related"}
"""Parts of a content that name others, of which those that are not public are taken out."""
QUOTING = ("content", "entry")
"""Facets of what a content names by its uuid, and whose cards come with it."""

AT = f"""
    SELECT p.id, CAST(p.published_at AS text), {", ".join(f"p.{name}" for name in STORED)},
        p.document, EXISTS (
            SELECT 1 FROM cms_publicationfacet f
            WHERE f.publication_id = p.id AND f.facet IN ('content', 'entry')
        ), CAST(p.refresh_at AS text)
    FROM cms_publication p WHERE p.{{column}} = %s
"""  # noqa: S608 - constants

QUOTED = """
    SELECT DISTINCT f.publication_id, f.target_id, p.etag, p.card, p.published_at
    FROM cms_publicationfacet f LEFT JOIN cms_publication p ON p.uuid = f.target_id
    WHERE f.publication_id IN ({ids}) AND f.facet IN ('content', 'entry')
    ORDER BY p.published_at DESC, f.target_id
"""
"""Plain SQL: a target is no foreign key, because what is quoted may not be public."""


class DetailQuery(Parameters):
    """How one content is given."""

    rich_text: RichText = Field("html", description="Format of rich texts")
    fields: str = Field(
        "", description="Fields: nothing else is given", json_schema_extra=words(FIELDS)
    )


CONTRACT = "2"
"""Another one where answers get what their rows do not tell of: a field of an item's details. Who
holds an answer of before is then given the new one."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a content names by uuid: the cards of those that are public, and all of the names."""

    uuids: Sequence[UUID] = ()
    etags: Sequence[str] = ()
    cards: Sequence[str] = ()
    hidden: frozenset[str] = frozenset()


NOTHING = Quoted()


@router.get("/contents/{uuid:uuid}", response=AnyContent, summary="One content in full")
def detail(
    request: HttpRequest, uuid: UUID, query: Annotated[DetailQuery, Query()]
) -> HttpResponse:
    """Pages, items of the feed, people, topics and sources alike, by their public uuid."""
    DetailQuery.refuse_unknown(request)
    wanted = chosen(query.fields, FIELDS)
    row = row_at("uuid", uuid)
    if row is None:
        return shared(missing(request, uuid=uuid), [content_key(uuid)], ABSENT)
    return answer(request, row, query.rich_text, wanted)


def row_at(column: Literal["uuid", "path", "id"], value: Any) -> Row | None:
    """The row of a public content, as it is by now. Plain SQL, which costs half of what the ORM
    does."""
    found = rows_of(AT.format(column=column), [as_stored(value)])
    row = as_typed(Row(*found[0])) if found else None
    if row and row.changes_at and row.changes_at <= timezone.now():
        return _renewed(row)
    return row


def _renewed(row: Row) -> Row | None:
    """What was to change by now says so before the clock has written it: rights end at midnight,
    wherever the worker is."""
    found = Publication.objects.select_related("content_type").filter(pk=row.id).first()
    model = found and found.content_type.model_class()
    face = renewed_face(model, found.object_id) if found and model else None
    if face is None:
        return None
    changes_at = face.refresh_at.isoformat() if face.refresh_at else None
    card, document = face.card_json, face.document_json
    return row._replace(card=card, document=document, etag=face.etag, refresh_at=changes_at)


def row_of(**lookup: Any) -> Row | None:
    found = Publication.objects.filter(**lookup).values_list("pk", flat=True).first()
    return row_at("id", found) if found else None


def missing(request: HttpRequest, **lookup: Any) -> HttpResponse:
    """410 for what left with a public reason, else a 404 that cannot be told from any other."""
    withdrawal = Withdrawal.objects.filter(**lookup).first()
    return gone(withdrawal.reason) if withdrawal else not_found(request)


def answer(
    request: HttpRequest, row: Row, rich_text: str = "html", wanted: Sequence[str] = ()
) -> HttpResponse:
    quoted = quoted_of(row)

    def render() -> HttpResponse:
        text = formatted(whole(row, quoted), rich_text, wanted)
        return HttpResponse(text, content_type="application/json")

    etag = etag_of([CONTRACT, row.etag, *quoted.etags, rich_text, *wanted])
    by_itself = until(row.changes_at, timezone.now())
    return conditional(request, etag, render, keys_of(row, quoted), by_itself)


def keys_of(row: Row, quoted: Quoted) -> list[str]:
    """Also of what is quoted and not public: the day it is, it stands in the answer."""
    return [content_key(uuid) for uuid in (row.uuid, *quoted.uuids)]


def quoted_of(row: Row) -> Quoted:
    """What stores no document quotes nothing."""
    return quoted_by([row.id]).get(row.id, NOTHING) if row.document and row.quotes else NOTHING


def quoted_by(ids: Sequence[int]) -> dict[int, Quoted]:
    """What each of these rows quotes, newest first: one query."""
    if not ids:
        return {}
    rows = rows_of(QUOTED.format(ids=", ".join(["%s"] * len(ids))), list(ids))
    found: dict[int, list[Any]] = defaultdict(list)
    for pk, *rest in rows:
        found[pk].append(rest)
    return {pk: _quoted(targets) for pk, targets in found.items()}


def _quoted(targets: Sequence[tuple[Any, str | None, str, Any]]) -> Quoted:
    public = [(etag, card) for _uuid, etag, card, _date in targets if etag is not None]
    return Quoted(
        uuids=[as_uuid(uuid) for uuid, *_rest in targets],
        etags=[etag for etag, _card in public],
        cards=[card for _etag, card in public],
        hidden=frozenset(str(as_uuid(uuid)) for uuid, etag, *_rest in targets if etag is None),
    )


def as_uuid(value: Any) -> UUID:
    """SQLite gives it as text."""
    return value if isinstance(value, UUID) else UUID(value)


def whole(row: Row, quoted: Quoted, inside: str = "", is_preview: bool = False) -> str:
    """JSON of a `Content`, put together from stored pieces; addresses are still relative."""
    inside = inside or inside_of(row)
    if quoted.hidden:
        inside = shown_of(inside, quoted.hidden)
    return (
        f"{row.card[:-1]},{inside},"
        f'"related":[{",".join(quoted.cards)}],'
        f'"alternates":[{{"locale":"{row.locale}","id":"{row.uuid}","url":"{row.path}"}}],'
        f'"preview":{"true" if is_preview else "false"}}}'
    )


def inside_of(row: Row) -> str:
    """SEO, body and details as JSON without its braces. Raises Http404 for an item that was deleted
    since its row was read."""
    if row.document:
        return stored_inside(row.document)
    found = insides_of(row.kind, [row.uuid]).get(row.uuid)
    if found is None:
        raise Http404
    return found.model_dump_json()[1:-1]


def shown_of(inside: str, hidden: frozenset[str]) -> str:
    """Without what quotes a content that is not public: its uuid would tell that it is there."""
    kept = without(json.loads(f"{{{inside}}}"), hidden)
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))[1:-1]


def stored_inside(document: str) -> str:
    """What follows the card. No text can look like this: its quotation marks are escaped."""
    _card, _seo, inside = document.partition('},"seo":')
    # The shape before this one had no corrections.
    corrections = "" if '"corrections":[' in inside else ',"corrections":[]'
    return f'"seo":{inside[:-1]}{corrections}'


def insides_of(kind: str, uuids: Iterable[UUID]) -> dict[UUID, Inside]:
    """Of contents that store no document, as their room tells them."""
    tell = next((p.insides for p in publishers() if p.insides and p.kind == kind), None)
    return tell(uuids) if tell else {}


def formatted(text: str, rich_text: str = "html", wanted: Sequence[str] = ()) -> str:
    text = absolute(text)
    if rich_text != "html":
        text = as_format(text, rich_text)
    return picked(text, wanted) if wanted else text


def picked(text: str, wanted: Sequence[str]) -> str:
    """The wanted fields of a JSON object, in the order of the object."""
    found = {name: value for name, value in json.loads(text).items() if name in wanted}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


# --- Pages of contents ------------------------------------------------------------------------


def extended(
    page: Slice, fields: Sequence[str], include: Sequence[str], rich_text: str = "html"
) -> tuple[Slice, list[str]]:
    """A page whose cards hold the wanted fields and what is included; the keys of what it quotes.
    Two queries at most."""
    rows: Sequence[Row] = page.rows
    quoted = quoted_by([row.id for row in rows]) if QUOTING_PARTS & set(include) else {}
    insides = _insides(rows) if include else {}
    wanted = [*(fields or Card.model_fields), *include]
    found = [
        _extended(row, quoted.get(row.id, NOTHING), insides, wanted, rich_text)
        for row in rows
        if row.uuid in insides or not include
    ]
    held = [content_key(uuid) for names in quoted.values() for uuid in names.uuids]
    return replace(page, rows=found), held


def _extended(
    row: Row,
    quoted: Quoted,
    insides: Mapping[UUID, str],
    wanted: Sequence[str],
    rich_text: str,
) -> Row:
    text = whole(row, quoted, insides[row.uuid]) if insides else row.card
    etag = "".join([row.etag, *quoted.etags])
    return row._replace(card=formatted(text, rich_text, wanted), etag=etag)


def _insides(rows: Sequence[Row]) -> dict[UUID, str]:
    """Of each row that can still be told in full."""
    found = {row.uuid: stored_inside(row.document) for row in rows if row.document}
    others: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        if not row.document:
            others[row.kind].append(row.uuid)
    for kind, uuids in others.items():
        for uuid, inside in insides_of(kind, uuids).items():
            found[uuid] = inside.model_dump_json()[1:-1]
    return found
