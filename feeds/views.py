"""Fixed addresses of what comes in: an item, the sources, one source."""

import json

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cms.api.pagination import cards_context
from cms.models import Kind, Publication
from feeds.models import FeedItem, Source, SourceGroup


def item_detail(request: HttpRequest, source: str, slug: str, pk: int) -> HttpResponse:
    """One item, at its one address: any other spelling of it is sent there."""
    items = FeedItem.objects.visible().select_related("source__group", "source__person")
    item = get_object_or_404(items, pk=pk)
    if request.path != item.path:
        return redirect(item.path, permanent=True)
    publication = _publication(item.path)
    context = {"item": item, "publication": publication, "card": json.loads(publication.card)}
    return render(request, "feeds/feed_item.html", context)


def source_list(request: HttpRequest) -> HttpResponse:
    """Groups in their order, each with its `visible_sources`; then sources without a group."""
    sources = Source.objects.visible().select_related("person", "logo")
    arranged = Prefetch("sources", queryset=sources, to_attr="visible_sources")
    groups = [g for g in SourceGroup.objects.prefetch_related(arranged) if g.visible_sources]
    context = {"groups": groups, "other_sources": sources.filter(group=None)}
    return render(request, "feeds/source_list.html", context)


def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    sources = Source.objects.visible().select_related("group", "person", "logo")
    source = get_object_or_404(sources, slug=slug)
    publication = _publication(source.path)
    rows = Publication.objects.listed().of_kind(Kind.ITEM).with_facet("source", source.uuid)
    context = {
        "source": source,
        "publication": publication,
        "card": json.loads(publication.card),
        **cards_context(request, rows),
    }
    return render(request, "feeds/source_detail.html", context)


def _publication(path: str) -> Publication:
    """What the counter says is public: without it, there is nothing at this address."""
    publication = Publication.objects.filter(path=path).first()
    if publication is None:
        raise Http404
    return publication
