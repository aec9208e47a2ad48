"""Rows 1 to 5, 8 to 10 and 17 of the reliability table, against servers on loopback."""

import gzip
import socket
import threading
import time
from typing import Any

import pytest

from cms import outbound
from cms.outbound import fetch
from tests.cms.outbound.private import HOSTS
from tests.cms.outbound.serving import Script, Server, answer_with, http


@pytest.fixture
def no_connection(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Records every attempt to connect, and lets none through."""
    tried: list[Any] = []

    def refuse(self: socket.socket, address: Any) -> None:
        tried.append(address)
        raise OSError("no connection in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return tried


def test_a_plain_answer(server: Server) -> None:
    url = server.put("/a?b=c", http(b"corps", "200 OK", 'ETag: "x"', "X-Deux: 2"))
    response = fetch(url, headers={"If-None-Match": '"w"'})
    assert (response.url, response.status, response.body) == (url, 200, b"corps")
    assert response.headers["etag"] == '"x"'
    asked = server.requests[0]
    assert 'If-None-Match: "w"' in asked
    assert f"Host: 127.0.0.1:{server.port}" in asked
    assert "Accept-Encoding: gzip, deflate" in asked


def test_any_status_is_an_answer(server: Server) -> None:
    url = server.put("/absent", http(b"rien", "404 Not Found"))
    assert (fetch(url).status, fetch(url).body) == (404, b"rien")


@pytest.mark.parametrize("host", HOSTS)
def test_criterion_1_no_private_address_is_connected_to(
    host: str, no_connection: list[Any]
) -> None:
    with pytest.raises(outbound.RefusedAddressError):
        fetch(f"http://{host}/")
    assert no_connection == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://source.example/", "file:///etc/passwd", "gopher://source.example/",
        "//source.example/",
        "source.example", "", "http://", "http:///chemin", "http://qui@source.example/",
        "http://qui:secret@source.example/", "http://source.example:port/", "http://[::1/",
        "http://source.example\\@127.0.0.1/", "http://source.example/\r\nX: y",
        "javascript:alert(1)", "data:text/plain,x", "http://source.example:99999/",
    ],
)  # fmt: skip
def test_criterion_1_other_forms_of_address_are_refused(url: str, no_connection: list[Any]) -> None:
    with pytest.raises(outbound.RefusedURLError):
        fetch(url)
    assert no_connection == []


@pytest.mark.parametrize("port", [22, 25, 3306, 5432, 6379, 8000, 11211])
def test_criterion_1_ports_outside_the_list_are_refused(
    port: int, monkeypatch: pytest.MonkeyPatch, no_connection: list[Any]
) -> None:
    answer_with(monkeypatch, ["93.184.215.14"])
    with pytest.raises(outbound.RefusedURLError, match=str(port)):
        fetch(f"http://source.example:{port}/")
    assert no_connection == []


def test_criterion_1_one_private_address_among_public_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch, no_connection: list[Any]
) -> None:
    answer_with(monkeypatch, ["93.184.215.14", "127.0.0.1"])
    with pytest.raises(outbound.RefusedAddressError):
        fetch("http://source.example/")
    assert no_connection == []


@pytest.mark.parametrize(
    "answers",
    [
        (["93.184.215.14"], ["127.0.0.1"]),
        (["93.184.215.14"], ["93.184.215.14", "10.0.0.1"], ["127.0.0.1"]),
        (["93.184.215.14"], ["169.254.169.254"], ["93.184.215.14"]),
    ],
    ids=["rebind", "mixed", "and back"],
)
def test_criterion_1_the_connection_goes_to_the_address_that_was_checked(
    answers: tuple[list[str], ...], monkeypatch: pytest.MonkeyPatch, no_connection: list[Any]
) -> None:
    """A name that answers a public address first and a private one afterwards (rebinding)."""
    answer_with(monkeypatch, *answers)
    for _ in range(3):
        with pytest.raises(outbound.OutboundError):
            fetch("https://source.example/")
    assert set(no_connection) == {("93.184.215.14", 443)}


def test_criterion_1_there_are_as_many_cases_as_the_reliability_table_asks_for() -> None:
    assert len(set(HOSTS)) >= 175


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:22/", "http://169.254.169.254/latest/meta-data/", "//[::1]/",
        "http://2130706433/", "http://0x7f.1/",
    ],
)  # fmt: skip
def test_criterion_1_no_redirect_leads_to_a_private_address(server: Server, target: str) -> None:
    url = server.put("/", http(b"", "302 Found", f"Location: {target}"))
    with pytest.raises(outbound.RefusedAddressError):
        fetch(url)
    assert len(server.requests) == 1


def test_a_redirect_to_another_scheme_is_refused(server: Server) -> None:
    url = server.put("/", http(b"", "302 Found", "Location: file:///etc/passwd"))
    with pytest.raises(outbound.RefusedURLError):
        fetch(url)


def test_redirects_are_followed_and_told(server: Server) -> None:
    server.put("/b", http(b"fin"))
    url = server.put("/a", http(b"ignore", "301 Moved Permanently", "Location: b#bas"))
    response = fetch(url)
    assert (response.url, response.body) == (f"{server.root}/b", b"fin")
    assert response.redirects == (outbound.Redirect(url, 301),)


def test_criterion_2_no_more_than_five_requests(server: Server) -> None:
    url = server.put("/boucle", http(b"", "307 Temporary Redirect", "Location: /boucle"))
    with pytest.raises(outbound.TooManyRedirectsError):
        fetch(url)
    assert len(server.requests) == outbound.MAX_REQUESTS


def test_secrets_do_not_follow_to_another_host(server: Server, settings: Any) -> None:
    settings.OUTBOUND_ALLOW.append(f"127.0.0.2:{server.port}")
    settings.OUTBOUND_ALLOW.append(f"localhost:{server.port}")
    server.put("/b", http(b"fin"))
    target = f"http://localhost:{server.port}/b"
    url = server.put("/a", http(b"", "302 Found", f"Location: {target}"))
    fetch(url, headers={"Authorization": "Bearer s", "If-None-Match": '"x"'})
    first, second = server.requests
    assert "Authorization: Bearer s" in first
    assert "Authorization" not in second
    assert 'If-None-Match: "x"' in second


def test_criterion_17_no_cookie_comes_back(server: Server) -> None:
    server.put("/b", http(b"fin"))
    url = server.put("/a", http(b"", "302 Found", "Location: /b", "Set-Cookie: suivi=1; Path=/"))
    fetch(url)
    fetch(url)
    assert all("cookie" not in asked.lower() for asked in server.requests)


def test_nothing_is_taken_from_the_environment(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login qui password secret")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert fetch(server.put("/", http(b"ici"))).body == b"ici"
    assert "Authorization" not in server.requests[0]


def test_criterion_2_bytes_are_counted_after_decompression(server: Server) -> None:
    small = gzip.compress(b"a" * 5000)
    url = server.put("/", http(small, "200 OK", "Content-Encoding: gzip"))
    assert fetch(url, max_bytes=5000).body == b"a" * 5000
    with pytest.raises(outbound.TooLargeError):
        fetch(url, max_bytes=4999)


def test_a_nested_bomb_is_cut(server: Server) -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * 50_000_000))
    url = server.put("/", http(bomb, "200 OK", "Content-Encoding: gzip, gzip"))
    with pytest.raises(outbound.TooLargeError):
        fetch(url, max_bytes=100_000)


def test_criterion_2_an_endless_body_is_cut(server: Server) -> None:
    def endless(connection: socket.socket, asked: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"a" * 65536)

    server.scripts["/"] = endless
    with pytest.raises(outbound.TooLargeError):
        fetch(server.root + "/", max_bytes=1_000_000)


def dripping(start: bytes, done: threading.Event) -> Script:
    """Sends `start`, then a letter now and then until the test is done."""

    def drip(connection: socket.socket, asked: bytes) -> None:
        connection.sendall(start)
        while not done.wait(0.02):
            connection.sendall(b"a")

    return drip


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-A: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n",
    ],
    ids=["status", "headers", "endless body", "announced body"],
)
def test_criterion_2_a_dripping_server_is_left_at_the_deadline(
    server: Server, start: bytes
) -> None:
    done = threading.Event()
    server.scripts["/"] = dripping(start, done)
    begun = time.monotonic()
    with pytest.raises(outbound.DeadlineError):
        fetch(server.root + "/", deadline=0.3)
    assert time.monotonic() - begun < 5
    done.set()


def test_a_silent_server_is_left_at_the_deadline(server: Server) -> None:
    done = threading.Event()
    server.scripts["/"] = lambda connection, asked: (done.wait(10), None)[1]
    with pytest.raises(outbound.DeadlineError):
        fetch(server.root + "/", deadline=0.2)
    done.set()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"pas du HTTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncourt",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200 + b"\r\n",
    ],
    ids=["nothing", "not http", "short", "bad chunk", "torn chunk", "bad gzip", "many headers"],
)
def test_a_broken_answer_has_a_name(server: Server, raw: bytes) -> None:
    with pytest.raises(outbound.BrokenResponseError):
        fetch(server.put("/", raw))


def test_nobody_listening(settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{port}"]
    with pytest.raises(outbound.UnreachableError):
        fetch(f"http://127.0.0.1:{port}/")


def test_a_server_without_tls(server: Server) -> None:
    server.put("/", http(b"en clair"))
    with pytest.raises(outbound.OutboundError):
        fetch(server.root.replace("http:", "https:") + "/", deadline=2)


def test_a_name_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    with pytest.raises(outbound.UnresolvedError):
        fetch("http://nulle-part.example/")


def test_a_network_of_exceptions(server: Server, settings: Any) -> None:
    settings.OUTBOUND_ALLOW = [f"127.0.0.0/8:{server.port}"]
    assert fetch(server.put("/", http(b"ici"))).status == 200
    with pytest.raises(outbound.RefusedAddressError):
        fetch(f"http://10.0.0.1:{server.port}/")


def test_starts_at_one_host_are_apart(server: Server, settings: Any) -> None:
    settings.OUTBOUND_HOST_DELAY = 0.05
    url = server.put("/", http(b"ici"))
    begun = time.monotonic()
    for _ in range(3):
        fetch(url)
    assert time.monotonic() - begun >= 0.1


def test_names_are_stable_and_unique() -> None:
    names = [error.name for error in outbound.OutboundError.__subclasses__()]
    assert sorted(names) == [
        "bad_certificate",
        "broken_response",
        "refused_address",
        "refused_url",
        "timeout",
        "too_large",
        "too_many_redirects",
        "unreachable",
        "unresolved",
    ]
