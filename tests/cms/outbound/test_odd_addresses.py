"""Addresses in letters, redirects to nowhere, answers that are cut."""

import os
from typing import Any

import pytest

from cms import outbound
from cms.outbound import fetch
from tests.cms.outbound.serving import Server, answer_with, http


def test_letters_of_an_address_are_written_as_bytes(
    server: Server, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 3986, 2.1 for paths; RFC 3490 for names."""
    server.put("/d%C3%A9j%C3%A0%20vu?q=%C5%93&r=%2F", http(b"la"))
    assert fetch(f"{server.root}/déjà vu?q=œ&r=%2F").body == b"la"
    answer_with(monkeypatch, ["127.0.0.1"])
    settings.OUTBOUND_ALLOW = [f"127.0.0.1/32:{server.port}"]
    server.put("/", http(b"ici"))
    assert fetch(f"http://Été.example:{server.port}").body == b"ici"
    assert f"Host: xn--t-9fab.example:{server.port}" in server.requests[-1]


def test_a_redirect_in_letters_is_followed(server: Server) -> None:
    server.put("/%C3%A9t%C3%A9", http(b"la"))
    for location in ("/été".encode(), b"/%C3%A9t%C3%A9"):
        url = server.put("/", http(b"", "302 Found", "Location: @").replace(b"@", location))
        assert fetch(url).body == b"la"


@pytest.mark.parametrize("url", ["http://a@127.0.0.1/", "http://:@127.0.0.1/", "http:///x"])
def test_what_two_parsers_might_read_differently_is_refused(url: str) -> None:
    with pytest.raises(outbound.RefusedURLError):
        fetch(url)


@pytest.mark.parametrize(
    "location", ["http://[", "//[", "http://[::1", "http://a℀.example/", "http:"]
)
def test_a_redirect_to_what_is_no_address_is_refused(server: Server, location: str) -> None:
    url = server.put("/", http(b"", "302 Found", f"Location: {location}"))
    with pytest.raises(outbound.OutboundError):
        fetch(url)


def test_connections_are_closed_when_an_answer_is_cut(server: Server) -> None:
    url = server.put("/", http(b"x" * 2000))
    before = len(os.listdir("/proc/self/fd"))
    errors = []
    for _ in range(20):
        with pytest.raises(outbound.TooLargeError) as caught:
            fetch(url, max_bytes=1000)
        errors.append(caught.value)
    assert len(os.listdir("/proc/self/fd")) < before + 10


def test_a_chunk_of_a_negative_length_is_a_broken_answer(server: Server) -> None:
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nabcde\r\n0\r\n\r\n"
    with pytest.raises(outbound.BrokenResponseError):
        fetch(server.put("/", raw))
