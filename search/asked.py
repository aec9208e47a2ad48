"""What an address of the search page asks for, and the addresses beside it.

Whatever is written there, a page answers: a value that is none is left out, an unknown parameter
is not looked at.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from cms.api.lists import Facets, Filters
from cms.models.publication import HAS, Kind
from search.facets import FACETS
from search.query import MAX_CHARACTERS, Search, parse

PERIODS = {"week": 7, "month": 31, "year": 366}
"""Days before now, by their value in the address."""

VALUES = 20
"""Values of one parameter that are looked at."""
VIDEOS = ("has", (HAS["video"],))


def asked(query: QueryDict) -> Search:
    """The bounded request of an address."""
    request = parse(query.get("q", ""), query.get("page", "1"))
    return replace(
        request,
        filters=_filters(query),
        by_date=query.get("sort") == "date",
        any_word=query.get("words") == "any",
    )


def text_of(query: QueryDict) -> str:
    """What stands in the field: as it was typed, as far as it is looked at."""
    return query.get("q", "")[:MAX_CHARACTERS].replace("\0", "").strip()


def period_of(query: QueryDict) -> str:
    """One of PERIODS, or "" for any time."""
    period = query.get("period", "")
    return period if period in PERIODS else ""


def address(query: QueryDict, *without: str, **changed: str | int) -> str:
    """`?…` of the same request but for the parameters named; its page is the first unless given.
    Only what is understood is repeated."""
    parameters = [
        (name, value)
        for name, value in _understood(query)
        if name not in without and name not in changed
    ]
    return f"?{urlencode([*parameters, *changed.items()])}"


def _understood(query: QueryDict) -> Iterable[tuple[str, str]]:
    yield "q", text_of(query)
    request = asked(query)
    yield from (("type", kind) for kind in request.filters.kinds)
    if period := period_of(query):
        yield "period", period
    for facet, targets in request.filters.facets:
        if facet == "has":
            yield "videos", "1"
        else:
            yield from ((facet, str(target)) for target in targets)
    if request.by_date:
        yield "sort", "date"
    if request.any_word:
        yield "words", "any"


def _filters(query: QueryDict) -> Filters:
    kinds = set(query.getlist("type")[:VALUES]) - {Kind.INDEX.value}
    days = PERIODS.get(period_of(query))
    since = timezone.now() - timedelta(days=days) if days else None
    return Filters(
        kinds=tuple(kind for kind in Kind.values if kind in kinds),
        facets=tuple(_facets(query)),
        published_from=since,
    )


def _facets(query: QueryDict) -> Facets:
    found = [(name, tuple(_uuids(query.getlist(name)))) for name in FACETS]
    videos = [VIDEOS] if query.get("videos") == "1" else []
    return tuple((name, targets) for name, targets in [*found, *videos] if targets)


def _uuids(values: list[str]) -> Iterable[UUID]:
    for value in dict.fromkeys(values[:VALUES]):
        try:
            yield UUID(value)
        except ValueError:
            continue
