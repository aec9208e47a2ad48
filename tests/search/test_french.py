"""What readers type, in French, and what they look for: `queries.tsv`, over the stories of
`corpus.py`. The part `held` was never looked at while the search was tuned."""

import csv
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

from search.query import parse, search
from tests.search import corpus

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

QUERIES = Path(__file__).with_name("queries.tsv")
FIRST = 5
WANTED = 0.95


class Query(NamedTuple):
    """`expected`: keys of stories, separated by commas, of which one has to be found."""

    part: str
    kind: str
    query: str
    expected: str


def queries() -> list[Query]:
    rows = csv.reader(QUERIES.open(encoding="utf-8"), delimiter="\t")
    return [Query(*row) for row in rows][1:]


def test_a_third_of_many_queries_is_held_out() -> None:
    parts = [query.part for query in queries()]
    assert len(parts) >= 120
    assert set(parts) == {"held", "tuned"}
    assert parts.count("held") * 3 >= len(parts)
    assert len({query.query for query in queries()}) == len(parts)


def test_what_is_looked_for_is_among_the_first_five() -> None:
    """Prints both figures, and what was missed of the part that may be looked at."""
    keys = corpus.build()
    hits: dict[str, list[bool]] = defaultdict(list)
    for query in queries():
        first = [keys.get(row.pk, "") for row in search(parse(query.query)).rows[:FIRST]]
        is_hit = not set(first).isdisjoint(query.expected.split(","))
        hits[query.part].append(is_hit)
        if not is_hit and query.part == "tuned":
            print(f"missed: {query.kind} «{query.query}» gave {first}")  # noqa: T201 - a figure
    shares = {part: sum(found) / len(found) for part, found in hits.items()}
    for part, share in shares.items():
        count = len(hits[part])
        print(f"hit@{FIRST}, {part}: {share:.3f} of {count} queries")  # noqa: T201 - a figure
    assert all(share >= WANTED for share in shares.values()), shares
