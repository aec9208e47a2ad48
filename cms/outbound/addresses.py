"""Addresses of the web and of the Internet protocol: reading and finding them, and telling public
ones from the others."""

import ipaddress
import queue
import socket
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from cms.outbound.errors import RefusedURLError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

EMBEDDING = tuple(
    map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2001::/23", "2002::/16"))
)
"""IPv6 networks whose addresses carry another address, or a tunnel to it: NAT64, Teredo, 6to4."""

NOT_YET_KNOWN = tuple(
    map(
        ipaddress.ip_network,
        ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "5f00::/16"),
    )
)
"""Special ranges that `is_global` of some Python releases still takes for public."""


def host_of(url: str) -> str:
    """The host of an address we may speak to, in lower case; raises RefusedURLError."""
    if any(ord(letter) < 32 or letter in "\x7f\\" for letter in url):
        raise RefusedURLError("control characters in the address")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise RefusedURLError(str(error)) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise RefusedURLError(f"not an http or https address: {url[:200]}")
    if "@" in parts.netloc:
        raise RefusedURLError("user names in addresses are refused")
    return host


def resolve(host: str, port: int, seconds: float) -> list[IPAddress]:
    """All the addresses of `host`, IPv4-mapped ones as IPv4.

    Raises LookupError when there is none, TimeoutError after `seconds`.
    """
    with suppress(ValueError):
        return [_unmapped(ipaddress.ip_address(host))]
    answers: queue.SimpleQueue[list[Any] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    # In a thread, because getaddrinfo has no timeout and cannot be interrupted.
    threading.Thread(target=look_up, daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"{host} does not resolve in time") from None
    if isinstance(found, Exception):
        raise LookupError(f"{host}: {found}") from found
    return [_unmapped(ipaddress.ip_address(address[4][0])) for address in found]


def _unmapped(address: IPAddress) -> IPAddress:
    return getattr(address, "ipv4_mapped", None) or address


def is_public(address: IPAddress) -> bool:
    """Whether an address is one of the public Internet.

    `is_global` alone lets multicast, reserved and IPv4-in-IPv6 ranges through.
    """
    address = _unmapped(address)
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    if not address.is_global or special or getattr(address, "is_site_local", False):
        return False
    return not any(address in network for network in EMBEDDING + NOT_YET_KNOWN)


def is_listed(entries: Iterable[str], host: str, address: IPAddress, port: int) -> bool:
    """Whether an entry `host:port` names this host, or `network/prefix:port` holds its address."""
    for entry in entries:
        where, _, allowed_port = entry.rpartition(":")
        where = where.strip("[]")
        if allowed_port != str(port):
            continue
        if where == host or ("/" in where and address in ipaddress.ip_network(where, strict=False)):
            return True
    return False
