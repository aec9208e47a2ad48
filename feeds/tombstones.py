"""Entries that a document says are no more: `at:deleted-entry` (RFC 6721). Pure."""

from feeds import elements

NAME = "http://purl.org/atompub/tombstones/1.0 deleted-entry"
MAX = 1000


def read_deleted(body: bytes, encoding: str = "") -> tuple[str, ...]:
    """The ids of deleted entries, at most MAX, in the order of the document."""
    if b"deleted-entry" not in body:
        return ()
    found: dict[str, None] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == NAME and len(found) < MAX and attributes.get("ref"):
            found.setdefault(attributes["ref"])

    elements.visit(body, encoding, start)
    return tuple(found)
