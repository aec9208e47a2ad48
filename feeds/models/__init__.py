from feeds.models.fetches import Fetch
from feeds.models.items import FeedItem, ItemKind, Status
from feeds.models.pages import FeedIndexPage
from feeds.models.sources import Nature, Source, SourceGroup
from feeds.models.visits import Trust

__all__ = [
    "FeedIndexPage",
    "FeedItem",
    "Fetch",
    "ItemKind",
    "Nature",
    "Source",
    "SourceGroup",
    "Status",
    "Trust",
]
