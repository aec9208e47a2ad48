"""Sources: named querysets, and what their items show of them."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.models import HAS, Person, Publication, PublicationEvent, PublicationFacet
from feeds.models import FeedItem, Source, Status, Trust
from tests.cms.counter import agrees, card, row
from tests.factories.feeds import FeedItemFactory, SourceFactory, SourceGroupFactory

pytestmark = pytest.mark.django_db


def items_public() -> int:
    return Publication.objects.of_kind("item").count()


def carries(content: FeedItem, facet: str, target: UUID) -> bool:
    facets = PublicationFacet.objects.filter(publication__uuid=content.uuid)
    return facets.filter(facet=facet, target_id=target).exists()


def test_due_sources() -> None:
    now = timezone.now()
    due = SourceFactory.create(next_visit_at=now)
    stale = SourceFactory.create(
        next_visit_at=now - timedelta(1), lease_until=now - timedelta(minutes=1)
    )
    SourceFactory.create(next_visit_at=now + timedelta(seconds=1))
    SourceFactory.create(next_visit_at=now, lease_until=now + timedelta(minutes=1))
    SourceFactory.create(next_visit_at=now, trust=Trust.PAUSED)
    assert list(Source.objects.due(now)) == [stale, due]


def test_paused_sources_are_not_visible() -> None:
    shown = SourceFactory.create()
    SourceFactory.create(trust=Trust.PAUSED)
    assert list(Source.objects.visible()) == [shown]


def test_pausing_withdraws_all_at_once_and_resuming_brings_it_back() -> None:
    source = SourceFactory.create()
    FeedItemFactory.create_batch(3, source=source)
    FeedItemFactory.create(source=source, status=Status.PENDING)
    other = FeedItemFactory.create()
    source.trust = Trust.PAUSED
    source.save()
    assert items_public() == 1
    assert row(other)
    assert row(source) is None
    assert agrees()
    source.trust = Trust.QUEUE
    source.save()
    assert items_public() == 4
    assert row(source)
    assert agrees()


def test_pausing_costs_the_same_for_three_items_and_for_thirty() -> None:
    costs = []
    for count in (3, 30):
        source = SourceFactory.create()
        FeedItemFactory.create_batch(count, source=source)
        source.trust = Trust.PAUSED
        with CaptureQueriesContext(connection) as queries:
            source.save()
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_trusting_a_source_leaves_what_waits_to_the_newsroom() -> None:
    source = SourceFactory.create(trust=Trust.QUEUE)
    item = FeedItemFactory.create(source=source, status=Status.PENDING)
    source.trust = Trust.AUTO
    source.save()
    item.refresh_from_db()
    assert item.status == Status.PENDING
    assert agrees()


def test_an_excerpt_is_all_that_is_searched() -> None:
    source = SourceFactory.create()
    item = FeedItemFactory.create(source=source, html="<p>Le mot rhizome.</p>")
    assert "rhizome" in Publication.objects.get(uuid=item.uuid).search_body
    source.trust = Trust.EXCERPT
    source.save()
    assert "rhizome" not in Publication.objects.get(uuid=item.uuid).search_body
    assert FeedItem.objects.get().body == ""
    assert agrees()


def test_a_new_name_is_on_every_item() -> None:
    item = FeedItemFactory.create()
    item.source.name = "Nouveau nom"
    item.source.save()
    assert card(item)["source"]["name"] == "Nouveau nom"
    assert agrees()


def test_a_renamed_group_is_renamed_on_its_sources() -> None:
    group = SourceGroupFactory.create(name="Avant")
    source = SourceFactory.create(group=group)
    group.name = "Après"
    group.save()
    assert card(source)["kicker"] == "Après"
    assert agrees()


def test_a_new_address_moves_every_item() -> None:
    item = FeedItemFactory.create()
    item.source.slug = "nouvelle"
    item.source.save()
    assert card(item)["url"].startswith("/le-fil/nouvelle/")
    assert agrees()


def test_partners_people_and_groups_are_facets_of_the_items() -> None:
    item = FeedItemFactory.create()
    source, person = item.source, Person.objects.create(name="Alix Modèle", slug="alix-modele")
    group = SourceGroupFactory.create()
    source.is_partner, source.person, source.group = True, person, group
    source.save()
    assert carries(item, "has", HAS["partner"])
    assert carries(item, "person", person.uuid)
    assert carries(item, "group", group.uuid)
    assert carries(item, "source", source.uuid)
    assert card(item)["people"][0]["name"] == "Alix Modèle"
    assert agrees()


def test_a_deleted_person_leaves_the_items() -> None:
    person = Person.objects.create(name="Alix Modèle", slug="alix-modele")
    item = FeedItemFactory.create(source__person=person)
    person.delete()
    assert card(item)["people"] == []
    assert agrees()


def test_an_edit_leaves_what_a_visit_has_written_meanwhile() -> None:
    source = SourceFactory.create()
    until = timezone.now() + timedelta(minutes=2)
    visited = {
        "lease_until": until,
        "attempts": 1,
        "etag": '"2"',
        "backfill_url": "https://a.test/2",
    }
    Source.objects.update(**visited)
    source.name = "La Gazette"
    source.save()
    after = Source.objects.values("name", *visited).get()
    assert after == {"name": "La Gazette", **visited}


def test_another_address_forgets_also_what_a_visit_has_written_meanwhile() -> None:
    source = SourceFactory.create()
    until = timezone.now() + timedelta(minutes=2)
    Source.objects.update(lease_until=until, etag='"2"', backfill_url="https://b.example/2")
    source.feed_url = "https://a.example/autre.xml"
    source.save()
    assert Source.objects.filter(lease_until=None, etag="", backfill_url="").exists()


def test_a_group_with_sources_cannot_be_deleted() -> None:
    group = SourceGroupFactory.create()
    SourceFactory.create(group=group)
    with pytest.raises(ProtectedError):
        group.delete()


def test_a_deleted_source_takes_its_items() -> None:
    source = SourceFactory.create()
    FeedItemFactory.create_batch(2, source=source)
    other = FeedItemFactory.create()
    source.delete()
    assert FeedItem.objects.get() == other
    assert items_public() == 1
    assert agrees()


def test_a_visit_is_no_event() -> None:
    source = SourceFactory.create()
    before = PublicationEvent.objects.count()
    Source.objects.filter(pk=source.pk).update(last_visit_at=timezone.now())
    assert PublicationEvent.objects.count() == before
    assert agrees()


@pytest.mark.parametrize("address", ["ftp://a.example/", "https://qui@a.example/"])
def test_addresses_that_are_never_read_are_refused(address: str) -> None:
    source = SourceFactory.build(feed_url=address)
    with pytest.raises(ValidationError) as caught:
        source.full_clean()
    assert "feed_url" in caught.value.message_dict


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.gazette.example/feed/", "gazette.example"),
        ("https://gazette.example/blog/rss.xml", "gazette.example/blog"),
        ("https://www.youtube.com/feeds/videos.xml?channel_id=UCa", "youtube.com/UCa"),
    ],
)
def test_provisional_names(address: str, name: str) -> None:
    assert Source.provisional_name(address) == name
