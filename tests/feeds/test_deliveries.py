"""What hubs deliver, from the request that keeps it to rows."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from cms.models import Publication
from feeds import apart, deliveries
from feeds.deliveries import KEPT, Parcel
from feeds.errors import FeedError
from feeds.models import Delivery, FeedItem, Source, Status, Subscription, Trust
from tests.cms.counter import agrees
from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import sample
from tests.feeds.live import Scene, entry, feed_of, titles

pytestmark = pytest.mark.django_db

NOTICE = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom">
  <link rel="hub" href="https://pubsubhubbub.appspot.com"/>
  <link rel="self" href="https://www.youtube.com/xml/feeds/videos.xml?channel_id=UCa"/>
  <title>YouTube video feed</title>
  <entry>
    <id>yt:video:{video}</id><yt:videoId>{video}</yt:videoId><title>{title}</title>
    <link rel="alternate" href="https://www.youtube.com/watch?v={video}"/>
    <author><name>Chaîne d’essai</name></author>
    <published>2026-06-02T16:00:05+00:00</published><updated>2026-06-02T16:10:00+00:00</updated>
  </entry>
</feed>"""
GONE = """<feed xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns="http://www.w3.org/2005/Atom">
  <at:deleted-entry ref="yt:video:a" when="2026-06-02T16:00:05+00:00"/></feed>"""


def test_a_full_delivery_is_read_as_a_visit_would(scene: Scene) -> None:
    scene.subscribe()
    scene.visit()
    fetches, next_visit_at = scene.fetches, scene.next_visit_at
    new = feed_of(scene.hub, entry("nouveau"), entry("premier", "Un texte corrigé."))
    scene.hub.deliver(new.encode())
    assert (OrmQ.objects.count(), FeedItem.objects.count()) == (1, 1)
    assert scene.read() == 1
    assert titles() == {"nouveau", "premier"}
    assert FeedItem.objects.get(title="premier").excerpt == "Un texte corrigé."
    assert Publication.objects.of_kind("item").listed().count() == 2
    assert agrees()
    # Nothing is left for a visit; the next one finds nothing new.
    assert (scene.fetches, scene.next_visit_at) == (fetches, next_visit_at)
    scene.publish(entry("nouveau"), entry("premier", "Un texte corrigé."))
    report = scene.visit()
    assert (report.new, report.updated, report.unchanged) == (0, 0, 2)


def test_what_a_delivery_does_not_speak_of_is_not_missing(scene: Scene) -> None:
    scene.subscribe()
    scene.publish(entry("premier"), f"<link>{scene.site.root}/second</link>{entry('second')}")
    scene.visit()
    older = f"{entry('nouveau')}<pubDate>Mon, 01 Jun 2026 08:00:00 GMT</pubDate>"
    scene.hub.deliver(feed_of(scene.hub, older, entry("premier")).encode())
    scene.read()
    assert titles() == {"premier", "second", "nouveau"}
    assert not FeedItem.objects.exclude(missed_at=None).exists()


def test_what_a_delivery_says_is_deleted_is_gone(scene: Scene) -> None:
    scene.subscribe()
    FeedItem.objects.update(guid="yt:video:a", identity="guid:yt:video:a")
    scene.hub.deliver(GONE.encode())
    scene.read()
    assert FeedItem.objects.get().gone_at is not None
    assert agrees()


def test_a_visit_that_took_place_is_not_wanted_again(scene: Scene) -> None:
    scene.subscribe()
    scene.visit()
    scene.hub.deliver(b"")
    scene.read()
    scene.visit()
    scene.move_back(timedelta(hours=1))
    Subscription.objects.update(wanted_at=timezone.now() - timedelta(hours=2))
    scene.hub.deliver(feed_of(None, entry("nouveau")).encode())
    scene.read()
    # As the second of two tasks that saw the same delivery.
    assert deliveries._read_all(scene.row.pk) == 0
    assert titles() == {"nouveau", "premier"}
    assert not scene.is_due


def test_a_delivery_of_a_source_on_approval_waits(scene: Scene) -> None:
    scene.subscribe()
    Source.objects.update(trust=Trust.QUEUE)
    scene.hub.deliver(feed_of(None, entry("nouveau")).encode())
    scene.read()
    assert FeedItem.objects.get(title="nouveau").status == Status.PENDING


def test_the_same_delivery_twice_is_one_item(scene: Scene) -> None:
    scene.subscribe()
    body = feed_of(None, entry("nouveau")).encode()
    for _ in range(3):
        scene.hub.deliver(body)
    assert Delivery.objects.count() == 1
    scene.read()
    scene.hub.deliver(body)
    scene.read()
    assert titles() == {"nouveau", "premier"}


