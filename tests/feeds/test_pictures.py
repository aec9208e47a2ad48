"""FEEDS criterion 23: from an item's address of a picture to a file of ours, over real HTTP."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from cms import rebuild
from cms.models import Publication, PublicationEvent
from feeds import gallery, pictures, tasks
from feeds.models import FeedItem, Nature, Source, Status, Trust
from feeds.pictures import ATTEMPTS, wish_of
from feeds.pipeline import refresh
from media_library.models import Image
from media_library.tasks import make_renditions
from tests.cms.counter import CounterError
from tests.factories import pages
from tests.factories.feeds import SourceFactory
from tests.feeds import drawn
from tests.feeds.conftest import Site
from tests.feeds.pictured import again, card, item_of, make_due
from tests.feeds.reading import rss

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules_remembered")]


def test_criterion_23_an_item_gets_its_picture(site: Site, partner: Source) -> None:
    address = site.put("/photo.jpg", drawn.located(), Content_Type="text/html")
    item = item_of(partner, title="Les rivières", image_url=address)
    before = Publication.objects.get(uuid=item.uuid).etag
    assert tasks.take_pictures() == 1
    image = again(item).image
    assert image is not None
    assert (image.title, image.credit, image.alt) == ("Les rivières", "Gazette amie", "")
    assert (image.source_url, image.collection.name) == (item.url, "Images du fil")
    assert image.file.name.endswith(".webp")
    stored = image.file.open().read()
    assert stored[:4] == b"RIFF"
    assert b"EXIF" not in stored
    shown = card(item)["image"]
    assert (shown["width"], shown["height"], shown["decorative"]) == (800, 1200, True)
    assert shown["sources"][0]["url"] == image.file.url
    assert Publication.objects.get(uuid=item.uuid).etag != before
    assert site.requests[0][1]["accept"].startswith("image/avif")
    assert "referer" not in site.requests[0][1]
    assert again(item).picture_next_at is None
    assert tasks.take_pictures() == 0
    assert len(site.requests) == 1
    assert not list(rebuild.check())


def test_a_visit_brings_items_and_the_task_their_pictures(site: Site) -> None:
    site.put("/photo.jpg", drawn.photo())
    media = 'xmlns:media="http://search.yahoo.com/mrss/"'
    entry = (
        "<guid>un</guid><title>Un</title>"
        f"<media:content {media} url='{site.root}/photo.jpg' medium='image'>"
        "<media:credit role='photographer'>Camille Essai</media:credit></media:content>"
        f"<description>&lt;img src='{site.root}/photo.jpg' alt='Une rivière'&gt;</description>"
    )
    feed = site.put("/feed", rss(entry))
    source = SourceFactory.create(name="Le mouvement", feed_url=feed, nature=Nature.MOVEMENT)
    refresh(source)
    assert tasks.take_pictures() == 1
    image = Image.objects.get()
    assert (image.credit, image.alt) == ("Camille Essai / Le mouvement", "Une rivière")
    # The feed changes its mind: the new picture takes the place of the old one.
    site.put("/autre.jpg", drawn.photo(900, 500))
    site.put("/feed", rss(entry.replace("photo.jpg", "autre.jpg")))
    Source.objects.update(next_visit_at=timezone.now())
    refresh(Source.objects.get())
    assert tasks.take_pictures() == 1
    shown = FeedItem.objects.get().image
    assert shown is not None
    assert shown.width == 900


def test_criterion_23_readers_meet_files_of_ours_alone(
    site: Site, partner: Source, client: Client
) -> None:
    """0 address of a stranger's picture in any public HTML, card or list."""
    pages.home_page()
    address = site.put("/photo.jpg", drawn.photo())
    html = f'<p>Texte <img src="{address}" alt="Une rivière"></p>'
    item = item_of(partner, title="Rivière", image_url=address, html=html)
    bare = item_of(partner, image_url=f"{site.root}/absente.jpg")
    tasks.take_pictures()
    image = again(item).image
    assert image is not None
    make_renditions(image.pk)
    seen = ("/", "/le-fil/", item.path, bare.path, partner.path, "/recherche/?q=riviere")
    for path in seen:
        page = client.get(path).content.decode()
        loaded = re.findall(
            r'(?:src|srcset|poster|href)="([^"]*\.(?:jpe?g|png|webp|gif)[^"]*)"', page
        )
        loaded += re.findall(r'content="([^"]*\.(?:jpe?g|png|webp)[^"]*)"', page)
        assert not [a for a in loaded if site.root in a or a.startswith("http://127")], path
        assert site.root not in re.sub(r'href="[^"]*"', "", page), path
    shown = client.get(item.path).content.decode()
    assert 'width="640"' in shown
    assert 'height="360"' in shown
    assert 'alt="Une rivière"' in shown
    assert re.search(r'class="credit">[^<]*Gazette amie</span>', shown)
    answers = [client.get("/api/content/v1/contents"), client.get(f"/api/v2/items/{item.pk}/")]
    for answer in answers:
        body = answer.json()
        given = body["items"][1]["image"] if "items" in body else body["image"]
        assert [s["type"] for s in given["sources"]].count("image/webp") == 2
        assert site.root not in json.dumps(given)
    assert "image_url" not in answers[1].json()
    assert site.root not in answers[0].content.decode()


