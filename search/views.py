import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from cms.models.publication import Kind, Publication
from search.asked import PERIODS, address, asked, period_of, text_of
from search.facets import FACETS, Choice, choices, kind_counts
from search.passages import passages_of
from search.query import COUNTED, Results, Search, search

KINDS = {
    "article": gettext_lazy("Our articles"),
    "edito": gettext_lazy("Video editorials"),
    "episode": gettext_lazy("Interviews"),
    "item": gettext_lazy("Taken from our sources"),
    "show": gettext_lazy("Shows"),
    "dossier": gettext_lazy("Dossiers"),
    "person": gettext_lazy("People"),
    "topic": gettext_lazy("Topics"),
    "source": gettext_lazy("Sources"),
    "page": gettext_lazy("Other pages"),
}
FACET_NAMES = {
    "source": gettext_lazy("Source"),
    "person": gettext_lazy("Person"),
    "dossier": gettext_lazy("Dossier"),
    "show": pgettext_lazy("broadcast", "Show"),
}
PERIOD_NAMES = {
    "week": gettext_lazy("Last 7 days"),
    "month": gettext_lazy("Last month"),
    "year": gettext_lazy("Last year"),
}
DOSSIERS = 3
"""Dossiers that are shown where nothing was found: the newest."""


def search_page(request: HttpRequest) -> HttpResponse:
    """Works without JavaScript, and its address can be shared. Bad values are left out."""
    query, wanted = request.GET, asked(request.GET)
    results = search(wanted, with_texts=True)
    context = {
        "q": text_of(query),
        "wanted": wanted,
        "results": _drawn(results),
        "total": results.total,
        "total_label": total_label(results) if wanted.words else "",
        "instead": " ".join(results.words) if results.words != wanted.words else "",
        "first_page": address(query),
        "next_page": address(query, page=wanted.page + 1) if results.has_more else "",
        **(_choices(query, wanted, results) if wanted.words else {}),
        **(_ways_out(query, wanted) if wanted.words and not results.total else {}),
    }
    return render(request, "search/search.html", context)


def _drawn(results: Results) -> list[dict[str, Any]]:
    cards = [json.loads(row.card) for row in results.rows]
    passages = passages_of(results, [card["title"] for card in cards])
    return [
        {"card": card, "passage": passage} for card, passage in zip(cards, passages, strict=True)
    ]


def _choices(query: QueryDict, wanted: Search, results: Results) -> Mapping[str, Any]:
    """Boxes of the form. Numbers are shown where all results were counted."""
    kinds = [
        Choice(kind, str(KINDS[kind]), count, is_asked)
        for kind, (count, is_asked) in kind_counts(wanted, results.found).items()
    ]
    chosen = period_of(query)
    found = choices(wanted, results.found)
    return {
        "kinds": kinds,
        "facets": [(name, str(FACET_NAMES[name]), found[name]) for name in FACETS],
        "periods": [(name, str(PERIOD_NAMES[name]), name == chosen) for name in PERIODS],
        "period": chosen,
        "in_videos": any(facet == "has" for facet, _targets in wanted.filters.facets),
        "is_counted": not results.is_capped,
        "is_narrowed": _is_narrowed(wanted),
    }


def _is_narrowed(wanted: Search) -> bool:
    filters = wanted.filters
    return bool(filters.kinds or filters.facets or filters.published_from)


def _ways_out(query: QueryDict, wanted: Search) -> Mapping[str, Any]:
    """Where nothing was found."""
    narrowing = ("type", "period", "videos", *FACETS)
    many = len(wanted.words) > 1 and not wanted.any_word
    dossiers = Publication.objects.of_kind(Kind.DOSSIER).newest_first()[:DOSSIERS]
    return {
        "everywhere": address(query, *narrowing) if _is_narrowed(wanted) else "",
        "any_word": address(query, words="any") if many else "",
        "dossiers": [json.loads(card) for card in dossiers.values_list("card", flat=True)],
    }


def total_label(results: Results) -> str:
    if results.is_capped:
        count = min(results.total, COUNTED)
        return _("More than %(count)s results") % {"count": f"{count:,}".replace(",", "\u202f")}
    values: dict[str, Any] = {"count": results.total}
    return ngettext("%(count)d result", "%(count)d results", results.total) % values
