"""Two writers at once, on PostgreSQL: the later one reads what the earlier one wrote."""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import Model

from cms import publications
from cms.models import Action, Person
from feeds.models import Source, Trust
from media_library.models import Image
from tests.cms.counter import agrees, card, fresh
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory
from tests.threads import in_threads

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def waits_for_a_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


def save_again(image: Image) -> None:
    image.alt = "Autre"
    image.save()


def delete(content: Model) -> None:
    content.delete()


def pause(source: Source) -> None:
    source.trust = Trust.PAUSED
    source.save()


def test_first_publication_while_its_author_is_renamed() -> None:
    person = pages.person(name="Avant")
    article = pages.article(live=False)
    article.contributions.create(person=person)
    article.save()
    revision = fresh(article).save_revision()
    with transaction.atomic():
        renamed = Person.objects.get()
        renamed.name = "Après"
        renamed.save()
        publishing = in_thread(revision.publish)
        # Bounded by the join below: the other writer either waits here or has ended in error.
        while publishing.is_alive() and not waits_for_a_turn():
            publishing.join(0.01)
        assert publishing.is_alive()
    publishing.join(20)
    assert not publishing.is_alive()
    assert card(article)["authors"][0]["name"] == "Après"
    assert agrees()


def test_a_story_and_the_dossier_that_it_asks_for_are_first_published_at_once() -> None:
    dossier = pages.dossier(live=False)
    article = pages.article(live=False, dossiers=[dossier])
    asking, asked = fresh(article).save_revision(), fresh(dossier).save_revision()
    with transaction.atomic():
        asked.publish()
        publishing = in_thread(asking.publish)
        # Bounded by the join below, as above.
        while publishing.is_alive() and not waits_for_a_turn():
            publishing.join(0.01)
        assert publishing.is_alive()
    publishing.join(20)
    assert not publishing.is_alive()
    assert card(article)["dossier"]["title"] == dossier.title
    assert [content["title"] for content in fresh(dossier).contents] == [article.title]
    assert agrees()


@pytest.mark.parametrize("change", [save_again, delete])
def test_two_pictures_of_items_and_pages_change(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Image], object]
) -> None:
    """Both are given their first turn before either asks for another."""
    images = [pages.image(), pages.image()]
    for image in images:
        FeedItemFactory.create(source__lends_pictures=True, image=image)
        pages.edito(image=image)
    take_turn, both, asked = publications.take_turn, threading.Barrier(2), set[int]()

    def together(models: Iterable[type[Model]]) -> None:
        take_turn(models)
        if threading.get_ident() not in asked:
            asked.add(threading.get_ident())
            with suppress(threading.BrokenBarrierError):
                both.wait(1)

    monkeypatch.setattr(publications, "take_turn", together)
    in_threads([partial(change, image) for image in images])
    assert agrees()


@pytest.mark.parametrize("change", [pause, delete])
def test_a_source_leaves_while_its_person_is_renamed(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Source], object]
) -> None:
    source = SourceFactory.create(person=pages.person())
    FeedItemFactory.create_batch(3, source=source)
    withdrawn, renamed = threading.Event(), threading.Event()
    withdraw_facet = publications.withdraw_facet

    def slowly(facet: str, target: UUID, *action: Action) -> None:
        withdraw_facet(facet, target, *action)
        withdrawn.set()
        renamed.wait(1)

    def rename() -> None:
        withdrawn.wait(10)
        person = Person.objects.get()
        person.name = "Après"
        person.save()
        renamed.set()

    monkeypatch.setattr(publications, "withdraw_facet", slowly)
    in_threads([partial(change, source), rename])
    assert agrees()


@pytest.mark.parametrize("asks", [False, True])
def test_two_pages_that_name_each_other_do_not_wait_for_each_other(asks: bool) -> None:
    dossier = pages.dossier()
    article = pages.article(dossiers=[dossier] if asks else [])
    if not asks:
        dossier.entries.create(content=article.uuid)
        dossier.save()
    writers = []
    for n in range(5):
        for page in (fresh(article), fresh(dossier)):
            page.title = f"{page.title} {n}"
            writers.append(in_thread(page.save))
    for writer in writers:
        writer.join(30)
    assert not any(writer.is_alive() for writer in writers)
    assert agrees()
