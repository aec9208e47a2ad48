from feeds.models.fetches import Fetch
from feeds.models.items import FeedItem, ItemKind, Status
from feeds.models.memory import Ahead, Forgotten, Gone, Held, LastDocument
from feeds.models.pages import FeedIndexPage
from feeds.models.retention import RetentionRule
from feeds.models.sources import Nature, Source, SourceGroup
from feeds.models.subscriptions import Delivery, Subscription
from feeds.models.visits import Trust

__all__ = [
    "Ahead",
    "Delivery",
    "FeedIndexPage",
    "FeedItem",
    "Fetch",
    "Forgotten",
    "Gone",
    "Held",
    "ItemKind",
    "LastDocument",
    "Nature",
    "RetentionRule",
    "Source",
    "SourceGroup",
    "Status",
    "Subscription",
    "Trust",
]
