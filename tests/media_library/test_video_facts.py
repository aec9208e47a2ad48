"""What hosts answer about a video, read without a network."""

import json
from typing import Any

import pytest

from media_library.video_facts import (
    LONGEST_S,
    MediaFacts,
    UnreadableError,
    question,
    read_answer,
    read_page,
    uuid_of,
)
from media_library.video_url import Video, recognise

YOUTUBE = "https://www.youtube.com/watch?v=abcdefghi_-"
PEERTUBE = "https://video.example.org/w/8NdUfM9jMzvGgYbWvS6fXY"
DAILYMOTION = "https://www.dailymotion.com/video/x8abcde"
VIMEO = "https://vimeo.com/123456789/0123abcdef"


def video(url: str) -> Video:
    found = recognise(url)
    assert found is not None
    return found


def facts(url: str, answer: Any, asked: str = "https://hote.example/api/v1/videos/1") -> MediaFacts:
    return read_answer(video(url), asked, json.dumps(answer).encode())


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (PEERTUBE, "https://video.example.org/api/v1/videos/8NdUfM9jMzvGgYbWvS6fXY"),
        (
            DAILYMOTION,
            "https://api.dailymotion.com/video/x8abcde"
            "?fields=title,duration,aspect_ratio,thumbnail_720_url,owner.screenname",
        ),
        (
            VIMEO,
            "https://vimeo.com/api/oembed.json"
            "?url=https%3A%2F%2Fvimeo.com%2F123456789%2F0123abcdef",
        ),
        (
            YOUTUBE,
            "https://www.youtube.com/oembed?format=json"
            "&url=https%3A%2F%2Fwww.youtube.com%2Fshorts%2Fabcdefghi_-",
        ),
        ("https://example.org/son.mp3?v=2", "https://example.org/son.mp3?v=2"),
        ("https://example.org/direct.m3u8", ""),
        ("https://example.org/film.webm", "https://example.org/film.webm"),
    ],
)
def test_each_host_is_asked_at_its_own_address(url: str, asked: str) -> None:
    """Nobody is asked where no answer could tell anything."""
    assert question(video(url)) == asked


def test_a_video_has_one_uuid_whatever_address_was_pasted() -> None:
    pasted = {uuid_of(video(u)) for u in (YOUTUBE, "https://youtu.be/abcdefghi_-?t=42")}
    assert len(pasted) == 1
    assert uuid_of(video(PEERTUBE)) != uuid_of(video(PEERTUBE.replace("org", "net")))


def test_peertube() -> None:
    answer = {
        "name": "Conférence",
        "duration": 3723,
        "previewPath": "/lazy-static/previews/1.jpg",
        "thumbnailPath": "/static/thumbnails/1.jpg",
        "account": {"displayName": "Le mouvement"},
    }
    poster = "https://hote.example/lazy-static/previews/1.jpg"
    assert facts(PEERTUBE, answer) == MediaFacts("Conférence", "Le mouvement", 3723, poster)
    del answer["previewPath"]
    assert facts(PEERTUBE, answer).poster_url.endswith("/static/thumbnails/1.jpg")


def test_dailymotion() -> None:
    answer = {
        "title": "Entretien",
        "duration": 61,
        "thumbnail_720_url": "https://s1.dmcdn.net/v/1/x720",
        "owner.screenname": "La chaîne",
    }
    expected = MediaFacts("Entretien", "La chaîne", 61, "https://s1.dmcdn.net/v/1/x720")
    assert facts(DAILYMOTION, answer) == expected


def test_vimeo_and_youtube_answer_oembed() -> None:
    answer = {
        "title": "Film",
        "author_name": "Une autrice",
        "duration": 90,
        "thumbnail_url": "https://i.example/1.jpg",
    }
    assert facts(VIMEO, answer) == MediaFacts("Film", "Une autrice", 90, "https://i.example/1.jpg")
    del answer["duration"]
    assert facts(YOUTUBE, answer).duration_s is None


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        (PEERTUBE, {"aspectRatio": 0.5625}),
        (DAILYMOTION, {"aspect_ratio": 0.5625}),
        (VIMEO, {"width": 240, "height": 426}),
        (YOUTUBE, {"width": 113, "height": 200}),
    ],
)
def test_each_host_tells_the_shape_of_a_film(url: str, answer: dict[str, Any]) -> None:
    assert facts(url, answer).is_vertical is True
    turned = dict(zip(answer, [1 / size for size in answer.values()], strict=True))
    assert facts(url, turned).is_vertical is False
    assert facts(url, {"title": "Film"}).is_vertical is None


@pytest.mark.parametrize("ratio", [0, -1, True, "0.5", [1], None, 10**30, 1e999, float("nan")])
def test_a_shape_that_makes_no_sense_is_none(ratio: Any) -> None:
    assert facts(PEERTUBE, {"aspectRatio": ratio}).is_vertical is None
    assert facts(VIMEO, {"width": 240, "height": ratio}).is_vertical is None


@pytest.mark.parametrize(
    ("page", "seconds"),
    [
        (b'<meta itemprop="duration" content="PT62M3S">', 3723),
        (b'<meta itemprop="duration" content="PT1H2M3S">', 3723),
        (b'{"videoDetails":{"lengthSeconds":"3723"}}', 3723),
        (b'{"lengthSeconds":"0"}', None),
        (b'{"lengthSeconds":"99999999"}', None),
        (b"Before you continue", None),
        (b'itemprop="duration" content="P' + b"T1" * 100_000, None),
        (b"\xff\x00", None),
    ],
)
def test_the_page_of_youtube_tells_the_duration_or_does_not(
    page: bytes, seconds: int | None
) -> None:
    assert read_page(page) == seconds


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"texte"',
        b"[" * 100_000,
        b'{"duration": ' + b"9" * 10_000 + b"}",
    ],
)
@pytest.mark.parametrize("url", [YOUTUBE, PEERTUBE, DAILYMOTION, VIMEO])
def test_what_is_no_answer_is_named(url: str, body: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_answer(video(url), url, body)


@pytest.mark.parametrize(
    "duration",
    [0, -1, LONGEST_S + 1, 10**30, True, "90", [90], {"s": 90}, None, float("nan"), float("inf")],
)
def test_a_duration_that_makes_no_sense_is_none(duration: Any) -> None:
    assert facts(VIMEO, {"title": "Film", "duration": duration}).duration_s is None


def test_fractions_of_a_second_are_rounded() -> None:
    assert facts(VIMEO, {"title": "Film", "duration": 61.6}).duration_s == 62


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("<b>Gras</b> <script>alert(1)</script>", "Gras alert(1)"),
        ("3 < 4 &amp; 5 > 4", "3 < 4 & 5 > 4"),
        ("a\0b\x1b[31m", "ab[31m"),
        ("  deux\n lignes ", "deux lignes"),
        ("\ud800", ""),
        ("é" * 1000, "é" * 255),
        (["liste"], ""),
        (12, ""),
        (None, ""),
    ],
)
def test_titles_are_plain_text_of_a_bounded_length(title: Any, kept: str) -> None:
    assert facts(VIMEO, {"title": title}).title == kept
    assert facts(PEERTUBE, {"name": "x", "account": {"displayName": title}}).author == kept


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "http://a@b/", "ftp://x/", 12, None, "x\0y", ""],
)
def test_a_poster_is_at_an_address_of_the_web(address: Any) -> None:
    assert facts(DAILYMOTION, {"title": "x", "thumbnail_720_url": address}).poster_url == ""


def test_an_account_that_is_no_object() -> None:
    assert facts(PEERTUBE, {"name": "x", "account": ["a"]}).author == ""
