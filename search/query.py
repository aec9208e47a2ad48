"""One search for both front doors: pages, feed items and transcripts, over `Publication`.

    parse → find (search/postgresql.py, search/sqlite.py) → rows of one page
              └ nothing: the words as titles and names spell them → find again

PostgreSQL: stemming, accents and œ folded, title before body, last word completed, slips forgiven.
SQLite: accents folded, last word completed; no stemming: good enough to try the site.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db import connection
from django.db.models import Case, F, TextField, Value, When
from django.db.models.functions import Left

from cms.api.lists import Filters
from cms.models.publication import Kind, Publication
from search import postgresql, sqlite
from search.matches import COUNTED, FEW, NOTHING, Asked, Found, can_complete

MAX_CHARACTERS = 200
MAX_WORDS = 12
NEWEST = 2_000
"""Pages that Wagtail's API ranks: the newest ones. A common word would match the whole site."""
PAGE_SIZE = 20
MAX_PAGE = 25
READ = 20_000
"""Characters of a text that are read for the passage which is shown of it."""

ENGINES = {"postgresql": postgresql, "sqlite": sqlite}

_WORDS = re.compile(r"\d+(?:\.\d+)+|\w+")


@dataclass(frozen=True, slots=True)
class Search:
    """A bounded request: plain words, page from 1 to MAX_PAGE, what results are narrowed to.

    `by_date`: the newest first, instead of the best. `any_word`: one of the words is enough.
    """

    words: tuple[str, ...]
    page: int = 1
    filters: Filters = field(default_factory=Filters)
    by_date: bool = False
    any_word: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Results:
    """One page of rows, best first.

    `total` is exact up to COUNTED, unless `found` is partial: of a very common word some of the
    newest matches alone were looked for. `words` are those that were looked for: not those of
    the request where these were found nowhere and others, spelled nearly so, were. `found` is of
    all pages.
    """

    rows: list[Publication]
    total: int
    has_more: bool
    words: tuple[str, ...] = ()
    found: Found = NOTHING

    @property
    def is_capped(self) -> bool:
        return self.found.is_partial or self.total > COUNTED


def parse(text: str, page: str = "1") -> Search:
    """Any text becomes a bounded request: operators, NUL and what is too long are dropped."""
    words = _WORDS.findall(text[:MAX_CHARACTERS].replace("\0", " "))
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1
    return Search(tuple(words[:MAX_WORDS]), min(max(number, 1), MAX_PAGE))


def search(request: Search, with_texts: bool = False) -> Results:
    """Best first: names and titles, then texts, then what is recent. None for an empty request.

    Two statements, on PostgreSQL an estimate before; as many again where fewer than FEW are found
    and the last word may be a beginning, or where nothing is. `with_texts`: each row has `text`,
    the beginning of what is searched in it, and `told`, its document where it is a recording.
    """
    if not request.words:
        return Results([], 0, False)
    words, found = request.words, find(request)
    if not found.hits:
        words, found = _spelled_otherwise(request)
    start = (request.page - 1) * PAGE_SIZE
    page = found.ids[start : start + PAGE_SIZE]
    has_more = len(found.hits) > start + PAGE_SIZE and request.page < MAX_PAGE
    return Results(_rows(page, with_texts), len(found.hits), has_more, words, found)


def find(request: Search) -> Found:
    """All that matches, best first; where that is little, what matches once the last word is
    completed follows."""
    engine = ENGINES[connection.vendor]
    asked = Asked(request.words, request.filters, request.by_date, request.any_word)
    if not can_complete(request.words):
        (whole,) = engine.finders(asked)
        return whole()
    whole, begun = engine.finders(asked, replace(asked, completes=True))
    found: Found = whole()
    return found.followed_by(begun(), request.by_date) if len(found.hits) < FEW else found


def _spelled_otherwise(request: Search) -> tuple[tuple[str, ...], Found]:
    words = ENGINES[connection.vendor].spelled(request.words)
    found = find(replace(request, words=words)) if words else NOTHING
    return (words, found) if found.hits else (request.words, NOTHING)


def _rows(ids: Sequence[int], with_texts: bool) -> list[Publication]:
    if not ids:
        return []
    rows = Publication.objects.filter(pk__in=ids).only("uuid", "kind", "card", "search_title")
    if with_texts:
        recorded = When(kind__in=(Kind.EDITO, Kind.EPISODE), then=F("document"))
        rows = rows.annotate(
            text=Left("search_body", READ),
            told=Case(recorded, default=Value(""), output_field=TextField()),
        )
    by_id = {row.pk: row for row in rows}
    # Between two statements a content may have left.
    return [by_id[pk] for pk in ids if pk in by_id]