def test_the_same_address_and_the_same_bytes_are_kept_once(site: Site, partner: Source) -> None:
    data = drawn.photo()
    one, other = site.put("/a.jpg", data), site.put("/b.jpg?v=2", data)
    items = [item_of(partner, image_url=address) for address in (one, one, other)]
    assert tasks.take_pictures() == 3
    assert len({again(item).image_id for item in items}) == 1
    assert len(site.requests) == 2
    # Another source has its own, with its own credit.
    elsewhere = item_of(SourceFactory.create(is_partner=True), image_url=one)
    assert tasks.take_pictures() == 1
    assert Image.objects.count() == 2
    assert again(elsewhere).image_id != again(items[0]).image_id


HOSTILE = {
    "/scalable.svg": drawn.SVG,
    "/bombe.png": drawn.bomb(8_000, 5_001),
    "/enorme.jpg": drawn.jpeg_header(10_000, 5_000),
    "/pixel.gif": drawn.photo(1, 1, "GIF"),
    "/page.jpg": drawn.PAYLOAD,
    "/lourd.jpg": drawn.photo() + bytes(8 * 1024 * 1024),
}


def test_what_is_refused_is_refused_once(site: Site, partner: Source) -> None:
    items = []
    for path, data in HOSTILE.items():
        address = site.put(path, data, Content_Type="image/jpeg")
        items.append(item_of(partner, image_url=address))
    assert tasks.take_pictures() == 0
    errors = [again(item).picture_error for item in items]
    assert errors == [
        *("not_a_picture", "too_many_pixels", "too_many_pixels"),
        *("too_small", "not_a_picture", "too_large"),
    ]
    assert not Image.objects.exists()
    for item in items:
        make_due(item)
    tasks.take_pictures()
    assert len(site.requests) == len(HOSTILE)


def test_no_picture_leads_into_a_private_network(site: Site, partner: Source) -> None:
    redirect = site.put("/r.jpg", b"", 302, Location="http://169.254.169.254/latest/meta-data/")
    neighbour = "http://127.0.0.1:9/photo.jpg"
    items = [item_of(partner, image_url=a) for a in (redirect, neighbour, "http://[::1]/a.png")]
    assert tasks.take_pictures() == 0
    assert {again(item).picture_error for item in items} == {"refused_address"}
    assert [path for path, _ in site.requests] == ["/r.jpg"]


