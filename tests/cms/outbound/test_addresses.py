import ipaddress
import socket
import threading
from typing import Any

import pytest

from cms.outbound.addresses import is_listed, is_public, resolve

NOT_PUBLIC = [
    "0.0.0.1", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.9.9.9",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1",
    "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:2::1",
    "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::", "3fff::1", "5f00::1", "fc00::1",
    "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "193.0.0.1", "2606:4700::1111", "2a01:e0a::1", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_these_are_not_on_the_public_network(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_these_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
    ],
)
def test_spellings_of_an_address_resolve_to_it(host: str, address: str) -> None:
    assert resolve(host, 80, 5) == [ipaddress.ip_address(address)]


def test_a_name_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    with pytest.raises(LookupError, match="not known"):
        resolve("nulle-part.example", 80, 5)


def test_a_resolver_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: never.wait(30))
    with pytest.raises(TimeoutError):
        resolve("lent.example", 80, 0.01)
    never.set()


@pytest.mark.parametrize(
    ("entries", "listed"),
    [
        ([], False),
        (["127.0.0.1:8765"], True),
        (["127.0.0.1:8766"], False),
        (["127.0.0.0/8:8765"], True),
        (["10.0.0.0/8:8765"], False),
        (["localhost:8765"], False),
        (["[::1]:8765", "127.0.0.1:8765"], True),
    ],
)
def test_the_list_of_exceptions(entries: list[str], listed: bool) -> None:
    address = ipaddress.ip_address("127.0.0.1")
    assert is_listed(entries, "127.0.0.1", address, 8765) is listed


def test_exceptions_in_ipv6() -> None:
    address = ipaddress.ip_address("::1")
    assert is_listed(["[::1]:80"], "::1", address, 80)
    assert is_listed(["[::1/128]:80"], "::1", address, 80)
