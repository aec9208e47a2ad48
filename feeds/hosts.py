"""Whose server an address is on: what is asked of one of its names is asked of all."""

from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

PLATFORMS = frozenset(
    {
        *("youtube.com", "vimeo.com", "dailymotion.com", "twitch.tv", "soundcloud.com"),
        *("wordpress.com", "blogspot.com", "substack.com", "medium.com", "tumblr.com", "ghost.io"),
        *("feedburner.com", "over-blog.com", "canalblog.com", "mediapart.fr", "reddit.com"),
        *("acast.com", "ausha.co", "anchor.fm", "podbean.com", "libsyn.com", "github.com"),
    }
)
"""Hosts of many people's feeds: what they answer to one of ours, they mean for all."""


@cache
def _suffixes() -> PublicSuffixList:
    # Without the private part of the list, where each blog of a platform is an owner of its own.
    return PublicSuffixList(only_icann=True)


def group_of(address: str) -> str:
    """The registrable domain of an address (`www.example.co.uk` → `example.co.uk`), in lower case;
    an IP address as it is; empty for what is no address."""
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""
    try:
        return str(ip_address(host))
    except ValueError:
        return _suffixes().privatesuffix(host) or host


def is_platform(group: str) -> bool:
    return group in PLATFORMS
