"""Documents and pieces of HTML made wrong on purpose: the same seed, the same ones."""

import random
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

TOKENS = (
    b"\0", b"\x0b", b"\x7f", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"\\ud800",
    b"]]>", b"<![CDATA[", b"<!--", b"-->", b"&", b"&#0;", b"&#xD800;", b"&#x110000;", b"&e;",
    b"&nbsp;", b"<!DOCTYPE x [<!ENTITY e 'e'>]>", b"<?xml version='1.0' encoding='utf-7'?>",
    b"<item>", b"</item>", b"<entry>", b"</entry>", b"<guid>", b"</guid>", b"<title>", b"</title>",
    b"<pubDate>", b"<link href='javascript:alert(1)'/>", b"<link>http://[::1</link>",
    b"<enclosure url='//' length='-1'/>", b"<media:content duration='1e999'/>",
    b"<itunes:duration>99999999:99</itunes:duration>", b"<podcast:season>1e99</podcast:season>",
    b"<podcast:chapter start='NaN'/>", b" xml:base='http://['", b" xmlns='urn:x'", b"\"", b"'",
    b">", b"9" * 400, b"-1", b"1e400", b"null", b"[", b"{", b"}", b"\xe2\x80\xae",
    b"<svg><script>",
    b"Mon, 99 Foo 99999 99:99:99 +9999", b"0000-00-00T00:00:00Z", b"31 f\xe9vrier 2026",
)  # fmt: skip
LONGEST = 60_000
"""Bytes of a mutant: what goes wrong in a document goes wrong in a small one too."""

PIECES = (
    "<p>", "</p>", "<div>", "</div>", "<b>", "<i>", "</b>", "<a href=", "<a href='/x'>", "</a>",
    "<img src=", "<img src='/i.jpg' onerror=x>", "<table>", "<td>", "</table>", "<pre>\n", "<svg>",
    "<math><mtext>", "<style>", "</style>", "<title>", "<textarea>", "<noscript>", "<iframe src=",
    "<template>", "<select>", "<!--", "-->", "<![CDATA[", "]]>", "javascript:alert(1)", "data:,x",
    "&lt;", "&amp;lt;", "&#x3c;", "&", "\"", "'", ">", "<", "/", "=", " ", "\n", "\0", "é",
    "\u202e", "texte", "//youtube.com/embed/abcdefghi_-", " width='1'", "<xmp>", "<plaintext>",
    "<form>",
)  # fmt: skip


def mutants(documents: Sequence[bytes], number: int, seed: int) -> Iterator[bytes]:
    dice = random.Random(seed)
    for _ in range(number):
        yield mutant(documents, dice)


def mutant(documents: Sequence[bytes], dice: random.Random) -> bytes:
    """One of the documents after one to six mishaps."""
    body = bytearray(_piece(dice.choice(documents), dice, LONGEST))
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(body) + 1)
        mishap = dice.randrange(5)
        if mishap == 0 and body:
            body[at % len(body)] = dice.randrange(256)
        elif mishap == 1:
            del body[at : at + dice.choice((1, 8, 100, 5000))]
        elif mishap == 2:
            body[at:at] = _piece(bytes(body), dice, 500) * dice.choice((1, 2, 20))
        elif mishap == 3:
            body[at:at] = _piece(dice.choice(documents), dice, 2000)
        else:
            body[at:at] = dice.choice(TOKENS)
    return bytes(body[:LONGEST])


def _piece(document: bytes, dice: random.Random, size: int) -> bytes:
    start = dice.randrange(max(1, len(document) - size + 1))
    # From its head as often as not: a document without one is no feed, which is soon seen.
    return document[start : start + size] if dice.random() < 0.3 else document[:size]


def markups(number: int, seed: int) -> Iterator[str]:
    """Pieces of HTML that nobody would write."""
    dice = random.Random(seed)
    for _ in range(number):
        yield "".join(dice.choices(PIECES, k=dice.randint(1, 40)))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises TimeoutError after so many seconds of this process's own work, not of its neighbours'.

    Only in a main thread; what runs in C is interrupted when it is over.
    """

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
