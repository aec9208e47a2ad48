"""Forms and messages that are posted to strangers: the same checks as for documents, on each
request."""

import threading
from collections.abc import Iterator
from contextlib import nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from cms import outbound
from cms.outbound import client
from tests.cms.outbound.serving import answer_with

FORM = {"hub.mode": "subscribe", "hub.secret": "à garder"}


class Server:
    """Answers by path, and remembers (verb, path, form), and the last body with its headers."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.requests: list[tuple[str, str, dict[str, list[str]]]] = []
        self.last: tuple[bytes, dict[str, str]] = (b"", {})
        site, answers, requests = self, self.answers, self.requests

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                site.last = body, {name.lower(): value for name, value in self.headers.items()}
                requests.append((self.command, self.path, parse_qs(body.decode())))
                status, headers, content = answers[self.path]
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = answer  # noqa: N815 - the base class names them

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as above
                pass

        self.tcp = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.tcp.daemon_threads = True
        self.root = f"http://127.0.0.1:{self.tcp.server_port}"
        threading.Thread(
            target=self.tcp.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def put(self, path: str, status: int, body: bytes = b"", **headers: str) -> str:
        self.answers[path] = (status, headers, body)
        return self.root + path


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    server = Server()
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server.tcp.server_port}"]
    yield server
    server.tcp.shutdown()
    server.tcp.server_close()


def test_a_form_arrives(server: Server) -> None:
    answer = outbound.post(server.put("/hub", 202, b"bien"), FORM)
    assert (answer.status, answer.body) == (202, b"bien")
    expected = {name: [value] for name, value in FORM.items()}
    assert server.requests == [("POST", "/hub", expected)]


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_that_keeps_the_form_is_followed(server: Server, status: int) -> None:
    server.put("/b", 204)
    answer = outbound.post(server.put("/a", status, Location="/b"), FORM)
    assert (answer.status, answer.url) == (204, f"{server.root}/b")
    assert [(verb, len(form)) for verb, _, form in server.requests] == [("POST", 2), ("POST", 2)]


@pytest.mark.parametrize("status", [301, 302, 303])
def test_any_other_redirect_is_the_answer(server: Server, status: int) -> None:
    assert outbound.post(server.put("/a", status, Location="/b"), FORM).status == status
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/", "http://[::1]:1/", "http://10.0.0.1"]
)
def test_no_redirect_of_a_form_leads_to_a_private_address(server: Server, target: str) -> None:
    with pytest.raises(outbound.RefusedAddressError):
        outbound.post(server.put("/a", 307, Location=target), FORM)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://2130706433/", "http://[::ffff:7f00:1]/"]
)
def test_no_form_goes_to_a_private_address(url: str) -> None:
    with pytest.raises(outbound.RefusedAddressError):
        outbound.post(url, FORM)


def test_no_more_than_five_requests(server: Server) -> None:
    with pytest.raises(outbound.TooManyRedirectsError):
        outbound.post(server.put("/a", 307, Location="/a"), FORM)
    assert len(server.requests) == outbound.MAX_REQUESTS


def test_a_long_answer_is_cut(server: Server) -> None:
    with pytest.raises(outbound.TooLargeError):
        outbound.post(server.put("/a", 202, b"x" * (client.MAX_ANSWER + 1)), FORM)


def test_a_form_is_never_sent_on_in_clear() -> None:
    class Exchange:
        asked: list[str] = []

        def named_errors(self) -> Any:
            return nullcontext()

        def patience(self) -> float:
            return 1.0

        def ask(self, url: str, *args: Any) -> tuple[dict[str, Any], str]:
            self.asked.append(url)
            return {"status": 308}, "http://hub.example/"

    for url in ("https://hub.example/", "HTTPS://hub.example/"):
        exchange: Any = Exchange()
        exchange.asked.clear()
        with pytest.raises(outbound.RefusedURLError):
            client._follow(exchange, url, {}, b"secret", client.REPEATED)
        assert exchange.asked == [url]


MESSAGE = '{"à": "garder"}'.encode()
HEADERS = {"Content-Type": "application/json", "webhook-id": "1"}


def test_a_message_arrives_as_it_is(server: Server) -> None:
    answer = outbound.send(server.put("/hook", 200, b"lu"), MESSAGE, HEADERS)
    assert (answer.status, answer.body) == (200, b"lu")
    body, headers = server.last
    assert body == MESSAGE
    assert (headers["content-type"], headers["webhook-id"]) == ("application/json", "1")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_message_is_never_redirected(server: Server, status: int) -> None:
    answer = outbound.send(server.put("/a", status, Location="/b"), MESSAGE, HEADERS)
    assert answer.status == status
    assert len(server.requests) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/"])
def test_no_message_goes_to_a_private_address(url: str) -> None:
    with pytest.raises(outbound.RefusedAddressError):
        outbound.send(url, MESSAGE, HEADERS)


def test_a_form_stays_one_at_another_host(
    server: Server, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_with(monkeypatch, ["127.0.0.1"])
    settings.OUTBOUND_ALLOW += [f"other.example:{server.tcp.server_port}"]
    server.put("/b", 204)
    elsewhere = server.root.replace("127.0.0.1", "other.example")
    outbound.post(server.put("/a", 308, Location=f"{elsewhere}/b"), FORM)
    _, headers = server.last
    assert headers["content-type"] == "application/x-www-form-urlencoded"
