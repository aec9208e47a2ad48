"""Where a request was sent from, as a browser says it. Pure."""

from collections.abc import Mapping

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OF_OURS = frozenset({"same-origin", "none"})
"""A page of this site, or nobody's: typed, from a bookmark."""


def is_from_elsewhere(method: str, headers: Mapping[str, str], origin: str) -> bool:
    """Whether another site's page sends what may change something. `origin` is ours.

    By Fetch Metadata (https://www.w3.org/TR/fetch-metadata/), or else by Origin (RFC 6454), which
    browsers send with every form; a script can change neither. What brings none of them is no
    browser: it holds nobody's cookies, and there is nothing to borrow.
    """
    if method in SAFE:
        return False
    site = headers.get("Sec-Fetch-Site", "")
    if site:
        return site not in OF_OURS
    sent_from = headers.get("Origin", "")
    return bool(sent_from) and sent_from != origin
