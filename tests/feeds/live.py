"""A source with a hub, on loopback: site, hub and our own server speak real HTTP."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from feeds import deliveries, subscriptions
from feeds.models import FeedItem, Source, Subscription
from feeds.pipeline import refresh
from tests.factories.feeds import SourceFactory
from tests.feeds.hub import Hub
from tests.feeds.reading import rss

if TYPE_CHECKING:
    from tests.feeds.conftest import Site

ATOM = 'xmlns:atom="http://www.w3.org/2005/Atom"'


def entry(name: str, text: str = "Un texte.") -> str:
    return f"<guid>{name}</guid><title>{name}</title><description>{text}</description>"


def feed_of(hub: Hub | None, *entries: str) -> str:
    head = f'<atom:link {ATOM} rel="hub" href="{hub.url}"/>' if hub else ""
    return rss(*entries, head=head)


def titles() -> set[str]:
    return set(FeedItem.objects.values_list("title", flat=True))


@dataclass
class Scene:
    """One followed source, and what happens to it."""

    site: "Site"
    hub: Hub
    path: str = "/feed"

    @property
    def source(self) -> Source:
        return Source.objects.get(feed_url=self.site.root + self.path)

    @property
    def row(self) -> Subscription:
        return Subscription.objects.get(source=self.source)

    @property
    def fetches(self) -> int:
        return sum(path == self.path for path, _ in self.site.requests)

    def publish(self, *entries: str, hub: Hub | None = None) -> None:
        self.site.put(self.path, feed_of(hub or self.hub, *entries))

    def visit(self) -> Any:
        return refresh(self.source)

    def subscribe(self) -> Subscription:
        """A visit tells of the hub, a task asks it, and it verifies."""
        if not Source.objects.filter(feed_url=self.site.root + self.path).exists():
            self.publish(entry("premier"))
            SourceFactory.create(feed_url=self.site.root + self.path)
        self.visit()
        subscriptions.tend()
        self.hub.settle()
        return self.row

    def move_back(self, by: timedelta) -> None:
        """The last visit was that long before now."""
        source = self.source
        assert source.last_visit_at is not None
        Source.objects.filter(pk=source.pk).update(
            last_visit_at=source.last_visit_at - by, next_visit_at=source.next_visit_at - by
        )

    def shift(self, **before: timedelta) -> None:
        """Moments of the subscription, that long before now."""
        moments = {name: timezone.now() - span for name, span in before.items()}
        Subscription.objects.filter(source=self.source).update(**moments)

    def read(self) -> int:
        return deliveries.read_waiting()

    @property
    def is_due(self) -> bool:
        return Source.objects.due(timezone.now()).filter(pk=self.source.pk).exists()

    @property
    def next_visit_at(self) -> datetime:
        return self.source.next_visit_at
