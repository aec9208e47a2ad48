"""When the counter fails, the change that called it has not happened: at every door.

Django deletes in a transaction without a savepoint: those tests need a transaction of their own.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from cms.models import ArticlePage, Person
from media_library.models import Image
from tests.cms.counter import CounterError, agrees, fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _admin_errors_are_raised(admin_client: Client) -> None:
    admin_client.raise_request_exception = True


def test_creation(broken_counter: Callable[[], None]) -> None:
    pages.article(title="Témoin")
    broken_counter()
    with pytest.raises(CounterError):
        pages.article(title="Jamais")
    assert not Page.objects.filter(title="Jamais").exists()


def test_publication(broken_counter: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    article = pages.article(title="Avant")
    article.title = "Après"
    revision = article.save_revision()
    broken_counter()
    with pytest.raises(CounterError):
        revision.publish()
    monkeypatch.undo()
    assert fresh(article).title == "Avant"
    assert agrees()


def test_unpublication(broken_counter: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    article = pages.article()
    broken_counter()
    with pytest.raises(CounterError):
        fresh(article).unpublish()
    monkeypatch.undo()
    assert fresh(article).live
    assert agrees()


def test_move(broken_counter: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    page, target = pages.standard(slug="page"), pages.standard(slug="cible")
    broken_counter()
    with pytest.raises(CounterError):
        fresh(page).move(fresh(target), pos="last-child")
    monkeypatch.undo()
    assert fresh(page).url_path == "/accueil/page/"
    assert agrees()


def test_alias(broken_counter: Callable[[], None]) -> None:
    article, parent = pages.article(), pages.standard()
    broken_counter()
    with pytest.raises(CounterError):
        CreatePageAliasAction(article, parent=parent).execute(skip_permission_checks=True)
    assert not Page.objects.filter(alias_of=article).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("delete", [Page.delete, lambda page: ArticlePage.objects.all().delete()])
def test_deletion(
    delete: Callable[[Any], Any],
    broken_counter: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    article = pages.article()
    broken_counter()
    with pytest.raises(CounterError):
        delete(fresh(article))
    monkeypatch.undo()
    assert Page.objects.filter(pk=article.pk).exists()
    assert agrees()


@pytest.mark.django_db(transaction=True)
def test_person_and_topic(
    broken_counter: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = pages.person(name="Ada")
    broken_counter()
    person.name = "Autre"
    with pytest.raises(CounterError):
        person.save()
    with pytest.raises(CounterError):
        Person.objects.get().delete()
    monkeypatch.undo()
    assert Person.objects.get().name == "Ada"
    assert agrees()


@pytest.mark.django_db(transaction=True)
def test_picture(broken_counter: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    image = pages.image(credit="Avant")
    pages.article(image=image)
    broken_counter()
    image.credit = "Après"
    with pytest.raises(CounterError):
        image.save()
    with pytest.raises(CounterError):
        Image.objects.get(pk=image.pk).delete()
    monkeypatch.undo()
    assert Image.objects.get(pk=image.pk).credit == "Avant"
    assert agrees()


def test_page_privacy(
    admin_client: Client, broken_counter: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = pages.standard()
    broken_counter()
    with pytest.raises(CounterError):
        admin_client.post(f"/admin/pages/{page.pk}/privacy/", {"restriction_type": "login"})
    monkeypatch.undo()
    assert not PageViewRestriction.objects.exists()
    assert agrees()


def test_collection_privacy(
    admin_client: Client, broken_counter: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    collection = Collection.get_first_root_node().add_child(name="Réservé")
    pages.article(image=pages.image(collection=collection))
    broken_counter()
    url = f"/admin/collections/{collection.pk}/privacy/"
    with pytest.raises(CounterError):
        admin_client.post(url, {"restriction_type": "login"})
    monkeypatch.undo()
    assert not CollectionViewRestriction.objects.exists()
    assert agrees()


def test_site_root(
    admin_client: Client, broken_counter: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = pages.standard()
    site = Site.objects.get(is_default_site=True)
    broken_counter()
    data = {"hostname": "localhost", "port": 80, "root_page": page.pk, "is_default_site": "on"}
    with pytest.raises(CounterError):
        admin_client.post(f"/admin/sites/edit/{site.pk}/", data)
    monkeypatch.undo()
    assert Site.objects.get(pk=site.pk).root_page_id == site.root_page_id
    assert agrees()