def test_a_polyglot_leaves_its_payload_behind(site: Site, partner: Source) -> None:
    item = item_of(partner, image_url=site.put("/p.gif", drawn.photo(kind="GIF") + drawn.PAYLOAD))
    assert tasks.take_pictures() == 1
    image = again(item).image
    assert image is not None
    assert b"script" not in image.file.open().read()


def test_three_attempts_further_and_further_apart(site: Site, partner: Source) -> None:
    item = item_of(partner, image_url=site.put("/a.jpg", b"", 503))
    waits = []
    for _ in range(ATTEMPTS):
        make_due(item)
        tasks.take_pictures()
        tried = again(item)
        assert tried.picture_error == "server_error"
        waits.append(tried.picture_next_at and tried.picture_next_at - timezone.now())
    assert waits[2] is None
    assert waits[0]
    assert waits[1]
    assert timedelta(minutes=14) < waits[0] < timedelta(minutes=16)
    assert timedelta(minutes=110) < waits[1] < timedelta(minutes=130)
    make_due(item)
    tasks.take_pictures()
    assert len(site.requests) == ATTEMPTS


def test_a_site_that_asks_for_time_gets_it(site: Site, partner: Source) -> None:
    item = item_of(partner, image_url=site.put("/a.jpg", b"", 429, Retry_After="36000"))
    tasks.take_pictures()
    next_at = again(item).picture_next_at
    assert next_at
    assert next_at - timezone.now() > timedelta(hours=9)


