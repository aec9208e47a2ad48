"""What hosts say of a video, over real HTTP, or refuse to say."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cms import outbound
from media_library import hosts as hosts_module
from media_library import tasks
from media_library.models import State
from media_library.remote_errors import SENTENCES
from media_library.video_facts import MediaFacts
from tests.feeds import drawn
from tests.feeds.conftest import Site
from tests.media_library import recordings
from tests.media_library.asking import DAILYMOTION, PATHS, PEERTUBE, VIMEO, YOUTUBE, asked, told

pytestmark = pytest.mark.django_db


class TestHosts:
    def test_peertube(self, hosts: Site) -> None:
        hosts.put("/lazy/1.jpg", drawn.photo(850, 480))
        answer = {"name": "Conférence", "duration": 3723, "previewPath": "/lazy/1.jpg"}
        hosts.put(
            PATHS[PEERTUBE], json.dumps(answer | {"account": {"displayName": "Le mouvement"}})
        )
        row = asked(PEERTUBE)
        assert (row.title, row.author, row.duration_s) == ("Conférence", "Le mouvement", 3723)
        assert (row.state, row.error, row.next_try_at) == (State.KNOWN, "", None)
        assert row.fetched_at is not None
        assert row.poster is not None
        assert row.poster.width == 850

    def test_dailymotion_and_its_poster(self, hosts: Site) -> None:
        row = asked(told(hosts))
        assert row.duration_s == 754
        poster = row.poster
        assert poster is not None
        assert (poster.title, poster.credit) == ("Entretien", "La chaîne")
        assert (poster.source_url, poster.collection.name) == (DAILYMOTION, "Vignettes")
        assert poster.file.name.endswith(".webp")

    def test_vimeo(self, hosts: Site) -> None:
        hosts.put(PATHS[VIMEO], json.dumps({"title": "Film", "author_name": "X", "duration": 9}))
        row = asked(VIMEO)
        assert row.facts == MediaFacts("Film", "X", 9)

    def test_youtube_tells_the_duration_on_its_page(self, hosts: Site) -> None:
        hosts.put(PATHS[YOUTUBE], json.dumps({"title": "Direct", "author_name": "X"}))
        hosts.put("/watch?v=abcdefghi_-", '{"lengthSeconds":"754"}')
        assert asked(YOUTUBE).duration_s == 754

    def test_youtube_is_asked_twice_before_a_film_is_gone(self, hosts: Site) -> None:
        hosts.put(PATHS[YOUTUBE], b"", 404)
        film = PATHS[YOUTUBE].replace("youtube", "youtube-film", 1)
        hosts.put(film, json.dumps({"title": "Direct", "width": 200, "height": 113}))
        row = asked(YOUTUBE)
        assert (row.state, row.title, row.is_vertical) == (State.KNOWN, "Direct", False)

    @pytest.mark.parametrize(
        "page", [(200, b"Avant de continuer"), (429, b""), (200, b"x" * 4_000_000)]
    )
    def test_youtube_without_a_page_is_known_without_a_duration(
        self, hosts: Site, page: tuple[int, bytes]
    ) -> None:
        hosts.put(PATHS[YOUTUBE], json.dumps({"title": "Direct"}))
        hosts.put("/watch?v=abcdefghi_-", page[1], page[0])
        row = asked(YOUTUBE)
        assert (row.state, row.title, row.duration_s) == (State.KNOWN, "Direct", None)


def parts_of(data: bytes) -> Callable[[dict[str, str]], tuple[int, dict[str, str], bytes]]:
    """A site that sends parts of its files."""

    def answer(headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        first, last = map(int, headers["range"].removeprefix("bytes=").split("-"))
        part = data[first : last + 1]
        span = f"bytes {first}-{first + len(part) - 1}/{len(data)}"
        return 206, {"Content-Range": span}, part

    return answer


class TestFiles:
    def test_a_long_file_is_asked_for_its_two_ends(self, hosts: Site) -> None:
        hosts.answers["/son.opus"] = parts_of(recordings.opus(1800, filling=3_000_000))
        row = asked(f"{hosts.root}/son.opus")
        assert (row.duration_s, row.poster, row.title) == (1800, None, "")
        assert len(hosts.requests) == 2

    def test_a_short_file_comes_whole(self, hosts: Site) -> None:
        row = asked(hosts.put("/son.mp3", recordings.mp3(3)))
        assert (row.duration_s, row.state) == (3, State.KNOWN)

    def test_a_site_that_sends_all_or_nothing(self, hosts: Site) -> None:
        row = asked(hosts.put("/son.mp3", recordings.mp3(120)))
        assert (row.duration_s, row.state, row.error) == (None, State.KNOWN, "")

    def test_what_is_no_recording_is_known_without_a_duration(self, hosts: Site) -> None:
        row = asked(hosts.put("/film.mp4", b"<html>perdu</html>"))
        assert (row.duration_s, row.state) == (None, State.KNOWN)

    @pytest.mark.parametrize("span", ["", "bytes */5", "bytes 0-4/*", "bytes 0-4/" + "9" * 40])
    def test_a_length_that_makes_no_sense(self, hosts: Site, span: str) -> None:
        hosts.answers["/son.mp3"] = (206, {"Content-Range": span}, recordings.mp3(3))
        assert asked(f"{hosts.root}/son.mp3").duration_s is None


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "error"), [(404, "gone"), (410, "gone"), (401, "private"), (403, "private")]
    )
    @pytest.mark.parametrize("url", PATHS)
    def test_gone_or_private_is_final(self, hosts: Site, url: str, status: int, error: str) -> None:
        hosts.put(PATHS[url], b"{}", status)
        hosts.put(PATHS[YOUTUBE].replace("youtube", "youtube-film", 1), b"{}", status)
        row = asked(url)
        assert (row.state, row.error, row.next_try_at) == (State.GONE, error, None)
        assert row.error_sentence == str(SENTENCES[error])
        assert not tasks.ask_host(row.pk)

    @pytest.mark.parametrize("url", PATHS)
    @pytest.mark.parametrize("body", [b"<html>", b"[]", b"[" * 100_000])
    def test_an_unreadable_answer_is_final(self, hosts: Site, url: str, body: bytes) -> None:
        hosts.put(PATHS[url], body)
        row = asked(url)
        assert (row.state, row.error, row.next_try_at) == (State.FAILED, "unreadable", None)

    def test_too_large_an_answer(self, hosts: Site) -> None:
        hosts.put(PATHS[VIMEO], b" " * 600_000 + b"{}")
        assert asked(VIMEO).error == "too_large"

    def test_a_redirect_without_end(self, hosts: Site) -> None:
        hosts.put(PATHS[VIMEO], b"", 302, Location=hosts.root + PATHS[VIMEO])
        assert asked(VIMEO).error == "too_many_redirects"

    def test_a_private_network(self) -> None:
        row = asked("http://127.0.0.1:9/son.mp3")
        assert (row.state, row.error) == (State.FAILED, "refused_address")

    def test_too_slow(self, hosts: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        def late(*args: Any, **kwargs: Any) -> Any:
            raise outbound.DeadlineError("too slow")

        monkeypatch.setattr(hosts_module.outbound, "fetch", late)
        row = asked(VIMEO)
        assert (row.state, row.error) == (State.WAITING, "timeout")

    def test_our_own_mistake_is_loud_and_named(
        self, hosts: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(hosts_module, "read_answer", lambda *args: 1 / 0)
        hosts.put(PATHS[VIMEO], b"{}")
        assert asked(VIMEO).error == "internal"
        assert "ZeroDivisionError" in caplog.text
