"""The outbox: which action each change of a page and of an item leaves in it."""

import pytest
from django.contrib.auth import get_user_model
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import Page, PageViewRestriction

from cms.models import Person, PublicationEvent
from feeds.models import FeedItem, Source, Status, Trust
from tests.cms.counter import actions, agrees, fresh, stored
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory

pytestmark = pytest.mark.django_db


def last(content: Page | FeedItem) -> PublicationEvent:
    return PublicationEvent.objects.filter(uuid=content.uuid).latest("pk")


def test_a_page_that_comes_back_is_published_again() -> None:
    article = pages.article()
    fresh(article).unpublish()
    fresh(article).save_revision().publish()
    assert actions(article.uuid) == ["publish", "unpublish", "publish"]


def test_a_restricted_page_is_unpublished() -> None:
    article = pages.article()
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert actions(article.uuid) == ["publish", "unpublish"]


def test_a_deleted_page_is_not_only_unpublished() -> None:
    article, beside = pages.article(), pages.article()
    user = get_user_model().objects.create_superuser("chef", password=None)
    DeletePageAction(fresh(article), user).execute()
    Page.objects.filter(pk=beside.pk).delete()
    assert actions(article.uuid) == actions(beside.uuid) == ["publish", "delete"]
    assert agrees()


def test_what_left_before_it_was_deleted_is_not_told_of_twice() -> None:
    article = pages.article()
    fresh(article).unpublish()
    fresh(article).delete()
    assert actions(article.uuid) == ["publish", "unpublish"]


def test_a_move_names_both_addresses() -> None:
    article, show = pages.article(slug="un"), pages.show()
    article.slug = "deux"
    article.save()
    event = last(article)
    assert (event.action, event.former_path, event.path) == (
        "move",
        "/articles/un/",
        "/articles/deux/",
    )
    below = pages.episode(slug="trois")
    show.refresh_from_db()
    show.slug = "ailleurs"
    show.save()
    assert (last(below).former_path, last(below).path) == (
        "/bifurcations/trois/",
        "/ailleurs/trois/",
    )


def test_only_a_move_names_a_former_address() -> None:
    article = pages.article()
    article.title = "Autre"
    article.save()
    fresh(article).unpublish()
    events = PublicationEvent.objects.filter(uuid=article.uuid)
    assert set(events.values_list("former_path", flat=True)) == {""}


def test_an_item_that_is_deleted() -> None:
    one, many = FeedItemFactory.create(), FeedItemFactory.create_batch(2)
    one.delete()
    FeedItem.objects.filter(pk__in=[item.pk for item in many]).delete()
    for item in (one, *many):
        assert actions(item.uuid) == ["publish", "delete"]


def test_an_item_whose_source_is_paused_or_deleted() -> None:
    paused, deleted = FeedItemFactory.create(), FeedItemFactory.create()
    source = paused.source
    source.trust = Trust.PAUSED
    source.save()
    deleted.source.delete()
    assert actions(paused.uuid) == ["publish", "unpublish"]
    assert actions(deleted.uuid) == ["publish", "delete"]
    assert actions(source.uuid) == ["publish", "unpublish"]
    assert actions(deleted.source.uuid) == ["publish", "delete"]
    assert agrees()


def test_an_item_moves_with_its_source() -> None:
    item = FeedItemFactory.create(source=SourceFactory.create(slug="avant"))
    before = stored(item).path
    source = Source.objects.get()
    source.slug = "apres"
    source.save()
    event = last(item)
    assert (event.action, event.former_path) == ("move", before)
    assert event.path == stored(item).path != before


def test_a_rejected_item_is_unpublished() -> None:
    item = FeedItemFactory.create()
    FeedItem.objects.all().moderate(Status.REJECTED)
    assert actions(item.uuid) == ["publish", "unpublish"]


def test_a_person_who_is_deleted() -> None:
    person = pages.person()
    Person.objects.get().delete()
    assert actions(person.uuid) == ["publish", "delete"]
