"""`manage.py ask_hosts`: for pages that were saved before anybody asked, and for a second try."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from media_library.models import RemoteMedia, State
from tests.factories import pages

pytestmark = pytest.mark.django_db

VIMEO = "https://vimeo.com/123456789"


def ask_hosts(*options: str) -> str:
    out = StringIO()
    call_command("ask_hosts", *options, stdout=out)
    return out.getvalue()


def test_videos_of_old_pages_are_asked_for() -> None:
    pages.edito(video_url=VIMEO)
    pages.article(body=[("video", {"url": f"{VIMEO}0", "title": "Une"})])
    RemoteMedia.objects.all().delete()
    assert ask_hosts() == "2 videos wait for their hosts.\n"
    assert RemoteMedia.objects.count() == 2


def test_those_that_failed_are_asked_again_where_somebody_says_so() -> None:
    pages.edito(video_url=VIMEO)
    given_up = {"state": State.FAILED, "attempts": 4, "error": "timeout", "next_try_at": None}
    RemoteMedia.objects.update(**given_up)
    assert ask_hosts() == "0 videos wait for their hosts.\n"
    assert ask_hosts("--again") == "1 videos wait for their hosts.\n"
    row = RemoteMedia.objects.due(timezone.now()).get()
    assert (row.state, row.attempts, row.error) == (State.WAITING, 0, "")


def test_what_is_known_is_left_alone() -> None:
    pages.edito(video_url=VIMEO)
    RemoteMedia.objects.update(state=State.KNOWN, is_vertical=False, next_try_at=None)
    assert ask_hosts("--again") == "0 videos wait for their hosts.\n"


def test_a_shape_that_is_not_known_is_asked_for() -> None:
    pages.episode(video_url=VIMEO, audio_url="https://sons.example/a.mp3")
    pages.edito(video_url="https://films.example/a.mp4")
    RemoteMedia.objects.update(state=State.KNOWN, attempts=4, next_try_at=None)
    assert ask_hosts("--again") == "2 videos wait for their hosts.\n"
    found = RemoteMedia.objects.due(timezone.now()).values_list("page_url", "state", "attempts")
    assert set(found) == {
        (VIMEO, State.KNOWN, 0),
        ("https://films.example/a.mp4", State.KNOWN, 0),
    }
