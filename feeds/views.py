"""Fixed addresses of what comes in: an item, the sources and their list as OPML, one source."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from cms.api.caching import content_key, facet_key, list_key
from cms.api.lists import cards_of
from cms.models import Kind, Person, Publication, SiteSettings
from cms.models.dossiers import dossiers_of
from cms.recent import recent
from cms.related import related
from cms.schemas import Card
from cms.statements import instance_of, instance_or_404, rows_of
from feeds.filters import Wanted, filters_context
from feeds.models import FeedItem, ItemKind, Source, SourceGroup
from feeds.normalise import EXCERPT_LETTERS
from feeds.opml import opml
from feeds.rhythm import contents_a_week
from feeds.sanitise import words

OTHERS = 3


def item_detail(request: HttpRequest, source: str, slug: str, pk: int) -> HttpResponse:
    """One item, at its one address: any other spelling of it is sent there."""
    items = FeedItem.objects.visible().select_related("source__group", "source__person")
    item = get_object_or_404(items, pk=pk)
    if request.path != item.path:
        return redirect(item.path, permanent=True)
    # A card of before has no language.
    card = {"language": item.language, **_card(item.path)}
    context = {
        "item": item,
        "card": card,
        "is_whole": _is_republished(item),
        "licence": item.source.licence_shape,
        "logo": _logo(item.source, card),
        "dossiers": dossiers_of(item.uuid),
        **_others(item, card),
        "keys": [content_key(item.uuid), content_key(item.source.uuid)],
    }
    return TemplateResponse(request, "feeds/feed_item.html", context)


def source_list(request: HttpRequest) -> HttpResponse:
    """Groups in their order, each with its `visible_sources`; then sources without a group."""
    groups, others = _arranged()
    every = [source.uuid for group in groups for source in group.visible_sources]
    every += [source.uuid for source in others]
    context = {
        "groups": groups,
        "other_sources": others,
        "weekly": contents_a_week(every, timezone.now()),
    }
    return TemplateResponse(
        request, "feeds/source_list.html", {**context, "keys": [list_key(Kind.SOURCE)]}
    )


def source_opml(request: HttpRequest) -> HttpResponse:
    """The same list for feed readers."""
    groups, others = _arranged()
    named = [(group.name, group.visible_sources) for group in groups]
    site = SiteSettings.for_request(request)
    text = opml(site.site_name or settings.WAGTAIL_SITE_NAME, [*named, ("", others)])
    response = HttpResponse(text, content_type="text/x-opml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sources.opml"'
    return response


def _arranged() -> tuple[list[Any], list[Source]]:
    """Groups that have a visible source, each with its `visible_sources`, and the sources that
    stand in no group."""
    sources = Source.objects.visible().select_related("person", "logo")
    arranged = Prefetch("sources", queryset=sources, to_attr="visible_sources")
    groups = [g for g in SourceGroup.objects.prefetch_related(arranged) if g.visible_sources]
    return groups, list(sources.filter(group=None))


def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    source = _source(slug)
    wanted = Wanted.of(request.GET)
    context = {
        "source": source,
        "card": _card(source.path),
        "weekly": recent(
            ("weekly", source.uuid), lambda: contents_a_week([source.uuid], timezone.now())
        ),
        **cards_of(request, wanted.filters(source.uuid)),
        **filters_context(wanted),
        "keys": [content_key(source.uuid), facet_key("source", source.uuid)],
    }
    return TemplateResponse(request, "feeds/source_detail.html", context)


def _source(slug: str) -> Source:
    source = instance_or_404(Source, "slug", slug)
    if not source.is_visible:
        raise Http404
    for name, model in (("group", SourceGroup), ("person", Person)):
        if key := getattr(source, f"{name}_id"):
            setattr(source, name, instance_of(model, "pk", key))
    return source


def _is_republished(item: FeedItem) -> bool:
    """A whole article, under terms that somebody has agreed to: more than an excerpt may hold."""
    is_agreed = bool(item.source.licence) and item.kind == ItemKind.ARTICLE
    return is_agreed and len(words(item.body)) > EXCERPT_LETTERS


def _logo(source: Source, card: Mapping[str, Any]) -> dict[str, Any] | None:
    """As the card of the source has it; None where the item shows it as its own picture."""
    told = Publication.objects.cards_by_uuid([source.uuid]).get(source.uuid)
    logo: dict[str, Any] | None = json.loads(told)["image"] if told else None
    return logo if logo and logo["uuid"] != (card["image"] or {}).get("uuid") else None


def _others(item: FeedItem, card: dict[str, Any]) -> dict[str, Any]:
    """Cards of what shares most with an item, else of the newest of its source: `others`, and
    whether they `are_alike`."""
    if found := related(Card.model_validate(card)):
        return {"others": found, "are_alike": True}
    rows = Publication.objects.listed().with_facet("source", item.source.uuid)
    newest = rows.exclude(uuid=item.uuid).newest_first().values_list("card", flat=True)
    return {"others": [json.loads(card) for card in newest[:OTHERS]], "are_alike": False}


def _card(path: str) -> dict[str, Any]:
    """What the counter says is public: without it, there is nothing at this address."""
    rows = rows_of("SELECT card FROM cms_publication WHERE path = %s LIMIT 1", [path])
    if not rows:
        raise Http404
    card: dict[str, Any] = json.loads(rows[0][0])
    return card
