"""A film that stands at two hosts is watched where nobody follows its viewers."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cms import unplayed
from cms.blocks.films import film_ref
from cms.blocks.media import VideoBlock
from feeds.pixels import redraw
from media_library import posters
from media_library.models import RemoteMedia
from media_library.video_facts import MediaFacts
from shows.models import EditoPage
from tests.cms.counter import agrees, card, fresh, stored
from tests.factories import pages
from tests.feeds import drawn
from tests.media_library.test_recordings import video

pytestmark = pytest.mark.django_db

YOUTUBE = "https://www.youtube.com/watch?v=AAAAAAAAAAA"
UUID = "00000000-0000-4000-8000-000000000010"
PEERTUBE = f"https://tube.example/w/{UUID}"
PLAYER = f"https://tube.example/videos/embed/{UUID}"
VIMEO = "https://vimeo.com/123456789"
OTHER_PEERTUBE = "https://tube.example/w/00000000-0000-4000-8000-000000000011"
FILE = "https://videos.example/le-port.mp4"


def test_its_page_plays_it_from_peertube_and_leads_to_the_other(client: Client) -> None:
    edito = pages.edito(video_url=YOUTUBE, peertube_url=PEERTUBE)
    answer = client.get(edito.url)
    html = answer.content.decode()
    assert f'data-player="{PLAYER}"' in html
    assert "youtube-nocookie" not in html + answer["Content-Security-Policy"]
    assert f'<a href="{YOUTUBE}" rel="noopener">Aussi sur YouTube' in html
    media = card(edito)["media"]
    assert media["provider"] == "peertube"
    assert (media["also_on"]["provider"], media["also_on"]["page_url"]) == ("youtube", YOUTUBE)
    assert agrees()


def test_a_block_of_a_text_does_so_too(client: Client) -> None:
    block = ("video", {"url": YOUTUBE, "peertube_url": PEERTUBE, "title": "Le port"})
    html = client.get(pages.article(body=[block]).url).content.decode()
    assert f'data-player="{PLAYER}"' in html
    assert f'href="{YOUTUBE}"' in html


@pytest.mark.parametrize(
    ("url", "twin", "played", "other"),
    [
        (YOUTUBE, "", "youtube", ""),
        (YOUTUBE, PEERTUBE, "peertube", YOUTUBE),
        ("", PEERTUBE, "peertube", ""),
        (FILE, PEERTUBE, "file", PEERTUBE),
    ],
)
def test_who_plays_it(url: str, twin: str, played: str, other: str) -> None:
    media = film_ref(url, twin, 95, has_transcript=True)
    assert media is not None
    assert (media.provider, media.duration_s, media.has_transcript) == (played, 95, True)
    assert (media.also_on.page_url if media.also_on else "") == other


def test_what_may_not_be_shown_here_is_not_shown_from_there() -> None:
    """Nor is a picture of it."""
    film = video(poster=None, rights_until=timezone.localdate() - timedelta(days=1))
    edito = pages.edito(video_url=film.address, peertube_url=PEERTUBE)
    poster = posters.keep(redraw(drawn.photo()), MediaFacts("Film", "X"), PEERTUBE)
    RemoteMedia.objects.filter(page_url=PEERTUBE).update(poster=poster)
    fresh(edito).save()
    assert (card(edito)["media"], card(edito)["image"]) == (None, None)


def test_one_address_given_twice_is_one() -> None:
    media = film_ref(PEERTUBE, PEERTUBE)
    assert media is not None
    assert media.also_on is None


def test_its_length_is_that_of_either_host() -> None:
    edito = pages.edito(video_url=YOUTUBE, peertube_url=PEERTUBE)
    RemoteMedia.objects.filter(page_url=YOUTUBE).update(duration_s=95)
    fresh(edito).save()
    assert card(edito)["media"]["duration_s"] == 95


def test_its_shape_is_that_of_either_host() -> None:
    edito = pages.edito(video_url=YOUTUBE, peertube_url=PEERTUBE)
    RemoteMedia.objects.filter(page_url=YOUTUBE).update(is_vertical=True)
    fresh(edito).save()
    assert card(edito)["media"]["is_vertical"] is True


@pytest.mark.parametrize("wrong", [YOUTUBE, FILE, "https://tube.example/w/court"])
def test_another_address_is_refused_at_its_field(wrong: str) -> None:
    with pytest.raises(ValidationError) as error:
        EditoPage(title="Édito", peertube_url=wrong).clean_fields(["path", "depth", "slug"])
    assert "PeerTube" in error.value.message_dict["peertube_url"][0]
    block = VideoBlock()
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python({"url": YOUTUBE, "peertube_url": wrong}))
    assert "peertube_url" in refused.value.block_errors  # type: ignore[attr-defined]  # of Wagtail's error


def test_both_hosts_are_asked_and_either_may_bring_the_poster() -> None:
    twin = {"url": VIMEO, "peertube_url": OTHER_PEERTUBE, "title": "Le port"}
    edito = pages.edito(video_url=YOUTUBE, peertube_url=PEERTUBE)
    article = pages.article(body=[("video", twin)])
    found = set(RemoteMedia.objects.values_list("page_url", flat=True))
    assert found == {YOUTUBE, PEERTUBE, VIMEO, OTHER_PEERTUBE}
    assert unplayed.forget() == 0
    poster = posters.keep(redraw(drawn.photo()), MediaFacts("Film", "X"), YOUTUBE)
    RemoteMedia.objects.filter(page_url__in=[YOUTUBE, OTHER_PEERTUBE]).update(poster=poster)
    assert card(fresh(edito))["image"] is None
    for page in (edito, article):
        fresh(page).save()
    assert card(edito)["image"] is not None
    assert json.loads(stored(article).document)["body"][0]["value"]["poster"] is not None
