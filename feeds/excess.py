"""What a document holds too much of, cut before a parser sees it.

feedparser builds every entry before anybody can count them: 50,000 take a minute and a gigabyte.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from heapq import nlargest

Span = tuple[int, int]

# An unclosed section swallows the rest: looked for again at each opening, it would take for ever.
_MARK = re.compile(
    rb"<!\[CDATA\[(?:.*?\]\]>|.*)|<!--(?:.*?-->|.*)"
    rb"|<(?P<closing>/?)(?:atom:|rss:)?(?P<name>item|entry)(?=[\s/>])[^<>]*?(?P<empty>/?)>",
    re.S,
)
_DATE = re.compile(
    rb"<(?:pubDate|published|updated|dc:date|modified|issued)\b[^<>]*>\s*([^<>]{1,100})<"
)
_NEVER = datetime.min.replace(tzinfo=UTC)


def newest_entries(body: bytes, limit: int) -> bytes:
    """The document with at most `limit` entries, the newest by their own dates, in its own order.

    Entries without a date (RFC 5322, ISO 8601) come after those that have one, the first of the
    document before the others. A document in UTF-16 or UTF-32 is left as it is.
    """
    spans = list(entry_spans(body))
    if len(spans) <= limit:
        return body
    newest = nlargest(limit, range(len(spans)), key=lambda n: (_date(body, spans[n]), -n))
    kept = (spans[n] for n in sorted(newest))
    # What stands between two entries goes too: nothing else belongs there.
    entries = (body[start:end] for start, end in kept)
    return b"".join([body[: spans[0][0]], *entries, body[spans[-1][1] :]])


def entry_spans(body: bytes) -> Iterator[Span]:
    """Where entries begin and end; the next one ends an entry whose own end is missing."""
    start: int | None = None
    end: int | None = None
    for mark in _MARK.finditer(body):
        if not mark["name"]:
            continue
        if mark["closing"]:
            end = mark.end()
            continue
        if start is not None:
            yield start, end or mark.start()
        start, end = mark.start(), mark.end() if mark["empty"] else None
    if start is not None:
        yield start, end or len(body)


def _date(body: bytes, span: Span) -> datetime:
    found = _DATE.search(body, *span)
    written = found[1].decode("ascii", "replace").strip() if found else ""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            date = parse(written)
            return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
        except (OverflowError, ValueError):
            continue
    return _NEVER
