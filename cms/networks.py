"""Which addresses are of this machine or of its private network."""

import ipaddress
from functools import lru_cache


@lru_cache(maxsize=4096)
def is_internal(address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        # A Unix socket has no address, and only a proxy of this machine speaks through one.
        return False
    return ip.is_loopback or ip.is_private
