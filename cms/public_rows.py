"""The counter's row of one page, as its address or its uuid leads to it: one query.

Plain SQL, which costs half of what the ORM does (`cms.statements`).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from pydantic_core import from_json

from cms.api.lists import as_stored
from cms.statements import rows_of

AT = """
    SELECT p.content_type_id, p.object_id, p.card, p.document, p.search_body,
        COALESCE(p.refresh_at <= %(now)s, FALSE), EXISTS (
            SELECT 1 FROM cms_publicationfacet f
            WHERE f.publication_id = p.id AND f.facet IN ('content', 'entry')
        )
    FROM cms_publication p WHERE p.{column} = %(value)s
"""


@dataclass(frozen=True)
class PublicRow:
    """What everybody may see of a page. `is_due`: by now it says something else, which the clock
    has not written yet. `quotes`: whether it may name other contents."""

    content_type_id: int
    object_id: int
    card_json: str
    document_json: str
    words: str
    is_due: bool
    quotes: bool

    @cached_property
    def card(self) -> dict[str, Any]:
        found: dict[str, Any] = from_json(self.card_json)
        return found

    @cached_property
    def document(self) -> dict[str, Any]:
        """Of the shape before this one too, which had no corrections."""
        found: dict[str, Any] = from_json(self.document_json)
        return found


def row_at(column: Literal["uuid", "path"], value: UUID | str) -> PublicRow | None:
    values = {"value": as_stored(value), "now": as_stored(timezone.now())}
    found = rows_of(AT.format(column=column), values)
    return PublicRow(*found[0]) if found else None
