"""Several at once, on PostgreSQL: nobody waits for ever, nothing is kept twice."""

import json
from functools import partial

import pytest

from cms import unplayed
from media_library import remote
from media_library.models import Image, RemoteMedia
from tests.cms.counter import agrees, card
from tests.factories import pages
from tests.feeds import drawn
from tests.feeds.conftest import Site
from tests.media_library.test_recordings import sound, video
from tests.threads import in_threads

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_pages_are_saved_while_their_videos_are_told_and_forgotten(hosts: Site) -> None:
    poster = hosts.put("/vignette.jpg", drawn.photo())
    editos = []
    for n in range(4):
        answer = {"title": "Film", "duration": 60 + n, "thumbnail_720_url": poster}
        hosts.put(f"/dailymotion/x8abcd{n}", json.dumps(answer))
        address = f"https://www.dailymotion.com/video/x8abcd{n}"
        editos.append(pages.edito(video_url=address))
    asking = [partial(remote.ask, pk) for pk in RemoteMedia.objects.values_list("pk", flat=True)]
    saving = [edito.save for edito in editos]
    in_threads([*asking, *saving, unplayed.forget, unplayed.forget])
    assert Image.objects.count() == 1
    assert [card(edito)["media"]["duration_s"] for edito in editos] == [60, 61, 62, 63]
    assert agrees()


def test_the_same_new_address_on_many_pages() -> None:
    editos = [pages.edito() for _ in range(6)]
    for edito in editos:
        edito.video_url = "https://vimeo.com/123456789"
    in_threads([edito.save for edito in editos])
    assert RemoteMedia.objects.count() == 1
    assert agrees()


def test_recordings_change_side_by_side() -> None:
    made = [video(), video(), sound(), sound()]
    editos = [pages.edito(video_url=one.address) for one in made]
    for one in made:
        one.duration_s = 99
    in_threads([one.save for one in made] * 2)
    assert {card(edito)["media"]["duration_s"] for edito in editos} == {99}
    assert agrees()
