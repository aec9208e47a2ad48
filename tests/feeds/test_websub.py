"""WebSub as far as values alone decide it."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from feeds import websub
from feeds.parse import parse
from feeds.types import Feed, Fetched, Validators
from feeds.websub import Announcement, announced, lease_of, links, proven_by
from tests.feeds.conftest import sample
from tests.feeds.reading import ADDRESS, document, rss

NOW = datetime(2026, 6, 3, 9, 0, tzinfo=UTC)
HUB = "https://hub.example/"
KEY = "secret"
ATOM = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="{rel}" href="{href}"/>'


def told(feed: Feed | None = None, url: str = ADDRESS, **headers: str) -> Announcement | None:
    return announced(Fetched(url, 200, headers, b"", Validators()), feed)


def test_a_hub_in_an_rss_document() -> None:
    head = ATOM.format(rel="hub", href=HUB) + ATOM.format(rel="self", href="/autre.xml")
    fetched = document(rss("<title>Un</title>", head=head))
    assert announced(fetched, parse(fetched)) == Announcement(
        (HUB,), "https://source.example/autre.xml"
    )


def test_a_hub_in_a_json_feed() -> None:
    body = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [],'
        ' "feed_url": "https://source.example/f.json",'
        ' "hubs": [{"type": "rssCloud"}, {"type": "WebSub", "url": "https://hub.example/"}]}'
    )
    fetched = document(body, "application/feed+json")
    assert announced(fetched, parse(fetched)) == Announcement(
        (HUB,), "https://source.example/f.json"
    )


def test_headers_come_before_the_document() -> None:
    feed = Feed(ADDRESS, hubs=("https://other.example/",), self_url=f"{ADDRESS}?document")
    link = f'<{HUB}>; rel="hub", <{ADDRESS}?header>; rel=self'
    assert told(feed, link=link) == Announcement((HUB,), f"{ADDRESS}?header")
    assert told(feed, link=f"<{HUB}>; rel=hub") == Announcement((HUB,), f"{ADDRESS}?document")


def test_headers_speak_for_a_document_that_was_not_read() -> None:
    link = f"<{HUB}>; rel=hub, <{ADDRESS}>; rel=self"
    assert told(None, link=link) == Announcement((HUB,), ADDRESS)
    # The document may name another address than ours: half of an announcement is none.
    assert told(None, link=f"<{HUB}>; rel=hub") is None
    assert told(None) is None


def test_a_feed_without_a_hub() -> None:
    assert told(Feed(ADDRESS, self_url=ADDRESS)) == Announcement()


def test_without_a_self_the_topic_is_where_the_feed_was_found() -> None:
    assert told(Feed(ADDRESS, hubs=(HUB,))) == Announcement((HUB,), ADDRESS)


def test_the_topic_of_somebody_else_is_none_of_ours() -> None:
    feed = Feed(ADDRESS, hubs=(HUB,), self_url="https://victim.example/feed.xml")
    assert told(feed) == Announcement()


@pytest.mark.parametrize("hub", ["javascript:alert(1)", "ftp://hub.example/", "http://u@h.example"])
def test_what_is_no_address_is_no_hub(hub: str) -> None:
    assert told(Feed(ADDRESS, hubs=(hub,))) == Announcement()


def test_hubs_that_speak_https_are_asked_so() -> None:
    feed = Feed(ADDRESS, hubs=("http://pubsubhubbub.appspot.com/", "http://hub.example/"))
    found = told(feed)
    assert found is not None
    assert found.hubs == ("https://pubsubhubbub.appspot.com/", "http://hub.example/")


@pytest.mark.parametrize("query", ["channel_id=UCabcdefghijklmnopqrstuv", "playlist_id=UULFabc"])
def test_youtube_has_a_hub_that_it_does_not_tell_of(query: str) -> None:
    url = f"https://www.youtube.com/feeds/videos.xml?{query}"
    fetched = document(sample("chaine.youtube.xml"), url=url)
    assert announced(fetched, parse(fetched)) == Announcement(
        ("https://pubsubhubbub.appspot.com/subscribe",), url
    )


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("<a>; rel=hub", [({"hub"}, "a")]),
        ('<a>; REL="self HUB"', [({"self", "hub"}, "a")]),
        ("<a>;rel=hub,<b>;rel=hub", [({"hub"}, "a"), ({"hub"}, "b")]),
        ('<a>; title="x, <evil>; rel=hub"; rel="self"', [({"self"}, "a")]),
        (r'<a>; title="\", <b>; rel=hub"; rel=self', [({"self"}, "a")]),
        ("<a>; rel=self; rel=hub", [({"self"}, "a")]),
        ('<a>; rel=hub; anchor="/other"', []),
        ("<a>; crossorigin; rel=preload", [({"preload"}, "a")]),
        ("<a>", [(set(), "a")]),
        ("nothing of the kind", []),
        ("<" * 20_000, []),
        ("<a>; " + "x=" * 5_000, [(set(), "a")]),
    ],
)
def test_link_headers(header: str, found: list[tuple[set[str], str]]) -> None:
    assert [(set(rels), url) for rels, url in links(header)] == found


@pytest.mark.parametrize(
    ("site_url", "is_public"),
    [
        ("https://kiosque.example", True),
        ("http://kiosque.example", False),
        ("https://localhost", False),
        ("https://kiosque.local", False),
        ("https://10.0.0.1", False),
        ("https://[::1]:8000", False),
        ("http://127.0.0.1:8000", False),
        ("", False),
    ],
)
def test_hubs_can_call_a_public_https_site_only(site_url: str, is_public: bool) -> None:
    assert websub.is_reachable(site_url) is is_public


@pytest.mark.parametrize(
    ("granted", "lease"),
    [
        ("864000", timedelta(days=10)),
        ("1", timedelta(hours=1)),
        ("0", timedelta(hours=1)),
        ("99999999999999", timedelta(days=30)),
        ("-5", timedelta(days=10)),
        ("²", timedelta(days=10)),
        ("", timedelta(days=10)),
    ],
)
def test_leases_stay_within_bounds(granted: str, lease: timedelta) -> None:
    assert lease_of(granted) == lease


def test_half_of_a_lease_later_it_is_renewed() -> None:
    assert websub.renew_at(NOW, timedelta(days=10)) == NOW + timedelta(days=5)


def test_a_silent_hub_is_asked_ever_more_rarely() -> None:
    waits = [websub.retry_at(NOW, tries) - NOW for tries in range(1, 15)]
    hour = timedelta(hours=1)
    assert waits[:6] == [hour, 2 * hour, 4 * hour, 8 * hour, 16 * hour, 24 * hour]
    assert waits[-1] == timedelta(days=7)


def signature(method: str, secret: str = KEY, body: bytes = b"corps") -> str:
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_methods_of_the_recommendation(method: str) -> None:
    assert proven_by(signature(method), "secret", b"corps", "") == method
    assert proven_by(signature(method).upper(), "secret", b"corps", "") == method


@pytest.mark.parametrize(
    "offered",
    [
        "",
        "sha256=",
        "sha256",
        "sha256=é",
        "md5=" + hashlib.md5(b"corps", usedforsecurity=False).hexdigest(),
        signature("md5"),
        signature("sha256", secret="other"),
        signature("sha256", body=b"another body"),
        signature("sha256").replace("sha256", "sha384"),
        signature("sha256")[:-1],
    ],
)
def test_what_proves_nothing(offered: str) -> None:
    assert proven_by(offered, "secret", b"corps", "") == ""


@pytest.mark.parametrize("agreed", ["sha256", "sha384", "sha512"])
def test_sha1_is_refused_once_a_hub_has_shown_that_it_knows_better(agreed: str) -> None:
    assert proven_by(signature("sha1"), "secret", b"corps", agreed) == ""
    assert proven_by(signature("sha1"), "secret", b"corps", "sha1") == "sha1"


def test_an_unsubscription_needs_no_secret() -> None:
    asked = websub.request_form("subscribe", ADDRESS, "https://kiosque.example/websub/t/", "s")
    assert (asked["hub.secret"], asked["hub.lease_seconds"]) == ("s", "864000")
    ended = websub.request_form("unsubscribe", ADDRESS, "https://kiosque.example/websub/t/", "s")
    assert set(ended) == {"hub.mode", "hub.topic", "hub.callback"}
