"""feedparser, and what is left of a document that it cannot read.

Its own mistakes (6.0.14: a stray `</width>` is a TypeError) would cost a feed all its entries.
"""

import io
from collections.abc import Mapping
from typing import Any

import feedparser

from feeds.errors import FeedError
from feeds.excess import entry_spans

FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What feedparser raises for input that it did not expect."""


def salvage(body: bytes, headers: Mapping[str, str]) -> Any:
    """feedparser's result for a document and the headers that it came with. An entry that
    feedparser cannot read keeps its place, empty; `bozo_exception` then says why.

    Raises FeedError (`malformed`) where no entry is to blame.
    """
    try:
        return _feedparser(body, headers)
    except FAULTS as error:
        spans = list(entry_spans(body))
        if not spans:
            raise FeedError("malformed", repr(error)[:200]) from error
        head, tail = body[: spans[0][0]], body[spans[-1][1] :]
        frame = _Frame(head, tail, headers)
        document = frame.document([body[start:end] for start, end in spans])
        document.update(bozo=1, bozo_exception=error)
        return document


class _Frame:
    """What stands around the entries of a document, and makes one of any of them."""

    def __init__(self, head: bytes, tail: bytes, headers: Mapping[str, str]) -> None:
        self._head, self._tail, self._headers = head, tail, headers

    def document(self, entries: list[bytes]) -> Any:
        try:
            document = self._parsed([])
        except FAULTS as error:
            raise FeedError("malformed", repr(error)[:200]) from error
        document.entries = self._readable(entries)
        return document

    def _readable(self, entries: list[bytes]) -> list[Any]:
        """By halves, so that one bad entry costs a few more readings and not hundreds."""
        try:
            found: list[Any] = self._parsed(entries).entries
            return found
        except FAULTS:
            if len(entries) == 1:
                return [feedparser.FeedParserDict()]
        half = len(entries) // 2
        return [*self._readable(entries[:half]), *self._readable(entries[half:])]

    def _parsed(self, entries: list[bytes]) -> Any:
        return _feedparser(b"".join([self._head, *entries, self._tail]), self._headers)


def _feedparser(body: bytes, headers: Mapping[str, str]) -> Any:
    # A file object: feedparser would open bytes that look like an address or a file name.
    return feedparser.parse(
        io.BytesIO(body),
        response_headers=dict(headers),
        sanitize_html=False,
        resolve_relative_uris=False,
    )
