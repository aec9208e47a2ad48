"""What is asked of a database, and what it answers: the same words for both engines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cms.api.lists import CARRIES, Filters, as_stored, facet_values, spelt
from cms.models.publication import LISTED_KINDS, Kind

COUNTED = 1_000
"""Counts are exact up to here; beyond, « plus de 1 000 ». No more are found: the newest."""
FEW = 5
"""Below so many finds the last word may be the beginning of another."""
BEGINNING = 3
"""Letters that a word needs to be completed."""

NAMED = tuple(kind.value for kind in Kind if kind not in (*LISTED_KINDS, Kind.INDEX))
"""Kinds that stand in no list and are found by their names."""

# Of the kinds that stand in lists, an unlisted row is the second address of a content that is
# found already.
SHOWN = "(p.listed OR p.kind NOT IN ('index', 'article', 'edito', 'episode', 'item'))"
IS_NAMED = f"p.kind IN ({', '.join(repr(kind) for kind in NAMED)})"


class Hit(NamedTuple):
    id: int
    kind: str


@dataclass(frozen=True, slots=True)
class Asked:
    """`completes`: the last word may be the beginning of one."""

    words: tuple[str, ...]
    filters: Filters
    by_date: bool = False
    any_word: bool = False
    completes: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """In their order, one more than COUNTED at most. `is_partial`: there may be older ones.
    `is_completed`: the last word was taken for a beginning."""

    hits: tuple[Hit, ...]
    is_partial: bool = False
    is_completed: bool = False

    @property
    def ids(self) -> list[int]:
        return [hit.id for hit in self.hits]

    def followed_by(self, more: "Found", by_date: bool) -> "Found":
        """`more` holds these as well: by date, its order is that of all."""
        known = set(self.ids)
        others = tuple(hit for hit in more.hits if hit.id not in known)
        hits = more.hits if by_date else self.hits + others
        return Found(hits, self.is_partial or more.is_partial, is_completed=bool(others))


NOTHING = Found(())
Finder = Callable[[], Found]


def can_complete(words: Sequence[str]) -> bool:
    return len(words[-1]) >= BEGINNING and words[-1].isalpha()


def conditions(filters: Filters, lead: int | None = None) -> tuple[str, dict[str, Any]]:
    """What a row `p` has to meet besides its words, as SQL that begins with AND, and its values.

    `lead` is the number of a facet that is asked for elsewhere: its values alone are given."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    if filters.kinds:
        values |= {f"kind{n}": kind for n, kind in enumerate(filters.kinds)}
        parts.append(f"p.kind IN ({_places('kind', len(filters.kinds))})")
    if filters.published_from:
        values["published_from"] = as_stored(filters.published_from)
        parts.append("p.published_at >= %(published_from)s")
    if filters.published_to:
        values["published_to"] = as_stored(filters.published_to)
        parts.append("p.published_at < %(published_to)s")
    values |= facet_values(filters.facets)
    for n, (facet, targets) in enumerate(spelt(filters.facets)):
        if n != lead:
            parts.append(CARRIES.format(facet=facet, targets=", ".join(targets)))
    return "".join(f" AND {part}" for part in parts), values


def _places(prefix: str, count: int) -> str:
    return ", ".join(f"%({prefix}{n})s" for n in range(count))
