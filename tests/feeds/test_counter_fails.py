"""When the counter fails, nothing that called it has happened: the doors of this room.

Django deletes in a transaction without a savepoint: those tests need one of their own.
"""

from collections.abc import Callable

import pytest

from feeds.models import FeedItem, Source, Status, Trust
from feeds.pipeline import refresh
from tests.cms.counter import CounterError, agrees
from tests.factories.feeds import FeedItemFactory, SourceFactory
from tests.feeds.conftest import Site, sample

pytestmark = pytest.mark.django_db(transaction=True)
Break = Callable[[], None]


def test_ingestion(site: Site, broken_counter: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    url = site.put("/gazette.rss.xml", sample("gazette.rss.xml"))
    source = SourceFactory.create(feed_url=url)
    broken_counter()
    assert refresh(source).error == "internal"
    assert not FeedItem.objects.exists()
    monkeypatch.undo()
    assert refresh(Source.objects.get()).new > 0
    assert agrees()


@pytest.mark.parametrize("trust", [Trust.PAUSED, Trust.EXCERPT])
def test_trust(trust: str, broken_counter: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    source = FeedItemFactory.create().source
    broken_counter()
    source.trust = trust
    with pytest.raises(CounterError):
        source.save()
    monkeypatch.undo()
    assert Source.objects.get().trust == Trust.AUTO
    assert agrees()


def test_moderation(broken_counter: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    FeedItemFactory.create(status=Status.PENDING)
    broken_counter()
    with pytest.raises(CounterError):
        FeedItem.objects.all().moderate(Status.APPROVED)
    monkeypatch.undo()
    assert FeedItem.objects.get().status == Status.PENDING
    assert agrees()


@pytest.mark.parametrize("model", [Source, FeedItem])
def test_deletion(
    model: type[Source] | type[FeedItem],
    broken_counter: Break,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    FeedItemFactory.create()
    broken_counter()
    with pytest.raises(CounterError):
        model.objects.get().delete()
    monkeypatch.undo()
    assert Source.objects.exists()
    assert FeedItem.objects.exists()
    assert agrees()
