"""Visits and the newsroom change the same rows at the same moment: one waits, and neither fails."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from feeds.keep import keep_all
from feeds.models import FeedItem, Gone, Held, Source, Status, Trust
from feeds.reading import read
from feeds.recall import Arrival
from feeds.store import end_embargoes, note_gone
from feeds.types import Fetched, Validators
from tests.cms.counter import agrees
from tests.factories.feeds import SourceFactory
from tests.feeds.reading import rss

ROUNDS = 8
ITEMS = 40

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def arrival(source: Source, version: int, *, is_reversed: bool) -> Arrival:
    """Every item of the source in another version, in one order or the other."""
    numbers = range(ITEMS, 0, -1) if is_reversed else range(1, ITEMS + 1)
    entries = [
        f"<guid>{n}</guid><title>Titre {n}</title>"
        f"<link>https://a.example/{n}</link><description>{'mot ' * 9 * version}</description>"
        for n in numbers
    ]
    fetched = Fetched(source.feed_url, 200, {}, rss(*entries).encode(), Validators())
    now = timezone.now()
    return Arrival(source, fetched, read(fetched, now), now)


def storing(sources: list[Source]) -> Callable[[int], object]:
    def store(version: int) -> None:
        is_reversed = bool(version % 2)
        keep_all([arrival(s, version, is_reversed=is_reversed) for s in sources])

    return store


def moderate(turn: int) -> None:
    FeedItem.objects.all().moderate((Status.REJECTED, Status.APPROVED)[turn % 2])


def release(turn: int) -> None:
    with transaction.atomic():
        FeedItem.objects.all().hold_sources()
        FeedItem.objects.update(held=Held.FLOOD, status=Status.PENDING)
        FeedItem.objects.all().release()


def end(turn: int) -> None:
    FeedItem.objects.filter(pk__in=newest()).update(held=Held.EMBARGO, announced_at=timezone.now())
    end_embargoes(timezone.now() + timedelta(hours=1))


def leave(turn: int) -> None:
    note_gone(FeedItem.objects.filter(pk__in=newest()), Gone.MISSING, timezone.now())


def delete(turn: int) -> None:
    FeedItem.objects.filter(pk__in=newest()).delete()


def newest() -> list[int]:
    return list(FeedItem.objects.order_by("-pk").values_list("pk", flat=True)[:ITEMS])


def together(*works: Callable[[int], object]) -> list[Exception]:
    """Each in a thread, ROUNDS times at the same moment; what they raised."""
    raised: list[Exception] = []
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[int], object]) -> None:
        for turn in range(1, ROUNDS + 1):
            barrier.wait(60)
            try:
                work(turn)
            except Exception as error:
                raised.append(error)
        connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    return raised


@pytest.mark.parametrize(
    "change", [moderate, release, end, leave, delete], ids=lambda f: f.__name__
)
def test_nobody_waits_in_a_circle(change: Callable[[int], object]) -> None:
    sources = [SourceFactory.create(trust=Trust.AUTO) for _ in range(3)]
    storing(sources)(1)
    assert together(storing(sources), storing(sources[::-1]), change) == []
    assert agrees()
