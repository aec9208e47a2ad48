"""deploy/nginx.conf, run: what nginx adds to the site, and what it says while the site is down."""

import gzip
import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cms.api import errors
from tests.site.nginx import NGINX, TIMES_S, free_port, running

STYLE = "body { color: black }\n" * 200

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


@dataclass(frozen=True)
class Told:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Proxy:
    port: int

    def get(self, path: str, **headers: str) -> Told:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMES_S)
        try:
            connection.request("GET", path, headers={"Host": "example.org", **headers})
            answer = connection.getresponse()
            return Told(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()


class Behind(BaseHTTPRequestHandler):
    """Stands for the site."""

    def do_GET(self) -> None:
        body = f"le site : {self.path} {'x' * 2_000}".encode()
        self.send_response(503 if "away" in self.path else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if "keys" in self.path:
            self.send_header("Surrogate-Key", " ".join(["content-0123456789abcdef"] * 500))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """/srv/kiosque, as docs/operations.md fills it."""
    found = tmp_path_factory.mktemp("srv")
    css = found / "static/css"
    css.mkdir(parents=True)
    for name in ("site.css", "site.0123456789ab.css"):
        (css / name).write_text(STYLE)
        (css / f"{name}.gz").write_bytes(gzip.compress(STYLE.encode()))
    (found / "errors").mkdir()
    (found / "errors/hors-ligne.html").write_text("<h1>Hors ligne</h1>")
    (found / "secret.txt").write_text("secret")
    return found


@pytest.fixture(scope="module")
def up(folder: Path) -> Iterator[Proxy]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Behind) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        with running(folder, site.server_port) as port:
            yield Proxy(port)
        site.shutdown()


@pytest.fixture(scope="module")
def down(folder: Path) -> Iterator[Proxy]:
    with running(folder, free_port()) as port:
        yield Proxy(port)


def test_what_is_packed_is_told_apart(up: Proxy) -> None:
    packed = up.get("/", **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    plain = up.get("/")
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == "Accept-Encoding"


def test_the_keys_of_a_long_list_pass(up: Proxy) -> None:
    answer = up.get("/keys/")
    assert answer.status == 200
    assert len(answer.headers["Surrogate-Key"]) > 12_000


@pytest.mark.parametrize(
    "path", ["/api/content/v1/contents", "/api/v2/pages/", "/api/content/v1/preview/x"]
)
def test_the_api_says_in_its_own_words_that_the_site_is_down(down: Proxy, path: str) -> None:
    answer = down.get(path)
    assert answer.status == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "10"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.body) == json.loads(errors.away().content)


def test_what_the_site_itself_says_passes(up: Proxy) -> None:
    for path in ("/api/away", "/away/"):
        answer = up.get(path)
        assert (answer.status, answer.body[:7]) == (503, b"le site")


def test_a_reader_sees_the_page_of_an_outage_with_its_style(down: Proxy) -> None:
    assert "Hors ligne" in down.get("/articles/").body.decode()
    assert "Hors ligne" not in down.get("/static/css/site.css").body.decode()
    for name in ("site.css", "site.0123456789ab.css"):
        style = down.get(f"/static/css/{name}")
        assert (style.status, style.headers["Content-Type"]) == (200, "text/css")
        assert style.body.decode() == STYLE


def test_static_files_are_kept_as_long_as_their_names_say(up: Proxy) -> None:
    hashed = up.get("/static/css/site.0123456789ab.css")
    assert hashed.headers["Cache-Control"] == "public, max-age=315360000, immutable"
    assert up.get("/static/css/site.css").headers["Cache-Control"] == "public, max-age=60"
    assert hashed.headers["X-Content-Type-Options"] == "nosniff"


def test_static_files_come_as_they_were_packed(up: Proxy, folder: Path) -> None:
    packed = up.get("/static/css/site.css", **{"Accept-Encoding": "gzip"})
    assert packed.body == (folder / "static/css/site.css.gz").read_bytes()
    assert packed.headers["Vary"] == "Accept-Encoding"


def test_what_is_not_on_the_disk_is_asked_of_the_site(up: Proxy) -> None:
    answer = up.get("/static/css/other.css")
    assert answer.body.startswith(b"le site : /static/css/other.css")
    assert "Cache-Control" not in answer.headers


@pytest.mark.parametrize("path", ["/static/../secret.txt", "/static/%2e%2e/secret.txt"])
def test_nothing_beside_them_is_given(up: Proxy, path: str) -> None:
    assert up.get(path).body != b"secret"
