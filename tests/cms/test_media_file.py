"""RELIABILITY row 82: whatever an upload is, a browser only shows it."""

from pathlib import Path
from typing import Any

from django.test import RequestFactory

from cms.views import media_file

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
