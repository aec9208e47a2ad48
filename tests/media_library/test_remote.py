"""Videos of others: wanted in a save, asked for by a task, over real HTTP."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from cms import outbound
from media_library import hosts as hosts_module
from media_library import remote, tasks
from media_library.facts import Known, known_of
from media_library.models import Image, RemoteMedia, State
from media_library.remote import BACK_OFF
from media_library.remote_errors import SENTENCES
from media_library.video_facts import MediaFacts, uuid_of
from media_library.video_url import Video, recognise
from tests.cms.counter import agrees, card, stored
from tests.factories import pages
from tests.feeds import drawn
from tests.feeds.conftest import Site
from tests.media_library import recordings

pytestmark = pytest.mark.django_db

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


def video(url: str) -> Video:
    found = recognise(url)
    assert found is not None
    return found


def wanted(url: str) -> RemoteMedia:
    remote.want([url])
    return RemoteMedia.objects.get(uuid=uuid_of(video(url)))


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


def make_due(row: RemoteMedia) -> None:
    RemoteMedia.objects.filter(pk=row.pk).update(next_try_at=timezone.now())


class TestBackOff:
    def test_a_host_that_is_down_is_asked_four_times(self, hosts: Site) -> None:
        hosts.put(PATHS[VIMEO], b"", 503)
        row = wanted(VIMEO)
        for wait in BACK_OFF:
            before = timezone.now()
            assert tasks.ask_due() == 1
            row.refresh_from_db()
            assert (row.state, row.error) == (State.WAITING, "server_error")
            assert row.next_try_at is not None
            assert wait <= row.next_try_at - before < wait + timedelta(minutes=1)
            assert tasks.ask_due() == 0
            make_due(row)
        assert tasks.ask_due() == 1
        row.refresh_from_db()
        assert (row.state, row.next_try_at, row.attempts) == (State.FAILED, None, 4)
        assert len(hosts.requests) == 4

    def test_a_host_that_comes_back_is_known(self, hosts: Site) -> None:
        hosts.put(PATHS[DAILYMOTION], b"", 503)
        row = asked(DAILYMOTION)
        make_due(row)
        told(hosts)
        assert tasks.ask_due() == 1
        row.refresh_from_db()
        assert (row.state, row.error, row.duration_s) == (State.KNOWN, "", 754)

    def test_a_host_that_asks_to_wait_is_left_in_peace(self, hosts: Site) -> None:
        hosts.put(PATHS[VIMEO], b"", 429, Retry_After="7200")
        row = asked(VIMEO)
        assert row.next_try_at is not None
        assert row.next_try_at - timezone.now() > timedelta(minutes=119)

    def test_what_kills_its_process_is_not_asked_for_for_ever(
        self, hosts: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def die(*args: Any) -> None:
            raise SystemExit

        monkeypatch.setattr(remote, "bring", die)
        row = wanted(VIMEO)
        for _ in range(4):
            with pytest.raises(SystemExit):
                tasks.ask_host(row.pk)
            make_due(row)
        assert not tasks.ask_host(row.pk)
        row.refresh_from_db()
        assert (row.state, row.error, row.next_try_at) == (State.FAILED, "interrupted", None)

    def test_a_video_that_is_being_asked_for_is_left_alone(self, hosts: Site) -> None:
        row = wanted(VIMEO)
        assert remote.lease(row.pk, timezone.now())
        assert remote.lease(row.pk, timezone.now()) is None

    def test_a_row_that_is_gone_meanwhile(self, hosts: Site) -> None:
        row = wanted(told(hosts))
        leased = remote.lease(row.pk, timezone.now())
        assert leased is not None
        row.delete()
        remote.settle(leased, hosts_module.bring(leased.video, timezone.now()), timezone.now())
        assert not RemoteMedia.objects.exists()


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


class TestPages:
    def test_a_save_reaches_for_nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: Any, **kwargs: Any) -> Any:
            raise AssertionError("a save asked the network")

        monkeypatch.setattr(outbound, "fetch", fail)
        monkeypatch.setattr(hosts_module.outbound, "fetch", fail)
        edito = pages.edito(video_url=DAILYMOTION)
        assert card(edito)["media"]["duration_s"] is None
        assert RemoteMedia.objects.get().state == State.WAITING

    def test_a_task_is_queued_once_the_page_is_committed(
        self, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        queued: list[tuple[Any, ...]] = []
        monkeypatch.setattr(remote, "async_task", lambda *task: queued.append(task))
        with django_capture_on_commit_callbacks(execute=True):
            edito = pages.edito(video_url=DAILYMOTION)
            assert queued == []
        task = ("media_library.tasks.ask_host", RemoteMedia.objects.get().pk)
        assert queued == [task]
        with django_capture_on_commit_callbacks(execute=True):
            edito.save()
        assert queued == [task]

    def test_every_address_of_a_page_is_wanted(self) -> None:
        body = [
            ("video", {"url": YOUTUBE, "title": "Une", "poster": None, "caption": ""}),
            ("paragraph", "<p>Texte</p>"),
            ("video", {"url": VIMEO, "title": "Deux", "poster": None, "caption": ""}),
        ]
        pages.episode(video_url=PEERTUBE, audio_url="https://a.example/son.mp3", body=body)
        found = set(RemoteMedia.objects.values_list("page_url", flat=True))
        assert found == {YOUTUBE, VIMEO, PEERTUBE, "https://a.example/son.mp3"}

    @pytest.mark.parametrize(
        "url",
        [
            "https://example.org/direct.m3u8",
            "http://localhost/media/recordings/a.mp3",
            "https://example.org/page",
            f"https://example.org/{'x' * 2000}.mp3",
            "https://example.org/a\0.mp3",
        ],
    )
    def test_what_no_host_can_be_asked_about_is_passed(self, url: str) -> None:
        remote.want([url])
        assert not RemoteMedia.objects.exists()

    def test_a_page_without_videos_costs_no_query(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(2):  # its savepoint
            remote.want([])

    def test_the_card_gets_duration_and_poster(self, hosts: Site) -> None:
        edito = pages.edito(video_url=told(hosts))
        assert card(edito)["image"] is None
        etag = stored(edito).etag
        tasks.ask_due()
        shown = card(edito)
        assert shown["media"]["duration_s"] == 754
        assert shown["image"]["credit"] == "La chaîne"
        assert (shown["image"]["width"], shown["image"]["decorative"]) == (480, True)
        assert stored(edito).etag != etag
        assert agrees()

    def test_what_the_page_says_wins(self, hosts: Site) -> None:
        image = pages.image(credit="Photographe")
        edito = pages.edito(video_url=told(hosts), duration_s=700, image=image)
        tasks.ask_due()
        assert card(edito)["media"]["duration_s"] == 700
        assert card(edito)["image"]["credit"] == "Photographe"
        assert agrees()

    def test_a_block_gets_them_too(self, hosts: Site) -> None:
        value = {"url": told(hosts), "title": "Une", "poster": None, "caption": ""}
        article = pages.article(body=[("video", value)])
        tasks.ask_due()
        block = json.loads(stored(article).document)["body"][0]["value"]
        assert block["media"]["duration_s"] == 754
        assert block["poster"]["credit"] == "La chaîne"
        assert agrees()

    def test_a_poster_deleted_by_the_newsroom_stays_away(self, hosts: Site) -> None:
        edito = pages.edito(video_url=told(hosts))
        tasks.ask_due()
        Image.objects.get().delete()
        assert card(edito)["image"] is None
        assert tasks.ask_due() == 0
        assert agrees()

    def test_posters_of_a_closed_collection_come_back_when_it_is_opened(self, hosts: Site) -> None:
        edito = pages.edito(video_url=told(hosts))
        tasks.ask_due()
        folder = Collection.objects.get(name="Vignettes")
        closed = CollectionViewRestriction.objects.create(collection=folder)
        assert card(edito)["image"] is None
        assert agrees()
        closed.delete()
        assert card(edito)["image"]["credit"] == "La chaîne"
        assert agrees()


def test_what_a_host_told_costs_one_query(hosts: Site, django_assert_num_queries: Any) -> None:
    asked(told(hosts))
    wanted(VIMEO)
    with django_assert_num_queries(1):
        known = known_of(video(DAILYMOTION))
    assert known is not None
    assert (known.duration_s, known.poster) == (754, Image.objects.get())
    assert known_of(video(VIMEO)) == known_of(video(YOUTUBE)) == Known()
