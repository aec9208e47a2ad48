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

from cms.models import Person
from cms.publications import TURN
from feeds import gallery, leases, pictures
from feeds.keep import keep_all
from feeds.leases import ATTEMPTS
from feeds.models import FeedItem, Gone, Held, Source, Status, Trust
from feeds.picture_errors import PictureError
from feeds.pictures import Brought, Wish
from feeds.reading import read
from feeds.recall import Arrival
from feeds.store import end_embargoes, note_gone
from feeds.types import Fetched, Validators
from media_library.models import Image
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
PICTURE = "https://a.example/image.jpg"

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


def decide_one(turn: int) -> None:
    item = last_item()
    item.status = (Status.REJECTED, Status.APPROVED)[turn % 2 == 0]
    item.save()


def delete_one(turn: int) -> None:
    last_item().delete()


def share_a_picture() -> None:
    """One that was fetched for each of them, and is wanted again."""
    wanted = {"image_url": PICTURE, "picture_url": PICTURE, "picture_next_at": timezone.now()}
    prepare(image=pages.image(), picture_attempts=0, **wanted)
    with transaction.atomic():
        Source.objects.filter(pk__in=Source.objects.hold()).update(lends_pictures=True)


def give_pictures(turn: int) -> None:
    pictures.take()


def find_no_picture(turn: int) -> None:
    item = last_item()
    wish = Wish(item.pk, item.source_id, item.picture_url, 1)
    pictures.settle(Brought(wish, error=PictureError("no_picture")), timezone.now())


def last_item() -> FeedItem:
    """Of the first source, the one that visits in their own order come to last."""
    return FeedItem.objects.filter(source=Source.objects.order_by("pk")[0]).latest("pk")


def speak_for_one() -> None:
    """All sources are those of one person."""
    person = pages.person()
    with transaction.atomic():
        Source.objects.filter(pk__in=Source.objects.hold()).update(person=person)


def delete_persons(turn: int) -> None:
    Person.objects.all().delete()


def wear_one_logo() -> None:
    image = pages.image()
    with transaction.atomic():
        Source.objects.filter(pk__in=Source.objects.hold()).update(logo=image)


def delete_images(turn: int) -> None:
    Image.objects.all().delete()


def delete_sources(turn: int) -> None:
    Source.objects.order_by("-pk").delete()


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
    (nothing, decide_one),
    (nothing, delete_one),
]
ONCE = [
    (share_a_picture, give_pictures),
    (share_a_picture, find_no_picture),
    (speak_for_one, delete_persons),
    (wear_one_logo, delete_images),
    (lend, delete_images),
    (nothing, delete_sources),
]
Work = tuple[Callable[[], None], Callable[[int], object]]


def name_of(work: Work) -> str:
    prepare, change = work
    return f"{change.__name__}-{prepare.__name__}"


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


@pytest.mark.parametrize("work", CHANGES, ids=name_of)
def test_nobody_waits_in_a_circle(work: Work) -> None:
    sources = followed()
    others = [storing(sources), storing(sources[::-1])]
    assert together(work, *((nothing, other) for other in others)) == []
    assert agrees()


@pytest.mark.parametrize("work", [*CHANGES, *ONCE], ids=name_of)
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


AT_THE_COUNTER = [(nothing, delete), (nothing, delete_sources), (speak_for_one, delete_persons)]


@pytest.mark.parametrize("work", AT_THE_COUNTER, ids=name_of)
def test_who_waits_for_the_last_source_does_not_have_the_turn(work: Work) -> None:
    """The turn at the counter: a visit that holds the last source may want it."""
    prepare, change = work
    *_, last = [source.pk for source in followed()]
    prepare()
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            Source.objects.filter(pk=last).hold()
            end = thread.submit(with_own_connection, partial(change, 1))
            until(lambda: is_waited_for() or end.done(), "somebody who waits")
            assert not end.done()
            assert takes_turn()
        end.result(60)


def takes_turn() -> bool:
    """Whether the turn at the counter was free, and is ours now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TURN])
        return bool(cursor.fetchone()[0])


def followed() -> list[Source]:
    """Three sources, all that they have said stored."""
    sources = [SourceFactory.create(trust=Trust.AUTO) for _ in range(3)]
    storing(sources)(1)
    return sources


WAITING = """
    SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (
        SELECT pid FROM pg_locks JOIN pg_database ON database = pg_database.oid
        WHERE datname = current_database()
    )
"""
"""Here: other databases of the server have their own. Not from `pg_stat_activity`, which shows a
transaction the same moment for ever."""


def is_waited_for() -> bool:
    """Whether somebody waits for a row."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])
