"""RELIABILITY row 82: whatever an upload is, a browser only shows it."""

import re
from pathlib import Path
from typing import Any

from django.test import RequestFactory

from cms.views import media_file
from media_library.models.recordings import FOLDER
from media_library.recording_files import AUDIO_ENDINGS, VIDEO_ENDINGS
from media_library.video_url import MEDIA_TYPES

ROOT = Path(__file__).resolve().parents[2]
POLICY = "default-src 'none'; sandbox"


def test_a_developers_machine_serves_uploads_as_nginx_does(
    rf: RequestFactory, tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_text("<script>alert(1)</script>")
    answer = media_file(rf.get("/media/a.html"), "a.html", str(tmp_path))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == POLICY


def test_nginx_says_so_too() -> None:
    media = (ROOT / "deploy/nginx.conf").read_text().split("location /media/ {")[1].split("}")[0]
    assert f'Content-Security-Policy "{POLICY}" always' in media
    assert "X-Content-Type-Options nosniff always" in media


def test_no_svg_is_accepted_from_editors_either(settings: Any) -> None:
    assert "svg" not in settings.WAGTAILIMAGES_EXTENSIONS


def test_nginx_serves_recordings_with_the_types_that_browsers_play(settings: Any) -> None:
    """Its own list lacks half of them, and `nosniff` lets a browser guess nothing."""
    config = (ROOT / "deploy/nginx.conf").read_text()
    folder = config.split(f"location /media/{FOLDER}/ {{")[1].split("\n    }")[0]
    for ending in (*VIDEO_ENDINGS, *AUDIO_ENDINGS, ".vtt"):
        media_type = {**MEDIA_TYPES, ".vtt": "text/vtt"}[ending]
        assert re.search(rf"^\s*{media_type}( \w+)* {ending[1:]}[ ;]", folder, re.M), ending
    assert f'Content-Security-Policy "{POLICY}" always' in folder
    assert "X-Content-Type-Options nosniff always" in folder


def test_nginx_lets_the_largest_recording_through(settings: Any) -> None:
    config = (ROOT / "deploy/nginx.conf").read_text()
    uploads = config.split("location /admin/snippets/media_library/ {")[1].split("}")[0]
    found = re.search(r"client_max_body_size (\d+)m;", uploads)
    assert found is not None
    assert int(found[1]) * 2**20 > settings.RECORDINGS_MAX_UPLOAD_SIZE
