"""Parts of files, as players ask for them (RFC 9110, 14)."""

from pathlib import Path

import pytest
from django.test import RequestFactory

from cms.byte_ranges import UnsatisfiableError, span_of
from cms.views import media_file

# An answer that is closed looks at the connection of the database.
pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
DATA = bytes(range(100))


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-9", (0, 10)),
        ("bytes=90-", (90, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-1000", (0, 100)),
        ("bytes=0-1000", (0, 100)),
        ("BYTES = 0 - 9", None),
        ("bytes=0-9,20-29", None),
        ("bytes=9-0", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("items=0-9", None),
        ("", None),
    ],
)
def test_a_span_or_the_whole_file(header: str, span: tuple[int, int] | None) -> None:
    assert span_of(header, 100) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_beyond_the_end(header: str) -> None:
    with pytest.raises(UnsatisfiableError):
        span_of(header, 100)


def test_a_player_gets_the_part_it_asks_for(rf: RequestFactory, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(DATA)
    answer = media_file(rf.get("/a", headers={"range": "bytes=10-19"}), "a.mp4", str(tmp_path))
    assert (answer.status_code, answer["Content-Range"]) == (206, "bytes 10-19/100")
    assert (answer["Content-Length"], answer["Content-Type"]) == ("10", "video/mp4")
    assert b"".join(answer) == DATA[10:20]
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_the_whole_file_says_that_it_has_parts(rf: RequestFactory, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(DATA)
    answer = media_file(rf.get("/a"), "a.mp4", str(tmp_path))
    assert (answer.status_code, answer["Accept-Ranges"]) == (200, "bytes")
    assert b"".join(answer) == DATA
    answer.close()


def test_a_part_beyond_the_end(rf: RequestFactory, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(DATA)
    answer = media_file(rf.get("/a", headers={"range": "bytes=100-"}), "a.mp4", str(tmp_path))
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */100")


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.webm", "video/webm"),
        ("a.ogv", "video/ogg"),
        ("a.MP3", "audio/mpeg"),
        ("a.m4a", "audio/mp4"),
        ("a.opus", "audio/ogg"),
        ("a.flac", "audio/flac"),
        ("a.wav", "audio/wav"),
        ("a.vtt", "text/vtt"),
        ("a.pdf", "application/pdf"),
    ],
)
def test_types_are_those_that_browsers_play(
    rf: RequestFactory, tmp_path: Path, name: str, media_type: str
) -> None:
    (tmp_path / name).write_bytes(DATA)
    answer = media_file(rf.get("/a"), name, str(tmp_path))
    assert answer["Content-Type"] == media_type
    answer.close()
