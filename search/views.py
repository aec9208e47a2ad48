import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search.query import COUNTED, Results, parse, search


def search_page(request: HttpRequest) -> HttpResponse:
    """Works without JavaScript, and its address can be shared."""
    query = request.GET.get("q", "")
    wanted = parse(query, request.GET.get("page", "1"))
    results = search(wanted)
    context = {
        "q": query[:200].replace("\0", ""),
        "results": [json.loads(row.card) for row in results.rows],
        "total_label": total_label(results) if wanted.words else "",
        "next_page": wanted.page + 1 if results.has_more else None,
    }
    return render(request, "search/search.html", context)


def total_label(results: Results) -> str:
    if results.is_capped:
        return _("More than %(count)s results") % {"count": f"{COUNTED:,}".replace(",", "\u202f")}
    values: dict[str, Any] = {"count": results.total}
    return ngettext("%(count)d result", "%(count)d results", results.total) % values