def test_an_attempt_is_written_before_the_work(
    site: Site, partner: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = item_of(partner, image_url=site.put("/a.jpg", drawn.photo()))
    for attempt in range(1, ATTEMPTS + 1):
        make_due(item)
        pictures.lease(timezone.now())
        begun = again(item)
        assert (begun.picture_attempts, begun.picture_error) == (attempt, "interrupted")
        assert begun.picture_next_at
        assert begun.picture_next_at > timezone.now()
    make_due(item)
    assert pictures.lease(timezone.now()) == (1, [])
    assert again(item).picture_next_at is None


def test_the_newest_come_first_and_no_host_fills_a_batch(partner: Source) -> None:
    many = [item_of(partner, image_url=f"https://a.example/{n}.jpg") for n in range(5)]
    one = item_of(partner, image_url="https://b.example/1.jpg")
    _, wishes = pictures.lease(timezone.now())
    assert [wish.pk for wish in wishes] == [one.pk, many[4].pk, many[3].pk]


@pytest.mark.parametrize(
    ("fields", "lent"),
    [
        ({}, False),
        ({"nature": Nature.DEPUTY}, True),
        ({"is_partner": True}, True),
        ({"is_partner": True, "trust": Trust.EXCERPT}, False),
        ({"is_partner": True, "lends_pictures": False}, False),
        ({"trust": Trust.EXCERPT, "lends_pictures": True}, True),
    ],
)
def test_only_what_is_lent_is_fetched(site: Site, fields: dict[str, Any], lent: bool) -> None:
    source = SourceFactory.create(**fields)
    item_of(source, image_url=site.put("/a.jpg", drawn.photo()))
    assert source.shows_pictures is lent
    assert tasks.take_pictures() == int(lent)
    assert len(site.requests) == int(lent)


def test_what_readers_do_not_see_waits(site: Site, partner: Source) -> None:
    address = site.put("/a.jpg", drawn.photo())
    item = item_of(partner, image_url=address, status=Status.PENDING)
    assert tasks.take_pictures() == 0
    FeedItem.objects.filter(pk=item.pk).moderate(Status.APPROVED)
    assert tasks.take_pictures() == 1


def test_rights_that_end_take_the_picture_from_every_card(site: Site, partner: Source) -> None:
    item = item_of(partner, image_url=site.put("/a.jpg", drawn.photo()))
    tasks.take_pictures()
    assert card(item)["image"]
    partner.lends_pictures = False
    partner.save()
    assert card(item)["image"] is None
    partner.lends_pictures = True
    partner.save()
    assert card(item)["image"]
    assert not list(rebuild.check())


def test_a_logo_stands_for_what_has_no_picture(site: Site) -> None:
    logo = pages.image()
    source = SourceFactory.create(logo=logo, finds_pictures=False)
    item = item_of(source)
    assert card(item)["image"]["uuid"] == str(logo.uuid)
    source.logo = None
    source.save()
    assert card(item)["image"] is None
    assert not list(rebuild.check())


def test_a_closed_collection_shows_nothing(site: Site, partner: Source) -> None:
    item = item_of(partner, image_url=site.put("/a.jpg", drawn.photo()))
    tasks.take_pictures()
    closed = CollectionViewRestriction.objects.create(
        collection=Collection.objects.get(name="Images du fil"), restriction_type="login"
    )
    assert card(item)["image"] is None
    closed.delete()
    assert card(item)["image"]


def test_a_picture_that_an_editor_deletes_does_not_come_back(site: Site, partner: Source) -> None:
    item = item_of(partner, image_url=site.put("/a.jpg", drawn.photo()))
    tasks.take_pictures()
    Image.objects.get().delete()
    assert card(item)["image"] is None
    make_due(item)
    assert tasks.take_pictures() == 0
    assert len(site.requests) == 1


def test_an_item_that_went_meanwhile_leaves_no_picture(site: Site, partner: Source) -> None:
    item = item_of(partner, image_url=site.put("/a.jpg", drawn.photo()))
    _, (wish,) = pictures.lease(timezone.now())
    brought = pictures.bring(wish)
    item.delete()
    assert not pictures.settle(brought, timezone.now())
    assert not Image.objects.exists()


def test_a_mistake_of_ours_has_a_name_too(
    site: Site, partner: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(data: bytes) -> None:
        raise RuntimeError

    monkeypatch.setattr("feeds.pixels.redraw", fail)
    item = item_of(partner, image_url=site.put("/a.jpg", drawn.photo()))
    tasks.take_pictures()
    assert again(item).picture_error == "internal"


def test_a_picture_that_cannot_be_kept_costs_itself_only(
    site: Site, partner: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = gallery.keep

    def refuse(item: FeedItem, drawn: Any) -> Image:
        if item == bad:
            raise ValueError
        return keep(item, drawn)

    monkeypatch.setattr("feeds.gallery.keep", refuse)
    good = item_of(partner, image_url=site.put("/a.jpg", drawn.photo()))
    bad = item_of(partner, image_url=site.put("/b.jpg", drawn.photo()))
    assert tasks.take_pictures() == 1
    assert again(good).image
    assert again(bad).picture_error == "interrupted"
    assert pictures.take() == 0


@pytest.mark.parametrize("held", ["known", "settled"])
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_is_away_is_nobody_s_fault(
    site: Site, partner: Source, monkeypatch: pytest.MonkeyPatch, error: Any, held: str
) -> None:
    def fail(*args: Any) -> None:
        raise error

    monkeypatch.setattr(f"feeds.gallery.{'known' if held == 'known' else 'keep'}", fail)
    item_of(partner, image_url=site.put("/a.jpg", drawn.photo()))
    with pytest.raises(error):
        pictures.take()


def test_the_counter_and_the_picture_go_together(
    site: Site, partner: Source, broken_counter: Any
) -> None:
    item = item_of(partner, image_url=site.put("/a.jpg", drawn.photo()))
    _, (wish,) = pictures.lease(timezone.now())
    brought = pictures.bring(wish)
    broken_counter()
    with pytest.raises(CounterError):
        pictures.settle(brought, timezone.now())
    assert again(item).image_id is None
    assert not Image.objects.exists()


def test_one_event_an_item(site: Site, partner: Source) -> None:
    item = item_of(partner, image_url=site.put("/a.jpg", drawn.photo()))
    PublicationEvent.objects.all().delete()
    tasks.take_pictures()
    assert [event.action for event in PublicationEvent.objects.all()] == ["update"]
    assert wish_of(again(item)) is None
