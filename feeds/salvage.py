"""feedparser, and what is left of a document that it cannot read.

Its own mistakes (6.0.14: a stray `</width>` is a TypeError) would cost a feed all its entries.
"""

import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser

from feeds.errors import FeedError
from feeds.excess import entry_spans

FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What feedparser raises for input that it did not expect."""

_HALF = rb"&(?:amp;)?#(?:[xX]0*(d[89a-f][0-9a-f]{2})|0*(5[5-7]\d{3}));"
_HALF_OF_A_LETTER = re.compile(_HALF, re.I)
_HALVES = re.compile(rb"(?:%s)++" % _HALF, re.I)


def joined(body: bytes) -> bytes:
    """The document with each letter whole that is written as references to its two halves
    (surrogates, which XML 1.0 forbids, 4.1); a half alone becomes U+FFFD. A parser would refuse
    the one, and put two replacements for the other."""
    return _HALVES.sub(_as_letters, body)


def _as_letters(found: "re.Match[bytes]") -> bytes:
    sign = b"&amp;#" if found[0].startswith(b"&amp;") else b"&#"
    halves = _HALF_OF_A_LETTER.findall(found[0])
    units = "".join(
        chr(int(hexadecimal, 16) if hexadecimal else int(n)) for hexadecimal, n in halves
    )
    letters = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return b"".join(b"%s%d;" % (sign, ord(letter)) for letter in letters)


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
