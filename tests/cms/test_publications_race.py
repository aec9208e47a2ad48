"""Two writers at once, on PostgreSQL: the later one reads what the earlier one wrote."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from cms.models import Person
from tests.cms.counter import agrees, card, fresh
from tests.factories import pages

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


def test_two_pages_that_name_each_other_do_not_wait_for_each_other() -> None:
    article, dossier = pages.article(), pages.dossier()
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
