"""WebSub for a subscriber, as far as values alone decide it (https://www.w3.org/TR/websub/).

Who announces a feed, what a hub is asked, how long a subscription lasts, and which deliveries are
proven to be the hub's.
"""

import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from cms.outbound.addresses import is_public
from feeds.addresses import web_url
from feeds.hosts import group_of
from feeds.schedule import FIRST_RETRY, GIVEN_UP, LONGEST, WEEK
from feeds.types import Feed, Fetched

SUBSCRIBE, UNSUBSCRIBE, DENIED = "subscribe", "unsubscribe", "denied"
YOUTUBE_HUB = "https://pubsubhubbub.appspot.com/subscribe"
"""YouTube's, which its feeds do not tell of
(https://developers.google.com/youtube/v3/guides/push_notifications)."""
SPEAK_HTTPS = frozenset(
    {"pubsubhubbub.appspot.com", "pubsubhubbub.superfeedr.com", "switchboard.p3k.io"}
)
"""Hubs that are often announced by http and speak https: a secret need not travel in clear."""

ASKED_LEASE = timedelta(days=10)
SHORTEST_LEASE, LONGEST_LEASE = timedelta(hours=1), timedelta(days=30)
"""What a hub grants is taken within these bounds: it neither has us renew all the time nor for
ever trusts that nothing has changed."""
PATIENCE = timedelta(hours=1)
"""How long a hub that was asked may take to verify it."""
METHODS = ("sha1", "sha256", "sha384", "sha512")
MAX_LINK = 8192
"""Letters of a Link header that are read."""

# RFC 8288, 3: <address>; name=value; name="value, quoted; as it likes"
_LINK = re.compile(
    r'<([^<>]*)>((?:\s*;\s*[^\s=;,"]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)', re.S
)
_PARAMETER = re.compile(
    r';\s*(?P<name>[^\s=;,"]+)(?:\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s;,"]*)))?',
    re.S,
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a visit told: the hubs of a feed in its own order, none where it has none, and its
    topic, the address that they know it by."""

    hubs: tuple[str, ...] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a hub says when it verifies a subscription (5.3) or refuses it (5.2)."""

    mode: str
    topic: str
    challenge: str = ""
    lease: str = ""
    reason: str = ""


def announced(fetched: Fetched, feed: Feed | None) -> Announcement | None:
    """Who announces what is new in this feed (section 4): headers first, then the document, then
    what is known of YouTube. None where the answer tells nothing either way: an unread document.

    A topic of somebody else's domain is none: a copied feed would bring us another one's entries.
    """
    relations = list(links(fetched.headers.get("link", "")))
    header = [url for rels, url in relations if "hub" in rels]
    selves = [url for rels, url in relations if "self" in rels]
    if feed is None and not (header and selves):
        return None
    hubs = _hubs(header or (feed.hubs if feed else ()), fetched.url)
    own = next(iter(selves), feed.self_url if feed else "")
    topic = web_url(own or fetched.url, fetched.url)
    if youtube := _youtube_topic(fetched.url):
        hubs, topic = hubs or (YOUTUBE_HUB,), web_url(youtube)
    if not hubs or group_of(topic) != group_of(fetched.url):
        return Announcement()
    return Announcement(hubs, topic)


def _hubs(told: Iterable[str], base: str) -> tuple[str, ...]:
    found = (_by_https(web_url(hub, base)) for hub in told)
    return tuple(dict.fromkeys(hub for hub in found if hub))[:5]


def _by_https(hub: str) -> str:
    parts = urlsplit(hub)
    is_known = parts.scheme == "http" and parts.netloc.lower() in SPEAK_HTTPS
    return parts._replace(scheme="https").geturl() if is_known else hub


def _youtube_topic(url: str) -> str:
    """The one spelling that YouTube's hub knows; empty for what is no feed of YouTube's."""
    parts = urlsplit(url)
    is_feed = group_of(url) == "youtube.com" and parts.path == "/feeds/videos.xml"
    return f"https://www.youtube.com/feeds/videos.xml?{parts.query}" if is_feed else ""


def links(header: str) -> Iterator[tuple[frozenset[str], str]]:
    """The relations and the address of each link in a Link header (RFC 8288), about the document
    itself; those about something else (`anchor`) are left out."""
    for found in _LINK.finditer(header[:MAX_LINK]):
        parameters: dict[str, str] = {}
        for each in _PARAMETER.finditer(found[2]):
            value = re.sub(r"\\(.)", r"\1", each["quoted"] or each["bare"] or "")
            # Of several, the first counts (3.3).
            parameters.setdefault(each["name"].lower(), value)
        if "anchor" not in parameters:
            yield frozenset(parameters.get("rel", "").lower().split()), found[1].strip()


def is_reachable(site_url: str) -> bool:
    """Whether hubs can call us back: a public https address. A developer's machine is none."""
    parts = urlsplit(site_url)
    host = parts.hostname or ""
    if parts.scheme != "https" or host.endswith((".localhost", ".local", ".internal", ".test")):
        return False
    try:
        return is_public(ip_address(host))
    except ValueError:
        return "." in host


def request_form(mode: str, topic: str, callback: str, secret: str) -> Mapping[str, str]:
    """What is posted to a hub (5.1). The secret goes to the hub alone, to sign with."""
    form = {"hub.mode": mode, "hub.topic": topic, "hub.callback": callback}
    if mode == SUBSCRIBE:
        lease_s = round(ASKED_LEASE.total_seconds())
        form.update({"hub.lease_seconds": str(lease_s), "hub.secret": secret})
    return form


def lease_of(seconds: str) -> timedelta:
    """What a hub grants, within our bounds; what was asked where it says nothing readable."""
    if not (seconds.isascii() and seconds.isdigit()):
        return ASKED_LEASE
    granted = timedelta(seconds=int(seconds[:9]))
    return min(max(granted, SHORTEST_LEASE), LONGEST_LEASE)


def renew_at(now: datetime, lease: timedelta) -> datetime:
    return now + lease / 2


def retry_at(now: datetime, tries: int) -> datetime:
    """After a number of tries in a row, from 1, that were refused or met with silence: one hour
    later, doubled up to a day; a week in the end."""
    if tries > GIVEN_UP:
        return now + WEEK
    return now + min(FIRST_RETRY * 2 ** (tries - 1), LONGEST)


def proven_by(signature: str, secret: str, body: bytes, agreed: str) -> str:
    """The method by which X-Hub-Signature (section 7.1) proves that the holder of the secret has
    sent this body; empty when it does not.

    `agreed` is the method that this hub has used before. There is no negotiation, and large hubs
    know SHA-1 alone, which is still sound inside HMAC: it is taken until the hub has shown once
    that it knows better.
    """
    method, _, digest = signature.partition("=")
    method = method.strip().lower()
    if method not in METHODS or (method == "sha1" and agreed not in {"", "sha1"}):
        return ""
    expected = hmac.new(secret.encode(), body, method).hexdigest().encode()
    offered = digest.strip().lower().encode("utf-8", "replace")
    return method if hmac.compare_digest(expected, offered) else ""
