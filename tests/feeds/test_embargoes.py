"""Dates to come: a mistake, or an embargo where the newsroom says so; and zones of dates."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feeds.models import Ahead, FeedItem, Held, Status, Trust
from feeds.store import end_embargoes
from tests.cms.counter import agrees
from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import Site
from tests.feeds.test_memory import visit

pytestmark = pytest.mark.django_db

TOMORROW = "<title>Demain</title><guid>d</guid><pubDate>{:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"


def test_criterion_24_a_date_to_come_counts_as_now(site: Site) -> None:
    source = SourceFactory.create()
    visit(site, source, TOMORROW.format(timezone.now() + timedelta(days=1)))
    item = FeedItem.objects.get()
    assert item.published_at == item.first_seen_at
    assert (item.status, item.held) == (Status.APPROVED, "")


@pytest.mark.parametrize(
    ("trust", "status"), [(Trust.AUTO, Status.APPROVED), (Trust.QUEUE, Status.PENDING)]
)
def test_criterion_24_or_is_an_embargo_where_the_newsroom_says_so(
    site: Site, trust: Trust, status: Status
) -> None:
    source = SourceFactory.create(dates_ahead=Ahead.EMBARGO, trust=trust)
    now = timezone.now()
    visit(site, source, TOMORROW.format(now + timedelta(days=1)))
    item = FeedItem.objects.get()
    assert (item.status, item.held) == (Status.PENDING, Held.EMBARGO)
    assert item.published_at <= timezone.now()
    assert end_embargoes(now) == 0
    later = now + timedelta(hours=30)
    visit(site, source, TOMORROW.format(later))
    assert end_embargoes(now + timedelta(days=1, minutes=1)) == 0
    assert end_embargoes(later + timedelta(minutes=1)) == 1
    item.refresh_from_db()
    assert (item.status, item.held) == (status, "")
    assert item.published_at == later.replace(microsecond=0)
    assert agrees()


def test_criterion_24_dates_without_a_zone_are_in_the_source_s(site: Site) -> None:
    source = SourceFactory.create(timezone="America/Cayenne")
    visit(site, source, "<title>Ici</title><pubDate>2026-03-01 10:00:00</pubDate>")
    assert FeedItem.objects.get().published_at.isoformat() == "2026-03-01T13:00:00+00:00"
