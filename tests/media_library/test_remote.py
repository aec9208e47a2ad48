"""Videos of others: wanted in a save, asked for by a task, told on the pages that play them."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from cms import outbound
from media_library import hosts as hosts_module
from media_library import remote, tasks
from media_library.models import Image, RemoteMedia, State
from media_library.remote import BACK_OFF
from tests.cms.counter import agrees, card, fresh, stored
from tests.factories import pages
from tests.feeds.conftest import Site
from tests.media_library.asking import (
    DAILYMOTION,
    PATHS,
    PEERTUBE,
    VIMEO,
    YOUTUBE,
    asked,
    make_due,
    told,
    wanted,
)

pytestmark = pytest.mark.django_db


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

    def test_the_card_gets_the_shape(self, hosts: Site) -> None:
        edito = pages.edito(video_url=told(hosts, aspect_ratio=0.5625))
        assert card(edito)["media"]["is_vertical"] is False
        tasks.ask_due()
        assert card(edito)["media"]["is_vertical"] is True
        assert agrees()

    def test_what_a_host_does_not_tell_again_stays(self, hosts: Site) -> None:
        edito = pages.edito(video_url=told(hosts, aspect_ratio=0.5625))
        tasks.ask_due()
        hosts.put(PATHS[DAILYMOTION], json.dumps({}))
        RemoteMedia.objects.update(next_try_at=timezone.now())
        assert tasks.ask_due() == 1
        row = RemoteMedia.objects.get()
        assert (row.title, row.author, row.duration_s) == ("Entretien", "La chaîne", 754)
        assert row.is_vertical is True
        assert card(edito)["media"]["is_vertical"] is True

    def test_what_a_host_says_wins_over_the_address(self) -> None:
        edito = pages.edito(video_url="https://www.youtube.com/shorts/abcdefghi_-")
        assert card(edito)["media"]["is_vertical"] is True
        RemoteMedia.objects.update(is_vertical=False)
        fresh(edito).save()
        assert card(edito)["media"]["is_vertical"] is False

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
