import pytest
from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from tests.factories import pages

pytestmark = pytest.mark.django_db(transaction=True)


def entries(page: Page) -> QuerySet[IndexEntry]:
    return IndexEntry.objects.filter(object_id=str(page.pk))


def test_a_draft_leaves_the_index_of_the_admin_alone() -> None:
    page = pages.article(title="Un titre")
    entries(page).delete()
    page.title = "Un autre titre"
    page.save_revision()
    assert not entries(page).exists()


def test_what_is_published_is_found_by_its_new_words() -> None:
    page = pages.article(title="Un titre")
    page.title = "Une manchette"
    page.save_revision().publish()
    assert [found.pk for found in type(page).objects.search("manchette")] == [page.pk]


def test_a_save_of_one_field_that_is_searched_is_indexed() -> None:
    page = pages.article(title="Un titre")
    page.title = "Une manchette"
    page.save(update_fields=["title"])
    assert [found.pk for found in type(page).objects.search("manchette")] == [page.pk]


def test_a_page_that_is_deleted_leaves_the_index() -> None:
    page = pages.article(title="Un titre")
    assert entries(page).exists()
    page.delete()
    assert not entries(page).exists()
