"""Visits and the newsroom change the same rows at the same moment: one waits, and neither fails."""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from feeds import gallery, leases
from feeds.keep import keep_all
from feeds.leases import ATTEMPTS
from feeds.models import FeedItem, Gone, Held, Source, Status, Trust
from feeds.reading import read
from feeds.recall import Arrival
from feeds.store import end_embargoes, note_gone
from feeds.types import Fetched, Validators
from tests.cms.counter import agrees
from tests.cms.workers import until
from tests.factories import pages
from tests.factories.feeds import SourceFactory
from tests.feeds.reading import rss
from tests.threads import in_threads, with_own_connection

ROUNDS = 8
ITEMS = 40
APART_S = 0.3
"""How far from each other they begin, at most: storing takes about as long."""
SEED = 20261125

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


def nothing() -> None:
    """To be prepared."""


def moderate(turn: int) -> None:
    FeedItem.objects.all().moderate((Status.REJECTED, Status.APPROVED)[turn % 2 == 0])


def hold_back() -> None:
    prepare(held=Held.FLOOD, status=Status.PENDING)


def release(turn: int) -> None:
    FeedItem.objects.all().release()


def embargo() -> None:
    prepare(held=Held.EMBARGO, announced_at=timezone.now())


def end(turn: int) -> None:
    end_embargoes(timezone.now() + timedelta(hours=1))


def leave(turn: int) -> None:
    note_gone(FeedItem.objects.filter(pk__in=every_other()), Gone.MISSING, timezone.now())


def delete(turn: int) -> None:
    FeedItem.objects.filter(pk__in=every_other()).delete()


def lend() -> None:
    prepare(image=pages.image())


def lend_no_more(turn: int) -> None:
    gallery.sweep(timezone.now())


def visit_soon(turn: int) -> None:
    Source.objects.all().release()


def fail_often() -> None:
    with transaction.atomic():
        again = {"quarantined_at": None, "next_visit_at": timezone.now()}
        Source.objects.filter(pk__in=Source.objects.hold()).update(attempts=ATTEMPTS, **again)


def set_aside(turn: int) -> None:
    leases.lease_batch(timezone.now(), suspects=True)


def prepare(**fields: Any) -> None:
    with transaction.atomic():
        FeedItem.objects.all().hold_sources()
        FeedItem.objects.update(**fields)


def every_other() -> list[int]:
    return list(FeedItem.objects.order_by("pk").values_list("pk", flat=True)[::2])


CHANGES = [
    (nothing, moderate),
    (hold_back, release),
    (embargo, end),
    (nothing, leave),
    (nothing, delete),
    (lend, lend_no_more),
    (nothing, visit_soon),
    (fail_often, set_aside),
]
Work = tuple[Callable[[], None], Callable[[int], object]]


def together(*works: Work) -> list[Exception]:
    """Each in a thread, ROUNDS times at about the same moment; what they raised."""
    raised: list[Exception] = []
    barrier, dice = threading.Barrier(len(works)), random.Random(SEED)

    def run(prepare: Callable[[], None], work: Callable[[int], object]) -> None:
        for turn in range(1, ROUNDS + 1):
            prepare()
            barrier.wait(60)
            time.sleep(dice.random() * APART_S)
            try:
                work(turn)
            except Exception as error:
                raised.append(error)

    in_threads((partial(run, *work) for work in works), 120)
    return raised


@pytest.mark.parametrize("work", CHANGES, ids=lambda work: work[1].__name__)
def test_nobody_waits_in_a_circle(work: Work) -> None:
    sources = followed()
    others = [storing(sources), storing(sources[::-1])]
    assert together(work, *((nothing, other) for other in others)) == []
    assert agrees()


@pytest.mark.parametrize("work", CHANGES, ids=lambda work: work[1].__name__)
def test_who_waits_for_the_first_source_holds_nothing_yet(work: Work) -> None:
    """Rows are found in the order in which they were written last: here, not that of their keys."""
    prepare, change = work
    first, *rest = [source.pk for source in followed()]
    prepare()
    Source.objects.filter(pk=first).update(next_visit_at=timezone.now())
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            Source.objects.filter(pk=first).hold()
            end = thread.submit(with_own_connection, partial(change, 1))
            until(lambda: is_waited_for() or end.done(), "somebody who waits")
            assert not end.done()
            assert len(FeedItem.objects.select_for_update(nowait=True, of=("self",))) == 3 * ITEMS
            assert len(Source.objects.filter(pk__in=rest).select_for_update(nowait=True)) == 2
        end.result(60)


def followed() -> list[Source]:
    """Three sources, all that they have said stored."""
    sources = [SourceFactory.create(trust=Trust.AUTO) for _ in range(3)]
    storing(sources)(1)
    return sources


def is_waited_for() -> bool:
    """Whether somebody waits for a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])
