"""Fixed addresses of people, topics, dossiers and corrections, and the pages of errors."""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy
from django.views.static import serve

from cms import byte_ranges
from cms.api import errors
from cms.api.caching import ABSENT, content_key, facet_key, list_key, path_key, shared
from cms.api.lists import Filters, as_stored, cards_of
from cms.api.pagination import cards_context, cursor_of, read_from, sliced
from cms.models import Correction, Kind, Person, Publication, Topic, Withdrawal
from cms.quotations import words_of
from cms.statements import instance_or_404, rows_of
from media_library.video_url import MEDIA_TYPES

UPLOADED_TYPES = {**MEDIA_TYPES, ".vtt": "text/vtt"}
"""Those that Python's own list may lack, as it is another on each machine."""

CORRECTIONS_SHOWN = 30
PEOPLE_SHOWN = 100
AUTHORS = "auteurs"
SIGNED = (Kind.ARTICLE, Kind.EDITO, Kind.EPISODE, Kind.SHOW)
"""What somebody may sign: an author may be new with any of them."""
AWAY_S = 10
"""A database that restarts is back by then: what `Retry-After` says meanwhile."""

TABS = {
    "articles": (Kind.ARTICLE, gettext_lazy("Articles")),
    "editos": (Kind.EDITO, gettext_lazy("Éditos")),
    "entretiens": (Kind.EPISODE, gettext_lazy("Interviews")),
    "ailleurs": (Kind.ITEM, gettext_lazy("From elsewhere")),
}
"""What a list of all kinds can be narrowed to: `?type=articles`."""
TOPIC_TABS = {name: tab for name, tab in TABS.items() if name != "ailleurs"}
"""What comes in has no topics: this tab would lead to nothing."""


