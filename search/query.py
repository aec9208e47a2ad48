"""One search for both front doors: pages and feed items, over `Publication`.

PostgreSQL: stemming, accents and œ folded, title before body (a generated `tsvector` column).
SQLite: FTS5 with accents folded, no stemming: good enough to try the site.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from cms.models.publication import Publication

MAX_CHARACTERS = 200
MAX_WORDS = 12
NEWEST = 2_000
"""Body matches that are ranked: the newest ones. A common word would match the whole site."""
COUNTED = 1_000
"""Counts are exact up to here; beyond, « plus de 1 000 »."""
PAGE_SIZE = 20
MAX_PAGE = 25


@dataclass(frozen=True, slots=True)
class Search:
    """A bounded request: plain words, page from 1 to MAX_PAGE."""

    words: tuple[str, ...]
    page: int

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Results:
    """One page of rows, best first; `total` is exact up to COUNTED."""

    rows: list[Publication]
    total: int
    has_more: bool

    @property
    def is_capped(self) -> bool:
        return self.total > COUNTED


def parse(text: str, page: str = "1") -> Search:
    """Any text becomes a bounded request: operators, NUL and what is too long are dropped."""
    words = re.findall(r"\w+", text[:MAX_CHARACTERS].replace("\0", " "))
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1
    return Search(tuple(words[:MAX_WORDS]), min(max(number, 1), MAX_PAGE))


def search(request: Search) -> Results:
    """Best first: title matches, then recent ones. Two queries; none for an empty request."""
    if not request.words:
        return Results([], 0, False)
    dialect = DIALECTS[connection.vendor]
    start = (request.page - 1) * PAGE_SIZE
    wanted = dialect.phrase(request.words)
    rows = list(
        Publication.objects.raw(dialect.ranked, [wanted, NEWEST, wanted, PAGE_SIZE + 1, start])
    )
    with connection.cursor() as cursor:
        cursor.execute(dialect.counted, [wanted, COUNTED + 1])
        total = cursor.fetchone()[0]
    return Results(rows[:PAGE_SIZE], total, len(rows) > PAGE_SIZE and request.page < MAX_PAGE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """`ranked` takes the phrase, how many newest matches to rank, the phrase, limit and offset;
    `counted` the phrase and where to stop. `phrase` writes plain words as the engine reads them."""

    ranked: str
    counted: str
    phrase: Callable[[tuple[str, ...]], str]


# Plain SQL: `search` is a generated column on one engine and a table of its own on the other,
# neither of which a model field can be. Of the kinds that stand in lists, an unlisted row is the
# second address of a content that is found already.
POSTGRESQL = Dialect(
    ranked="""
        WITH matches AS (
            SELECT p.id, p.uuid, p.kind, p.card, p.search_title, p.published_at, p.search
            FROM cms_publication p, plainto_tsquery('french_unaccent', %s) q
            WHERE p.search @@ q
                AND (p.listed OR p.kind NOT IN ('index', 'article', 'edito', 'episode', 'item'))
            ORDER BY p.published_at DESC, p.id DESC LIMIT %s
        )
        SELECT m.id, m.uuid, m.kind, m.card, m.search_title
        FROM matches m, plainto_tsquery('french_unaccent', %s) q
        ORDER BY ts_rank(m.search, q) DESC, m.published_at DESC, m.id DESC LIMIT %s OFFSET %s
    """,
    counted="""
        SELECT count(*) FROM (
            SELECT 1 FROM cms_publication p, plainto_tsquery('french_unaccent', %s) q
            WHERE p.search @@ q
                AND (p.listed OR p.kind NOT IN ('index', 'article', 'edito', 'episode', 'item'))
            LIMIT %s
        ) found
    """,
    phrase=" ".join,
)

SQLITE = Dialect(
    ranked="""
        WITH matches AS (
            SELECT p.id FROM cms_publication_search s JOIN cms_publication p ON p.id = s.rowid
            WHERE s.cms_publication_search MATCH %s
                AND (p.listed OR p.kind NOT IN ('index', 'article', 'edito', 'episode', 'item'))
            ORDER BY p.published_at DESC, p.id DESC LIMIT %s
        )
        SELECT p.id, p.uuid, p.kind, p.card, p.search_title FROM cms_publication_search s
        JOIN matches m ON m.id = s.rowid JOIN cms_publication p ON p.id = s.rowid
        WHERE s.cms_publication_search MATCH %s
        ORDER BY bm25(cms_publication_search, 8.0, 1.0), p.published_at DESC, p.id DESC
        LIMIT %s OFFSET %s
    """,
    counted="""
        SELECT count(*) FROM (
            SELECT 1 FROM cms_publication_search s JOIN cms_publication p ON p.id = s.rowid
            WHERE s.cms_publication_search MATCH %s
                AND (p.listed OR p.kind NOT IN ('index', 'article', 'edito', 'episode', 'item'))
            LIMIT %s
        ) found
    """,
    phrase=lambda words: " ".join(f'"{word}"' for word in words),
)

DIALECTS = {"postgresql": POSTGRESQL, "sqlite": SQLITE}
