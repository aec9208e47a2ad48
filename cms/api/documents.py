"""`/contents/{uuid}`: one content in full, as it is stored, with the cards of what it quotes."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from cms.api.caching import conditional, content_key, etag_of
from cms.api.content_types import AnyContent, Content
from cms.api.errors import gone, not_found
from cms.api.parameters import Parameters, chosen
from cms.api.rich_text import absolute, as_format
from cms.faces import publishers
from cms.models.publication import Publication, Withdrawal
from cms.schemas import Inside

router = Router(tags=["contents"])

RichText = Literal["html", "markdown", "text"]
FIELDS = tuple(Content.model_fields)

COLUMNS = ("id", "uuid", "kind", "locale", "path", "etag", "card", "document")

QUOTED = """
    SELECT DISTINCT f.target_id, p.etag, p.card, p.published_at FROM cms_publicationfacet f
    LEFT JOIN cms_publication p ON p.uuid = f.target_id
    WHERE f.publication_id = %s AND f.facet IN ('content', 'entry')
    ORDER BY p.published_at DESC, f.target_id
"""
"""Plain SQL: a target is no foreign key, because what is quoted may not be public."""


class DetailQuery(Parameters):
    """How one content is given."""

    rich_text: RichText = Field("html", description="Format of rich texts")
    fields: str = Field("", description="Names of fields, by comma: nothing else is given")


@dataclass(frozen=True, slots=True)
class Row:
    """What is read of one public content."""

    id: int
    uuid: UUID
    kind: str
    locale: str
    path: str
    etag: str
    card: str
    document: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a content names by uuid: the cards of those that are public, and all of the names."""

    uuids: Sequence[UUID] = ()
    etags: Sequence[str] = ()
    cards: Sequence[str] = ()


@router.get("/contents/{uuid:uuid}", response=AnyContent, summary="One content in full")
def detail(
    request: HttpRequest, uuid: UUID, query: Annotated[DetailQuery, Query()]
) -> HttpResponse:
    """Pages, items of the feed, people, topics and sources alike, by their public uuid."""
    DetailQuery.refuse_unknown(request)
    wanted = chosen(query.fields, FIELDS)
    row = row_of(uuid=uuid)
    if row is None:
        return missing(request, uuid=uuid)
    return answer(request, row, query.rich_text, wanted)


def row_of(**lookup: Any) -> Row | None:
    found = Publication.objects.filter(**lookup).values_list(*COLUMNS).first()
    return Row(*found) if found else None


def missing(request: HttpRequest, **lookup: Any) -> HttpResponse:
    """410 for what left with a public reason, else a 404 that cannot be told from any other."""
    withdrawal = Withdrawal.objects.filter(**lookup).first()
    return gone(withdrawal.reason) if withdrawal else not_found(request)


def answer(
    request: HttpRequest, row: Row, rich_text: str = "html", wanted: Sequence[str] = ()
) -> HttpResponse:
    quoted = quoted_by(row) if row.document else Quoted()
    etag = etag_of([row.etag, *quoted.etags, rich_text, *wanted])

    def render() -> HttpResponse:
        text = formatted(whole(row, quoted), rich_text, wanted)
        return HttpResponse(text, content_type="application/json")

    return conditional(request, etag, render, map(content_key, [row.uuid, *quoted.uuids]))


def quoted_by(row: Row) -> Quoted:
    with connection.cursor() as cursor:
        cursor.execute(QUOTED, [row.id])
        found = cursor.fetchall()
    public = [(etag, card) for _uuid, etag, card, _date in found if card is not None]
    return Quoted(
        uuids=[as_uuid(row[0]) for row in found],
        etags=[etag for etag, _card in public],
        cards=[card for _etag, card in public],
    )


def as_uuid(value: Any) -> UUID:
    """SQLite gives it as text."""
    return value if isinstance(value, UUID) else UUID(value)


def whole(row: Row, quoted: Quoted, is_preview: bool = False) -> str:
    """JSON of a `Content`, put together from stored pieces; addresses are still relative."""
    return (
        f"{row.card[:-1]},{inside_of(row)},"
        f'"related":[{",".join(quoted.cards)}],"corrections":[],'
        f'"alternates":[{{"locale":"{row.locale}","id":"{row.uuid}","url":"{row.path}"}}],'
        f'"preview":{"true" if is_preview else "false"}}}'
    )


def inside_of(row: Row) -> str:
    """SEO, body and details as JSON without its braces."""
    if row.document:
        _card, _seo, inside = row.document.partition('},"seo":')
        return f'"seo":{inside[:-1]}'
    found = insides_of(row.kind, [row.uuid]).get(row.uuid)
    if found is None:
        # Deleted since its row was read.
        raise Http404
    return found.model_dump_json()[1:-1]


def insides_of(kind: str, uuids: Iterable[UUID]) -> dict[UUID, Inside]:
    """Of contents that store no document, as their room tells them."""
    tell = next(p.insides for p in publishers() if p.insides and p.kind == kind)
    return tell(uuids)


def formatted(text: str, rich_text: str, wanted: Sequence[str]) -> str:
    text = absolute(text)
    if rich_text != "html":
        text = as_format(text, rich_text)
    return picked(text, wanted) if wanted else text


def picked(text: str, wanted: Sequence[str]) -> str:
    """The wanted fields of a JSON object, in the order of the object."""
    found = {name: value for name, value in json.loads(text).items() if name in wanted}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
