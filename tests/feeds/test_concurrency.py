"""Two visitors of one source, as several workers against one database are."""

import threading
from collections import Counter

import pytest
from django.db import connection

from feeds.models import FeedItem, Source
from feeds.pipeline import refresh
from feeds.types import Outcome
from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import Site, sample

VISITORS = 6


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_of_many_visitors_asks(site: Site) -> None:
    source = SourceFactory.create(feed_url=site.put("/f", sample("gazette.rss.xml")))
    outcomes: Counter[Outcome] = Counter()
    together = threading.Barrier(VISITORS)

    def visit() -> None:
        mine = Source.objects.get(pk=source.pk)
        together.wait(30)
        outcomes[refresh(mine).outcome] += 1
        connection.close()

    threads = [threading.Thread(target=visit) for _ in range(VISITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert outcomes == {Outcome.UPDATED: 1, Outcome.HELD: VISITORS - 1}
    assert len(site.requests) == 1
    assert FeedItem.objects.count() == 3
