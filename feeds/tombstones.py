"""Entries that a document says are no more: `at:deleted-entry` (RFC 6721). Pure.

feedparser does not know them, so this is a second reading of the same document by expat: nothing
is loaded, no entity is expanded, and what a broken document has said before it breaks counts.
"""

from contextlib import suppress
from typing import Any
from xml.parsers import expat

NAME = "http://purl.org/atompub/tombstones/1.0 deleted-entry"
MAX = 1000


class _EntitiesError(Exception):
    """A document that declares entities is read no further: they are how such documents attack."""


def read_deleted(body: bytes) -> tuple[str, ...]:
    """The ids of deleted entries, at most MAX, in the order of the document."""
    if b"deleted-entry" not in body:
        return ()
    found: dict[str, None] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == NAME and len(found) < MAX and attributes.get("ref"):
            found.setdefault(attributes["ref"])

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EntityDeclHandler = _refuse
    with suppress(expat.ExpatError, _EntitiesError, ValueError):
        parser.Parse(body.lstrip(), True)
    return tuple(found)


def _refuse(*declaration: Any) -> None:
    raise _EntitiesError
