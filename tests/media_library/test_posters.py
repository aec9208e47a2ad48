"""The still pictures that hosts show of their videos, kept in the library."""

import json

import pytest

from media_library import tasks
from media_library.models import Image, State
from tests.feeds import drawn
from tests.feeds.conftest import Site
from tests.media_library.asking import asked, make_due, told

pytestmark = pytest.mark.django_db


class TestPosters:
    def test_the_same_poster_of_the_same_author_is_kept_once(self, hosts: Site) -> None:
        first = asked(told(hosts))
        other = {"title": "Autre", "duration": 5, "thumbnail_720_url": f"{hosts.root}/vignette.jpg"}
        other |= {"owner.screenname": "La chaîne"}
        hosts.put("/dailymotion/x8autre", json.dumps(other))
        second = asked("https://www.dailymotion.com/video/x8autre")
        assert first.poster_id == second.poster_id
        assert Image.objects.count() == 1

    def test_a_poster_that_is_there_is_not_fetched_again(self, hosts: Site) -> None:
        row = asked(told(hosts))
        make_due(row)
        assert tasks.ask_host(row.pk)
        assert [path for path, _ in hosts.requests].count("/vignette.jpg") == 1
        assert Image.objects.count() == 1

    @pytest.mark.parametrize("data", [b"<svg/>", drawn.photo(120, 90), b"\xff\xd8\xff" + b"x" * 99])
    def test_a_poster_that_is_no_picture_costs_itself(self, hosts: Site, data: bytes) -> None:
        address = told(hosts)
        hosts.put("/vignette.jpg", data)
        row = asked(address)
        assert (row.state, row.duration_s, row.poster) == (State.KNOWN, 754, None)

    def test_a_poster_that_is_away_comes_later(self, hosts: Site) -> None:
        address = told(hosts)
        hosts.put("/vignette.jpg", b"", 503)
        row = asked(address)
        assert (row.state, row.duration_s, row.poster) == (State.KNOWN, 754, None)
        assert row.next_try_at is not None
        told(hosts)
        make_due(row)
        assert tasks.ask_due() == 1
        row.refresh_from_db()
        assert row.poster is not None
        assert row.next_try_at is None
