"""Whether a site lets robots read a page (RFC 9309). Feeds are made for us; pages may not be."""

import hashlib
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from django.conf import settings
from django.core.cache import cache

from cms import outbound

KEPT_S = 24 * 3600
"""As long as RFC 9309 (2.4) allows a copy to be used."""
MAX_BYTES = 500 * 1024
"""What a robot has to read at least (2.5)."""


class UnknownRulesError(Exception):
    """The site has rules, and could not say them: until it can, no page of it is read (2.3.1.4)."""


def allows(address: str) -> bool:
    """Whether we may read the page at `address`.

    Raises OutboundError or UnknownRulesError when the site's rules cannot be read for now.
    """
    rules = RobotFileParser()
    rules.parse(_rules(address).splitlines())
    return rules.can_fetch(name_of_ours(), address)


def name_of_ours() -> str:
    """What rules call us: the first word of our User-Agent, without its version."""
    return str(settings.OUTBOUND_USER_AGENT).partition("/")[0].strip() or "Kiosque"


def _rules(address: str) -> str:
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    key = f"robots:{hashlib.sha256(origin.encode()).hexdigest()}"
    known = cache.get(key)
    if known is None:
        known = _asked(f"{origin}/robots.txt")
        cache.set(key, known, KEPT_S)
    return str(known)


def _asked(address: str) -> str:
    """The rules; none where there is no such file (2.3.1.3)."""
    response = outbound.fetch(address, headers={"Accept": "text/plain"}, max_bytes=MAX_BYTES)
    if response.status >= 500 or response.status == 429:
        raise UnknownRulesError(f"HTTP {response.status}")
    return response.body.decode("utf-8", "replace") if response.status == 200 else ""
