"""deploy/nginx.conf, run: what nginx adds to the site, and what it says while the site is down."""

import gzip
import http.client
import json
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cms.api import errors

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONFIG = Path(__file__).resolve().parents[2] / "deploy/nginx.conf"
STYLE = "body { color: black }\n" * 200
TIMES_S = 10.0

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


def adapted(folder: Path, port: int, behind: int) -> str:
    """The same file on loopback, without TLS."""
    text = CONFIG.read_text().replace("/srv/kiosque", str(folder))
    # The first server only sends to https.
    first = text.index("server {")
    text = text[:first] + text[text.index("server {", first + 1) :]
    text = re.sub(r"listen 443 [^;]+;", f"listen 127.0.0.1:{port};", text)
    text = re.sub(r"\s+(listen \[::\]|ssl_certificate)[^;]+;", "", text)
    return text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}")


def whole(folder: Path, site: str) -> str:
    bodies = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{name}_temp_path {folder}/{name};" for name in bodies)
    return (
        f"daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;"
        f"events {{}} http {{ include /etc/nginx/mime.types; access_log off; {temporary}\n{site} }}"
    )


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def run(folder: Path, behind: int) -> Iterator[Proxy]:
    port = free_port()
    config = folder / f"nginx-{port}.conf"
    config.write_text(whole(folder, adapted(folder, port, behind)))
    command = [str(NGINX), "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as nginx:
        try:
            wait_for(port, nginx)
            yield Proxy(port)
        finally:
            nginx.terminate()


def wait_for(port: int, nginx: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + TIMES_S
    while time.monotonic() < until:
        assert nginx.poll() is None, nginx.stderr and nginx.stderr.read().decode()
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not answer")


@pytest.fixture(scope="module")
def up(folder: Path) -> Iterator[Proxy]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Behind) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield from run(folder, site.server_port)
        site.shutdown()


@pytest.fixture(scope="module")
def down(folder: Path) -> Iterator[Proxy]:
    yield from run(folder, free_port())


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
