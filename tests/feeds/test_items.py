"""Items: what the newsroom decides is public at once, and nothing else is."""

import pytest
from django.db import IntegrityError, transaction

from cms.models import Publication
from feeds.models import FeedItem, Status, Trust
from media_library.video_url import recognise
from tests.cms.counter import actions, agrees, card, row
from tests.factories.feeds import FeedItemFactory, SourceFactory
from tests.feeds.reading import more_words_than_an_index_holds

pytestmark = pytest.mark.django_db


def test_visible_items() -> None:
    shown = FeedItemFactory.create()
    FeedItemFactory.create(status=Status.PENDING)
    FeedItemFactory.create(status=Status.REJECTED)
    FeedItemFactory.create(source__trust=Trust.PAUSED)
    assert list(FeedItem.objects.visible()) == [shown]
    assert FeedItem.objects.approved().count() == 2
    assert Publication.objects.of_kind("item").count() == 1


def test_approving_publishes_and_rejecting_withdraws() -> None:
    item = FeedItemFactory.create(status=Status.PENDING)
    assert row(item) is None
    item.status = Status.APPROVED
    item.save()
    assert row(item)
    item.status = Status.REJECTED
    item.save()
    assert row(item) is None
    assert actions(item.uuid) == ["publish", "unpublish"]
    assert agrees()


def test_a_decision_leaves_what_a_visit_has_written_meanwhile() -> None:
    item = FeedItemFactory.create(status=Status.PENDING)
    FeedItem.objects.update(title="Titre corrigé", content_hash="f" * 64)
    item.status = Status.APPROVED
    item.save()
    after = FeedItem.objects.get()
    assert (after.status, after.title) == (Status.APPROVED, "Titre corrigé")
    assert after.content_hash == "f" * 64
    assert card(item)["title"] == "Titre corrigé"


def test_moderating_many_counts_what_changed() -> None:
    FeedItemFactory.create_batch(3, status=Status.PENDING)
    FeedItemFactory.create()
    assert FeedItem.objects.all().moderate(Status.APPROVED) == 3
    assert Publication.objects.of_kind("item").count() == 4
    assert FeedItem.objects.all().moderate(Status.REJECTED) == 4
    assert not Publication.objects.of_kind("item").exists()
    assert agrees()


def test_a_text_of_more_words_than_an_index_holds_is_public() -> None:
    text = more_words_than_an_index_holds()
    FeedItemFactory.create(html=f"<p>{text}</p>", status=Status.PENDING)
    other = FeedItemFactory.create(status=Status.PENDING)
    assert FeedItem.objects.all().moderate(Status.APPROVED) == 2
    assert row(other)


def test_a_deleted_item_is_withdrawn() -> None:
    item = FeedItemFactory.create()
    FeedItemFactory.create_batch(2)
    item.delete()
    assert row(item) is None
    FeedItem.objects.all().delete()
    assert not Publication.objects.of_kind("item").exists()
    assert agrees()


def test_an_identity_is_unique_within_its_source_only() -> None:
    item = FeedItemFactory.create(identity="guid:1")
    FeedItemFactory.create(identity="guid:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedItemFactory.create(identity="guid:1", source=item.source)


def test_the_card_of_a_video() -> None:
    item = FeedItemFactory.create(
        kind="video",
        duration_s=321,
        video={
            "provider": "youtube",
            "id": "abcdefghi_-",
            "player_url": "https://www.youtube-nocookie.com/embed/abcdefghi_-",
            "page_url": "https://www.youtube.com/watch?v=abcdefghi_-",
        },
    )
    media = card(item)["media"]
    assert (media["kind"], media["provider"], media["duration_s"]) == ("video", "youtube", 321)
    assert media["player_url"].startswith("https://www.youtube-nocookie.com/")


@pytest.mark.parametrize(("kind", "is_vertical"), [("short", True), ("video", False)])
def test_a_short_stands_upright(kind: str, is_vertical: bool) -> None:
    played = recognise("https://www.youtube.com/shorts/abcdefghi_-")
    assert played is not None
    item = FeedItemFactory.create(kind=kind, video=played.as_json())
    assert card(item)["media"]["is_vertical"] is is_vertical


def test_the_card_of_a_podcast() -> None:
    files = [
        {"url": "https://a.example/1.jpg", "media_type": "image/jpeg"},
        {"url": "https://a.example/1.mp3", "media_type": "audio/mpeg"},
    ]
    media = card(FeedItemFactory.create(kind="podcast", enclosures=files))["media"]
    assert (media["kind"], media["provider"]) == ("audio", "file")
    assert media["player_url"] == "https://a.example/1.mp3"


def test_an_article_has_no_media() -> None:
    shown = card(FeedItemFactory.create(source=SourceFactory.create(name="Gazette")))
    assert shown["media"] is None
    assert shown["source"]["name"] == "Gazette"
    assert shown["original_url"].startswith("https://gazette.example/")
