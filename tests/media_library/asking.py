"""Videos elsewhere: wanted by a page, told by hosts that are played here, asked for by a task."""

import json
from typing import Any

from django.utils import timezone

from media_library import remote, tasks
from media_library.models import RemoteMedia
from media_library.video_facts import uuid_of
from media_library.video_url import Video, recognise
from tests.feeds import drawn
from tests.feeds.conftest import Site

YOUTUBE = "https://www.youtube.com/watch?v=abcdefghi_-"
PEERTUBE = "https://video.example.org/w/8NdUfM9jMzvGgYbWvS6fXY"
DAILYMOTION = "https://www.dailymotion.com/video/x8abcde"
VIMEO = "https://vimeo.com/123456789"
PATHS = {
    PEERTUBE: "/peertube/8NdUfM9jMzvGgYbWvS6fXY",
    DAILYMOTION: "/dailymotion/x8abcde",
    VIMEO: "/vimeo?url=https%3A%2F%2Fvimeo.com%2F123456789",
    YOUTUBE: "/youtube?url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Dabcdefghi_-",
}


def recognised(url: str) -> Video:
    found = recognise(url)
    assert found is not None
    return found


def wanted(url: str) -> RemoteMedia:
    remote.want([url])
    return RemoteMedia.objects.get(uuid=uuid_of(recognised(url)))


def asked(url: str) -> RemoteMedia:
    row = wanted(url)
    assert tasks.ask_host(row.pk)
    row.refresh_from_db()
    return row


def told(hosts: Site, **more: Any) -> str:
    """Dailymotion tells all it knows of a video, which is returned."""
    poster = hosts.put("/vignette.jpg", drawn.photo(480, 360))
    answer = {"title": "Entretien", "duration": 754, "thumbnail_720_url": poster}
    answer |= {"owner.screenname": "La chaîne"} | more
    hosts.put(PATHS[DAILYMOTION], json.dumps(answer))
    return DAILYMOTION


def make_due(row: RemoteMedia) -> None:
    RemoteMedia.objects.filter(pk=row.pk).update(next_try_at=timezone.now())
