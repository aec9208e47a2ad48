"""Many items from a server of our own, taken in by processes that may be killed."""

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from django.db import connection

from feeds import pipeline
from feeds.models import Source
from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import Site
from tests.feeds.reading import rss

START = datetime(2026, 1, 1, tzinfo=UTC)


def entry(source: int, n: int) -> str:
    at = START + timedelta(minutes=n)
    return (
        f"<guid isPermaLink='false'>{source}-{n}</guid><title>Source {source}, contenu {n}</title>"
        f"<link>https://s{source}.example/{n}</link>"
        f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<description>Le contenu {n} de la source {source}, écrit pour un essai.</description>"
    )


def serve(site: Site, sources: int, items: int) -> list[str]:
    """Addresses of so many documents with so many items each."""
    return [
        site.put(f"/{n}", rss(*(entry(n, item) for item in range(items)))) for n in range(sources)
    ]


def follow(addresses: Iterable[str]) -> list[int]:
    return [SourceFactory.create(feed_url=address).pk for address in addresses]


def visit_all(order: Iterable[int]) -> None:
    for pk in order:
        pipeline.refresh(Source.objects.get(pk=pk))


def in_a_child(work: Callable[[], None]) -> int:
    """The process that does it; ends with 0 when it is done."""
    connection.close()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            # Nothing of pytest's may run twice.
            os._exit(code)
    return child


def let_go_of_leases() -> None:
    """What two minutes, and an editor's “Visit now”, do after a process was killed."""
    Source.objects.update(lease_until=None, attempts=0, quarantined_at=None, last_error="")
