"""A second reading of a document by expat, for what feedparser does not know. Nothing is loaded, no
entity is expanded, and what a broken document has said before it breaks counts. Pure."""

from collections.abc import Callable
from typing import Any
from xml.parsers import expat

Start = Callable[[str, dict[str, str]], object]
Words = Callable[[str], object]


def visit(
    body: bytes,
    encoding: str,
    start: Start,
    end: Words | None = None,
    characters: Words | None = None,
) -> None:
    """Tells of elements by `namespace name`, in order, until the document ends or breaks. Its
    letters are those of `encoding`; where that is empty, of the one that it declares."""
    # expat knows few encodings, by one name each.
    parser = expat.ParserCreate("utf-8" if encoding else None, namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.EntityDeclHandler = _refuse
    try:
        if encoding:
            body = body.decode(encoding, "replace").encode()
        parser.Parse(body.lstrip(), True)
    except (expat.ExpatError, LookupError, ValueError, _EntitiesError):
        # A broken document, an encoding that nobody knows, letters that it does not have.
        return


class _EntitiesError(Exception):
    """A document that declares entities is read no further: they are how such documents attack."""


def _refuse(*declaration: Any) -> None:
    raise _EntitiesError
