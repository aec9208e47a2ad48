"""What somebody said, word for word, in what is public here: quotations of texts, and what is to be
remembered of interviews."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from cms.api.lists import as_stored
from cms.recent import recent
from cms.statements import rows_of

SHOWN = 6
NEWEST = f"""
    SELECT p.document
    FROM cms_publicationfacet f JOIN cms_publication p ON p.id = f.publication_id
    WHERE f.facet = 'said' AND f.target_id = %s AND f.listed
    ORDER BY f.published_at DESC, f.publication_id DESC LIMIT {SHOWN}
"""  # noqa: S608 - a number of ours
"""Each has at least one quotation of theirs: no more contents than that are needed."""


def words_of(person: UUID) -> list[dict[str, Any]]:
    """The newest `SHOWN`: `text`, `start_s` (seconds, None where nobody speaks) and the `card` of
    the content. One query at most; nobody may change what is given (`cms.recent`)."""
    return recent(("words", person), lambda: _read(person))


def _read(person: UUID) -> list[dict[str, Any]]:
    return list(islice(_found(rows_of(NEWEST, [as_stored(person)]), str(person)), SHOWN))


def _found(rows: Sequence[tuple[Any, ...]], person: str) -> Iterator[dict[str, Any]]:
    for (text,) in rows:
        document = from_json(text)
        said = (quote for quote in _quotes(document) if _is_of(quote, person))
        for quote in said:
            words = {"text": quote["text"], "start_s": quote.get("start_s")}
            yield {**words, "card": document["card"]}


def _quotes(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from document["details"].get("quotes") or ()
    yield from (block["value"] for block in document["body"] if block["type"] == "quote")


def _is_of(quote: Mapping[str, Any], person: str) -> bool:
    return bool(quote.get("person")) and quote["person"]["uuid"] == person
