"""Which addresses are of this machine or of its private network."""

import ipaddress
from functools import lru_cache


@lru_cache(maxsize=4096)
def is_internal(address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        # A Unix socket has none: whoever asks decides what that means.
        return False
    return ip.is_loopback or ip.is_private
