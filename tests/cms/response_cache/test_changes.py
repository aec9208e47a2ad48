"""What makes which answers old, and what happens where that cannot be told."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect

from cms import relay
from cms.api.caching import content_key, facet_key, list_key, path_key
from cms.models import HAS, PublicationEvent, StaleKey
from cms.response_cache import changes
from cms.response_cache.changes import Changes, LostError
from tests.cms.counter import stored
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Changes:
    pages.home_page()
    pages.article(title="Avant")
    return Changes()


def test_nothing_has_changed_at_first(place: Changes) -> None:
    assert place.stale_keys() == set()
    assert place.stale_keys() == set()


def test_a_publication_makes_its_lists_old_and_nothing_else(place: Changes) -> None:
    topic, person = pages.topic(), pages.person()
    article = pages.article()
    place.stale_keys()
    article.topics.add(topic)
    article.contributions.create(person=person)
    article.save()
    assert place.stale_keys() == {
        "changes",
        content_key(article.uuid),
        list_key("article"),
        path_key(stored(article).path),
        facet_key("topic", topic.uuid),
        facet_key("person", person.uuid),
    }
    assert place.stale_keys() == set()


def test_a_filter_by_what_it_has_is_old_as_well(place: Changes) -> None:
    pages.edito(video_url="https://www.youtube.com/watch?v=AAAAAAAAAAA")
    assert {facet_key("has", HAS["video"]), list_key("edito")} <= place.stale_keys()


def test_what_a_content_quotes_stays(place: Changes) -> None:
    quoted = pages.article(title="Cité")
    place.stale_keys()
    link = f'<p><a linktype="page" id="{quoted.pk}">lien</a></p>'
    article = pages.article(title="Qui cite", body=[("text", link)])
    keys = place.stale_keys()
    assert content_key(article.uuid) in keys
    assert content_key(quoted.uuid) not in keys


def test_what_leaves_makes_the_same_old(place: Changes) -> None:
    article = pages.article()
    place.stale_keys()
    path = stored(article).path
    article.unpublish()
    assert place.stale_keys() >= {content_key(article.uuid), list_key("article"), path_key(path)}


def test_a_move_makes_old_what_is_told_of_both_addresses(place: Changes) -> None:
    dossier = pages.dossier(slug="avant")
    former = stored(dossier).path
    place.stale_keys()
    dossier.slug = "apres"
    dossier.save_revision().publish()
    now = stored(dossier).path
    assert now != former
    assert place.stale_keys() >= {path_key(former), path_key(now)}


def test_a_row_that_changes_without_an_edit_counts(place: Changes) -> None:
    """A picture's files are there, its rights have ended: its rows are written anew."""
    image = pages.image()
    article = pages.article(image=image)
    place.stale_keys()
    image.alt = "Autrement dit"
    image.save()
    assert place.stale_keys() >= {content_key(article.uuid), facet_key("image", image.uuid)}


def test_no_worker_is_needed(place: Changes) -> None:
    pages.article()
    assert PublicationEvent.objects.filter(number=None).exists()
    assert place.stale_keys()
    assert not PublicationEvent.objects.filter(number=None).exists()


def test_a_look_at_nothing_new_is_four_queries(place: Changes) -> None:
    place.stale_keys()
    with CaptureQueriesContext(connection) as captured:
        assert place.stale_keys() == set()
    assert len(captured) == 4


def test_stale_keys_are_told_once_however_they_commit(place: Changes) -> None:
    StaleKey.objects.tell("site", "home")
    assert place.stale_keys() == {"site", "home"}
    assert place.stale_keys() == set()
    # One whose transaction began before, and ended later.
    StaleKey.objects.create(key="redirects", at=Now() - timedelta(seconds=90))
    assert place.stale_keys() == {"redirects"}


def test_redirects_made_in_bulk_are_seen(place: Changes) -> None:
    Redirect.objects.bulk_create([Redirect(old_path="/avant", redirect_link="/apres/")])
    assert place.stale_keys() == {"redirects"}
    assert place.stale_keys() == set()


def test_what_fails_half_way_is_read_again(place: Changes, monkeypatch: pytest.MonkeyPatch) -> None:
    article = pages.article()
    StaleKey.objects.tell("site")

    def fail() -> None:
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(changes, "newest_redirect", fail)
        with pytest.raises(OperationalError):
            place.stale_keys()
    assert place.stale_keys() >= {content_key(article.uuid), "site"}


def test_too_many_events_are_not_told_one_by_one(
    place: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MOST", 2)
    for _ in range(2):
        pages.article()
    assert place.stale_keys()
    for _ in range(3):
        pages.article()
    with pytest.raises(LostError):
        place.stale_keys()


def test_numbers_of_a_backup_are_noticed(place: Changes) -> None:
    pages.article()
    place.stale_keys()
    PublicationEvent.objects.all().delete()
    with pytest.raises(LostError):
        place.stale_keys()
    pages.article()
    relay.number_events()
    with pytest.raises(LostError):
        place.stale_keys()


def test_a_first_event_is_seen_where_there_was_none() -> None:
    pages.home_page()
    PublicationEvent.objects.all().delete()
    place = Changes()
    assert place.stale_keys() == set()
    article = pages.article()
    assert content_key(article.uuid) in place.stale_keys()


def test_nobody_can_tell_after_half_a_day(place: Changes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "SILENCE_S", -1.0)
    with pytest.raises(LostError):
        place.stale_keys()
