"""Items that want pictures, for the tests of them."""

import json
from typing import Any

from django.utils import timezone

from cms.models import Publication
from feeds.models import FeedItem, Source
from tests.factories.feeds import FeedItemFactory


def item_of(source: Source, **fields: Any) -> FeedItem:
    return FeedItemFactory.create(source=source, **fields)


def again(item: FeedItem) -> FeedItem:
    return FeedItem.objects.get(pk=item.pk)


def make_due(item: FeedItem) -> None:
    FeedItem.objects.filter(pk=item.pk).update(picture_next_at=timezone.now())


def card(item: FeedItem) -> dict[str, Any]:
    return json.loads(Publication.objects.get(uuid=item.uuid).card)
