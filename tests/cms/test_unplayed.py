"""Videos elsewhere that nothing public plays any more are forgotten, with their posters."""

import pytest

from cms import tasks, unplayed
from feeds.pixels import redraw
from media_library import posters
from media_library.models import Image, RemoteMedia
from media_library.video_facts import MediaFacts
from tests.cms.counter import agrees, card
from tests.factories import pages
from tests.feeds import drawn

pytestmark = pytest.mark.django_db

VIMEO = "https://vimeo.com/123456789"


def give_poster() -> Image:
    poster = posters.keep(redraw(drawn.photo()), MediaFacts("Film", "X"), VIMEO)
    RemoteMedia.objects.update(poster=poster)
    return poster


def test_what_a_page_plays_stays() -> None:
    pages.edito(video_url=VIMEO)
    give_poster()
    assert unplayed.forget() == 0
    assert RemoteMedia.objects.get().poster is not None


def test_what_nothing_plays_goes_with_its_poster() -> None:
    edito = pages.edito(video_url=VIMEO)
    give_poster()
    edito.video_url = ""
    edito.save()
    tasks.forget_unplayed()
    assert not RemoteMedia.objects.exists()
    assert not Image.objects.exists()
    assert agrees()


def test_a_poster_that_somebody_uses_stays() -> None:
    edito = pages.edito(video_url=VIMEO)
    edito.image = give_poster()
    edito.video_url = ""
    edito.save()
    assert unplayed.forget() == 1
    assert card(edito)["image"] is not None


def test_a_poster_that_was_moved_is_the_newsrooms() -> None:
    edito = pages.edito(video_url=VIMEO)
    poster = give_poster()
    poster.collection = poster.collection.get_parent()
    poster.save()
    edito.delete()
    assert unplayed.forget() == 1
    assert Image.objects.get() == poster


def test_an_unpublished_page_has_its_video_asked_for_again() -> None:
    edito = pages.edito(video_url=VIMEO)
    edito.unpublish()
    assert unplayed.forget() == 1
    edito.save_revision().publish()
    assert RemoteMedia.objects.count() == 1
