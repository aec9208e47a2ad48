"""Columns of many rows in one statement."""

from datetime import UTC, datetime

import pytest
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from cms import bulk
from feeds.models import FeedItem, Source
from tests.factories.feeds import FeedItemFactory, SourceFactory

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 18, 6, 30, 0, 123456, UTC)
NAMES = ("name", "failures", "hours", "last_visit_at", "is_partner", "lends_pictures", "group")


def test_each_row_gets_its_own_values(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = SourceFactory.create_batch(3)
    rows[1].name, rows[1].failures, rows[1].hours = "L’Heure d’« après » \\ %s", 7, [6, 18]
    rows[1].last_visit_at, rows[1].is_partner, rows[1].lends_pictures = MOMENT, True, False
    rows[2].name = rows[0].description = "x"
    with django_assert_num_queries(1):
        bulk.update(rows, NAMES)
    for row in rows:
        stored = Source.objects.get(pk=row.pk)
        assert [getattr(stored, name) for name in NAMES] == [getattr(row, name) for name in NAMES]
    assert Source.objects.get(pk=rows[0].pk).description == ""


def test_a_column_in_which_the_first_row_or_every_row_has_nothing() -> None:
    first, second = SourceFactory.create_batch(2, last_visit_at=MOMENT, lends_pictures=True)
    first.last_visit_at = first.lends_pictures = second.lends_pictures = None
    bulk.update([first, second], ("last_visit_at", "lends_pictures"))
    stored = Source.objects.order_by("pk").values_list("last_visit_at", "lends_pictures")
    assert list(stored) == [(None, None), (MOMENT, None)]


def test_more_rows_than_a_statement_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "ROWS", 2)
    rows = SourceFactory.create_batch(5)
    for number, row in enumerate(rows):
        row.failures = number
    bulk.update(rows, ["failures"])
    assert list(Source.objects.order_by("pk").values_list("failures", flat=True)) == [0, 1, 2, 3, 4]


def test_nothing_is_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        bulk.update([], ["failures"])
        bulk.update([Source()], [])


def test_a_row_that_is_gone_stays_gone() -> None:
    row, other = SourceFactory.create_batch(2)
    Source.objects.filter(pk=row.pk).delete()
    row.failures = other.failures = 3
    bulk.update([row, other], ["failures"])
    assert list(Source.objects.values_list("failures", flat=True)) == [3]


def test_rows_that_were_read_in_part() -> None:
    SourceFactory.create(failures=2)
    row = Source.objects.only("failures").get()
    row.failures += 1
    bulk.update([row], ["failures"])
    assert Source.objects.get().failures == 3


@pytest.mark.parametrize("value", ["é" * 201, "x" * 500])
def test_a_value_that_does_not_fit_is_not_cut(value: str) -> None:
    """SQLite keeps it whole; PostgreSQL says so."""
    from django.db import DataError, connection, transaction

    row = SourceFactory.create()
    row.last_modified = value
    if connection.vendor == "postgresql":
        with pytest.raises(DataError), transaction.atomic():
            bulk.update([row], ["last_modified"])
    else:
        bulk.update([row], ["last_modified"])
        assert Source.objects.get().last_modified == value


def test_a_foreign_key_and_an_address_of_an_item() -> None:
    item: Model = FeedItemFactory.create()
    assert isinstance(item, FeedItem)
    other = SourceFactory.create()
    item.source, item.url = other, "https://exemple.fr/?a=%25&b='"
    bulk.update([item], ["source", "url"])
    assert FeedItem.objects.values_list("source", "url").get() == (other.pk, item.url)
