"""Ways to write an address that nobody outside may reach, as the host of a URL."""

import ipaddress
from collections.abc import Iterator

IPV4 = (
    "0.0.0.1", "10.0.0.1", "10.255.255.254", "100.64.0.1", "100.127.255.254",
    "127.0.0.1", "127.1.2.3", "127.255.255.254", "169.254.0.1", "169.254.169.254", "172.16.0.1",
    "172.31.255.254", "192.0.0.8", "192.0.2.1", "192.168.0.1", "192.168.255.254", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
)  # fmt: skip
"""One or two of each special range (RFC 6890)."""

IPV6 = (
    "::", "::1", "fc00::1", "fd12:3456:789a::1", "fd00:ec2::254", "fe80::1", "febf::1", "fec0::1",
    "ff02::1", "ff05::1:3", "100::1", "2001:db8::1", "2001::1", "2001:10::1", "3fff::1", "5f00::1",
)  # fmt: skip


def spellings(address: str) -> Iterator[str]:
    """What inet_aton takes for the same IPv4 address, and IPv6 addresses that carry it."""
    number = int(ipaddress.IPv4Address(address))
    a, b, c, d = address.split(".")
    yield address
    yield str(number)
    yield hex(number)
    yield f"{a}.{(int(b) << 16) + (int(c) << 8) + int(d)}"
    yield ".".join(f"0{int(part):o}" for part in (a, b, c, d))
    yield f"[::ffff:{address}]"
    yield f"[64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}]"
    yield f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]"


HOSTS = (
    "localhost", "127.1", "0x7f.1", "0177.0.0.1", "0",
    *(host for address in IPV4 for host in spellings(address)),
    *(f"[{address}]" for address in IPV6),
)  # fmt: skip