def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody by name, or with `?role=auteurs` those who sign something public."""
    is_of_authors = request.GET.get("role") == AUTHORS
    people = Person.objects.signing() if is_of_authors else Person.objects.all()
    shown = Paginator(people.by_name(), PEOPLE_SHOWN).get_page(request.GET.get("page"))
    context = {
        "people": shown,
        "authors": AUTHORS,
        "is_of_authors": is_of_authors,
        "keys": [list_key(kind) for kind in (Kind.PERSON, *(SIGNED if is_of_authors else ()))],
    }
    return TemplateResponse(request, "cms/person_list.html", context)


def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    person = instance_or_404(Person, "slug", slug)
    cards = _tabbed(request, ("person", (person.uuid,)), TABS)
    words = [] if cards["cursor"] or cards["tab"] else words_of(person.uuid)
    context = {"person": person, "card": _card(person.uuid), "words": words, **cards}
    keys = [content_key(person.uuid), facet_key("person", person.uuid)]
    return TemplateResponse(request, "cms/person_detail.html", {**context, "keys": keys})


def topic_list(request: HttpRequest) -> HttpResponse:
    context = {"topics": Topic.objects.all(), "keys": [list_key(Kind.TOPIC)]}
    return TemplateResponse(request, "cms/topic_list.html", context)


def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    topic = instance_or_404(Topic, "slug", slug)
    cards = _tabbed(request, ("topic", (topic.uuid,)), TOPIC_TABS)
    context = {"topic": topic, "card": _card(topic.uuid), **cards}
    keys = [content_key(topic.uuid), facet_key("topic", topic.uuid)]
    return TemplateResponse(request, "cms/topic_detail.html", {**context, "keys": keys})


def dossier_list(request: HttpRequest) -> HttpResponse:
    cards = cards_context(request, Publication.objects.of_kind(Kind.DOSSIER))
    context = {**cards, "keys": [list_key(Kind.DOSSIER)]}
    return TemplateResponse(request, "cms/dossier_list.html", context)


def _tabbed(
    request: HttpRequest, facet: tuple[str, tuple[UUID, ...]], offered: Mapping[str, Any]
) -> dict[str, Any]:
    """The page of a list that `includes/tabs.html` narrows, and which tab was asked for: of those
    that are not offered, all is shown."""
    tab = request.GET.get("type", "")
    kinds = (offered[tab][0],) if tab in offered else ()
    return {
        **cards_of(request, Filters(kinds=kinds, facets=(facet,))),
        "tabs": {name: label for name, (_kind, label) in offered.items()},
        "tab": tab if tab in offered else "",
        "kept": {"type": tab} if tab in offered else {},
    }


def correction_list(request: HttpRequest) -> HttpResponse:
    """All that was put right in what readers may see, the newest first."""
    cursor = cursor_of(request)
    rows = Correction.objects.public().annotate(published_at=F("at"))
    page = sliced(list(read_from(rows, cursor)[: CORRECTIONS_SHOWN + 1]), cursor, CORRECTIONS_SHOWN)
    context = {
        "corrections": _corrected(page.rows),
        "next_cursor": page.next_cursor,
        "prev_cursor": page.prev_cursor,
    }
    keys = [list_key(kind) for kind in (Kind.ARTICLE, Kind.EDITO, Kind.EPISODE)]
    return TemplateResponse(request, "cms/correction_list.html", {**context, "keys": keys})


def _corrected(found: Sequence[Correction]) -> list[dict[str, Any]]:
    """Each as its page tells it, with the `card` of that page."""
    stories = Publication.objects.listed().of_kind(Kind.ARTICLE, Kind.EDITO, Kind.EPISODE)
    rows = stories.filter(object_id__in={each.page_id for each in found})
    cards = dict(rows.values_list("object_id", "card"))
    return [
        {**each.shape().model_dump(), "card": json.loads(cards[each.page_id])}
        for each in found
        if each.page_id in cards
    ]


def kept(request: HttpRequest) -> HttpResponse:
    """What a reader keeps for later: their browser alone knows (static/js/site.js)."""
    return TemplateResponse(request, "cms/kept.html", {"keys": ["site"]})


def offline(request: HttpRequest) -> HttpResponse:
    """Said when nothing else can be: it asks no database, and is the same for everybody."""
    return HttpResponse(render_to_string("offline.html"))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """410 for what left with a public reason; else 404 with a search filled from the address."""
    if request.path.startswith("/api/"):
        return errors.not_found(request)
    withdrawal = Withdrawal.objects.filter(path=request.path).first()
    if withdrawal:
        response = render(request, "410.html", {"withdrawal": withdrawal}, status=410)
    else:
        words = " ".join(re.findall(r"[^\W\d_]{3,}", request.path))[:100]
        response = render(request, "404.html", {"path_words": words}, status=404)
    return shared(response, ["site", "redirects", path_key(request.path)], ABSENT)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A host that is not ours, a path that cannot be one. Nothing of the request is repeated."""
    if request.path.startswith("/api/"):
        return errors.bad_request()
    return HttpResponse(render_to_string("400.html"), status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token, or from another site. Doors of the APIs take no cookie and are
    exempt: below `/api/` it is an address that no door answers."""
    if request.path.startswith("/api/"):
        return errors.not_found(request)
    return HttpResponse(render_to_string("403_csrf.html"), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own mistake, without a word of what it is; 503 where a database that is away or too
    busy is to blame. Called while the exception is being handled."""
    is_away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    status = 503 if is_away else 500
    if request.path.startswith("/api/"):
        response = errors.away() if is_away else errors.failed()
    else:
        response = HttpResponse(render_to_string("500.html", {"status": status}), status=status)
    if is_away:
        response["Retry-After"] = AWAY_S
    return response


def media_file(request: HttpRequest, path: str, document_root: str) -> HttpResponseBase:
    """An upload, on a developer's machine. As from nginx (deploy/nginx.conf): whatever it is, a
    browser only shows it, and a player may ask for parts of it."""
    response = byte_ranges.apply(request, serve(request, path, document_root))
    if media_type := UPLOADED_TYPES.get(PurePosixPath(path).suffix.lower()):
        response["Content-Type"] = media_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _card(uuid: UUID) -> dict[str, Any] | None:
    rows = rows_of("SELECT card FROM cms_publication WHERE uuid = %s", [as_stored(uuid)])
    return json.loads(rows[0][0]) if rows else None