def test_a_body_that_had_to_make_room_is_left_to_a_visit(scene: Scene) -> None:
    scene.subscribe()
    scene.visit()
    scene.move_back(timedelta(hours=1))
    for number in range(KEPT + 1):
        scene.hub.deliver(feed_of(None, entry(f"n{number}")).encode())
    scene.read()
    assert titles() == {"n1", "n2", "n3", "premier"}
    assert scene.is_due


def test_a_notice_of_youtube_is_an_item_at_once_and_whole_a_visit_later(scene: Scene) -> None:
    scene.path = "/feeds/videos.xml?channel_id=UCa"
    scene.site.put(scene.path, sample("chaine.youtube.xml"))
    source = SourceFactory.create(feed_url=scene.site.root + scene.path, name="Ma chaîne")
    scene.visit()
    scene.move_back(timedelta(hours=1))
    row = Subscription.objects.create(
        source=source, feed_url=source.feed_url, hub=scene.hub.url, topic=source.feed_url
    )
    before = FeedItem.objects.get(guid="yt:video:abcdefghi_-")
    notices = (
        NOTICE.format(video="nouvelle_00", title="Deuxième entretien"),
        # Less than is known: the words of the first visit stay until the next one.
        NOTICE.format(video="abcdefghi_-", title="Premier entretien, corrigé"),
    )
    for notice in notices:
        deliveries._keep(row, Parcel(notice.encode()), "sha1", timezone.now())
    assert scene.read() == 2
    new = FeedItem.objects.get(guid="yt:video:nouvelle_00")
    assert (new.title, new.kind, new.is_visible) == ("Deuxième entretien", "video", True)
    after = FeedItem.objects.get(pk=before.pk)
    assert (after.title, after.excerpt, after.image_url) == (
        before.title,
        before.excerpt,
        before.image_url,
    )
    assert Source.objects.get().name == "Ma chaîne"
    assert scene.is_due


@pytest.mark.parametrize("body", ["", "rien", "<html><body>Une page</body></html>", GONE, "{}"])
def test_what_cannot_be_read_makes_the_source_due(scene: Scene, body: str) -> None:
    scene.subscribe()
    scene.visit()
    scene.move_back(timedelta(hours=1))
    scene.hub.deliver(body.encode())
    assert scene.read() == 1
    assert scene.is_due
    assert titles() == {"premier"}


def test_a_visit_of_less_than_a_minute_ago_is_not_followed_by_another(scene: Scene) -> None:
    scene.subscribe()
    scene.visit()
    scene.hub.deliver(b"")
    scene.read()
    assert not scene.is_due
    wait = scene.next_visit_at - timezone.now()
    assert timedelta(seconds=30) < wait <= timedelta(seconds=60)


def test_an_entry_whose_guid_its_feed_shares_is_left_to_a_visit(scene: Scene) -> None:
    def shared(name: str) -> str:
        return f"{entry('toujours le même')}<link>https://source.example/{name}</link>"

    scene.publish(shared("a"), shared("b"))
    SourceFactory.create(feed_url=scene.site.root + scene.path)
    scene.subscribe()
    assert FeedItem.objects.count() == 2
    scene.visit()
    scene.move_back(timedelta(hours=1))
    scene.hub.deliver(feed_of(None, shared("c")).encode())
    scene.read()
    assert FeedItem.objects.count() == 2
    assert scene.is_due


def test_one_bad_delivery_costs_itself_only(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.subscribe()
    scene.visit()
    scene.move_back(timedelta(hours=1))
    read = apart.read

    def hostile(fetched: object, now: object) -> object:
        if b"bombe" in fetched.body:  # type: ignore[attr-defined]  # as read takes it
            raise FeedError("too_complex")
        return read(fetched, now)  # type: ignore[arg-type]  # as above

    monkeypatch.setattr(apart, "read", hostile)
    scene.hub.deliver(feed_of(None, entry("bombe")).encode())
    scene.hub.deliver(feed_of(None, entry("bon")).encode())
    assert scene.read() == 2
    assert titles() == {"bon", "premier"}
    assert scene.is_due


def test_what_a_process_that_dies_has_taken_is_not_lost(scene: Scene) -> None:
    scene.subscribe()
    scene.visit()
    scene.move_back(timedelta(hours=1))
    scene.hub.deliver(feed_of(None, entry("nouveau")).encode())
    deliveries._take(scene.row.pk, timezone.now())
    assert scene.row.wanted_at is not None
    assert not Delivery.objects.exists()


def test_a_delivery_for_an_address_that_was_changed_is_nothing(scene: Scene) -> None:
    scene.subscribe()
    source = scene.source
    scene.hub.deliver(feed_of(None, entry("nouveau")).encode())
    source.feed_url = "https://autre.example/f"
    source.save()
    assert scene.read() == 0
    assert titles() == {"premier"}
    assert not Delivery.objects.exists()
