"""Pictures that no item uses any more."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Collection

from cms import rebuild
from feeds import gallery, pictures, tasks
from feeds.models import FeedItem, Source, Status
from media_library.models import Image
from tests.factories import pages
from tests.feeds import drawn
from tests.feeds.conftest import Site
from tests.feeds.pictured import again, card, item_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules_remembered")]


def test_forgotten_pictures_are_those_of_nobody(site: Site, partner: Source) -> None:
    kept = item_of(partner, image_url=site.put("/a.jpg", drawn.photo()))
    gone = item_of(partner, image_url=site.put("/b.jpg", drawn.photo(900, 500)))
    chosen = item_of(partner, image_url=site.put("/c.jpg", drawn.photo(1000, 500)))
    adopted = item_of(partner, image_url=site.put("/d.jpg", drawn.photo(1100, 500)))
    drafted = item_of(partner, image_url=site.put("/e.jpg", drawn.photo(1200, 500)))
    assert tasks.take_pictures() == 5
    images = {item: again(item).image for item in (kept, gone, chosen, adopted, drafted)}
    pks = [again(item).image_id or 0 for item in images]
    article = pages.article(image=images[chosen])
    article.image = images[drafted]
    article.save_revision()
    Image.objects.filter(pk=again(adopted).image_id).update(
        collection=Collection.get_first_root_node()
    )
    for item in (gone, chosen, adopted, drafted):
        FeedItem.objects.filter(pk=item.pk).delete()
    assert pictures.forget(pks) == 1
    assert not Image.objects.filter(title=gone.title).exists()
    assert Image.objects.count() == 4


def test_the_daily_sweep_finds_what_nobody_named(site: Site, partner: Source) -> None:
    item_of(partner, image_url=site.put("/a.jpg", drawn.photo()))
    tasks.take_pictures()
    partner.delete()
    assert tasks.sweep_pictures() == 0
    Image.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert tasks.sweep_pictures() == 1
    assert not Image.objects.exists()


def test_what_is_not_lent_any_more_is_deleted_within_a_day(site: Site, partner: Source) -> None:
    item = item_of(partner, image_url=site.put("/a.jpg", drawn.photo()))
    rejected = item_of(partner, image_url=site.put("/b.jpg", drawn.photo(900, 500)))
    tasks.take_pictures()
    Image.objects.update(created_at=timezone.now() - timedelta(days=2))
    FeedItem.objects.filter(pk=rejected.pk).moderate(Status.REJECTED)
    assert tasks.sweep_pictures() == 1
    partner.lends_pictures = False
    partner.save()
    assert tasks.sweep_pictures() == 1
    assert not Image.objects.exists()
    assert not list(rebuild.check())
    partner.lends_pictures = True
    partner.save()
    assert tasks.take_pictures() == 1
    assert card(item)["image"]


def test_the_collection_is_made_once() -> None:
    assert gallery.collection() == gallery.collection()
    assert Collection.objects.filter(name="Images du fil").count() == 1
