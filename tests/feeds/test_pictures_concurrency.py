"""Several workers that take pictures at once."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Collection

from cms import rebuild
from feeds import pictures
from feeds.models import FeedItem
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory
from tests.feeds import drawn
from tests.feeds.conftest import Site
from tests.threads import in_threads

VISITORS = 6


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_workers_fetch_each_picture_once(site: Site) -> None:
    pages.home_page()
    source = SourceFactory.create(is_partner=True)
    data = drawn.photo(320, 200)
    for number in range(12):
        address = site.put(f"/{number}.jpg", drawn.photo(320 + number, 200))
        FeedItemFactory.create(source=source, image_url=address)
        FeedItemFactory.create(source=source, image_url=site.put(f"/same-{number}.jpg", data))
    together = threading.Barrier(VISITORS)

    def work() -> None:
        together.wait(30)
        while pictures.take():
            pass

    in_threads([work] * VISITORS)
    assert not FeedItem.objects.filter(image=None).exists()
    assert len(site.requests) == len({path for path, _ in site.requests})
    assert Collection.objects.filter(name="Images du fil").count() == 1
    assert not list(rebuild.check())


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_picture_is_not_forgotten_while_an_item_takes_it(site: Site) -> None:
    pages.home_page()
    source = SourceFactory.create(is_partner=True)
    address = site.put("/a.jpg", drawn.photo())
    first = FeedItemFactory.create(source=source, image_url=address)
    pictures.take()
    image_id = FeedItem.objects.get().image_id or 0
    second = FeedItemFactory.create(source=source, image_url=address)
    forgotten: list[int] = []

    def forget() -> None:
        forgotten.append(pictures.forget([image_id]))
        connection.close()

    forgetting = threading.Thread(target=forget)
    _, (wish,) = pictures.lease(timezone.now())
    with transaction.atomic():
        assert pictures._adopt(wish)
        FeedItem.objects.filter(pk=first.pk).delete()
        forgetting.start()
        forgetting.join(0.5)
        assert not forgotten
    forgetting.join(30)
    assert forgotten == [0]
    assert FeedItem.objects.get(pk=second.pk).image_id == image_id
