"""What readers may have of a video, ours or elsewhere."""

from datetime import timedelta
from typing import Any

import pytest
from wagtail.models import Collection, CollectionViewRestriction

from media_library.facts import Known, known_of
from media_library.models import Captions, Image
from media_library.rights import shown_until, today
from tests.factories import pages
from tests.feeds.conftest import Site
from tests.media_library.asking import (
    DAILYMOTION,
    VIMEO,
    YOUTUBE,
    asked,
    recognised,
    told,
    wanted,
)
from tests.media_library.test_recordings import VTT, sound, upload, video

pytestmark = pytest.mark.django_db


class TestOurs:
    def test_all_that_readers_get(self) -> None:
        poster = pages.image(alt="Une rue")
        film = video(poster=poster, transcript="Bonjour.", credit="X")
        for language in ("fr", "oc"):
            Captions.objects.create(video=film, language=language, file=upload("a.vtt", VTT))
        known = known_of(recognised(film.address))
        assert known is not None
        assert [c.label for c in known.captions] == ["français", "oc"]
        assert known.captions[0].url.endswith(".vtt")
        assert (known.duration_s, known.has_transcript, known.credit) == (3, True, "X")
        assert (known.poster, known.shown_until) == (poster, None)

    def test_a_sound(self) -> None:
        assert known_of(recognised(sound().address)) == Known(duration_s=3)

    def test_rights_end_after_their_last_day(self) -> None:
        known = known_of(recognised(video(rights_until=today()).address))
        assert known is not None
        assert known.shown_until == shown_until(today())
        ended = video(rights_until=today() - timedelta(days=1))
        assert known_of(recognised(ended.address)) is None

    def test_a_closed_collection(self) -> None:
        folder = Collection.get_first_root_node().add_child(name="Réservé")
        CollectionViewRestriction.objects.create(collection=folder)
        assert known_of(recognised(video(collection=folder).address)) is None

    def test_an_address_of_ours_where_nothing_stands(self) -> None:
        absent = recognised("http://localhost/media/recordings/absent.mp4")
        assert known_of(absent) == Known()


def test_what_a_host_told_costs_one_query(hosts: Site, django_assert_num_queries: Any) -> None:
    asked(told(hosts))
    wanted(VIMEO)
    with django_assert_num_queries(1):
        known = known_of(recognised(DAILYMOTION))
    assert known is not None
    assert (known.duration_s, known.poster) == (754, Image.objects.get())
    assert known.is_vertical is None
    assert known_of(recognised(VIMEO)) == known_of(recognised(YOUTUBE)) == Known()
