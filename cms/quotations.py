"""What somebody said, word for word, in what is public here: quotations of texts, and what is to be
remembered of interviews."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from cms.api.lists import as_stored
from cms.models import Kind
from cms.statements import rows_of

SHOWN = 6
CONTENTS = 20
"""The newest of a person, in which words of theirs are looked for."""
QUOTED = re.compile(r"\"type\":\s*\"quote\"|\"quotes\":\s*\[\s*\{")
"""What the JSON of a document has that quotes anybody: most have not, and need not be parsed."""
QUOTING = (Kind.ARTICLE, Kind.EDITO, Kind.EPISODE)
NEWEST = f"""
    SELECT p.card, p.document
    FROM cms_publicationfacet f JOIN cms_publication p ON p.id = f.publication_id
    WHERE f.facet = 'person' AND f.target_id = %s AND f.listed
    AND p.kind IN ({", ".join(f"'{kind.value}'" for kind in QUOTING)})
    ORDER BY f.published_at DESC, f.publication_id DESC LIMIT {CONTENTS}
"""  # noqa: S608 - kinds and a number of ours


def words_of(person: UUID) -> list[dict[str, Any]]:
    """The newest `SHOWN`: `text`, `start_s` (seconds, None where nobody speaks) and the `card` of
    the content. One query."""
    return list(islice(_found(rows_of(NEWEST, [as_stored(person)]), str(person)), SHOWN))


def _found(rows: Sequence[tuple[Any, ...]], person: str) -> Iterator[dict[str, Any]]:
    for card, document in rows:
        if not QUOTED.search(document):
            continue
        said = [quote for quote in _quotes(from_json(document)) if _is_of(quote, person)]
        for quote in said:
            words = {"text": quote["text"], "start_s": quote.get("start_s")}
            yield {**words, "card": from_json(card)}


def _quotes(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from document["details"].get("quotes") or ()
    yield from (block["value"] for block in document["body"] if block["type"] == "quote")


def _is_of(quote: Mapping[str, Any], person: str) -> bool:
    return bool(quote.get("person")) and quote["person"]["uuid"] == person
