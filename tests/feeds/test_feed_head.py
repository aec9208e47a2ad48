"""What a document says of itself beside its entries: hubs, pages, rhythm."""

import pytest

from feeds.parse import parse
from feeds.types import Feed, Fetched, Validators

ITEM = "<item><title>Un titre</title></item>"


def read(channel: str) -> Feed:
    body = (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>T</title>'
        f"{channel}{ITEM}</channel></rss>"
    )
    headers = {"content-type": "application/rss+xml"}
    return parse(Fetched("https://a.example/feed", 200, headers, body.encode(), Validators()))


def link(rel: str, href: str) -> str:
    return f'<atom:link rel="{rel}" href="{href}"/>'


def test_criterion_20_hubs_are_read_once_each_in_order() -> None:
    one, two = "https://hub.example/", "https://other.example/"
    feed = read(link("hub", one) + link("hub", two) + link("hub", one))
    assert feed.hubs == (one, two)


def test_criterion_20_pages_of_rfc_5005_and_own_address_are_read() -> None:
    feed = read(
        link("self", "https://a.example/rss")
        + link("next", "https://a.example/rss?p=2")
        + link("prev-archive", "https://a.example/2020")
    )
    assert feed.self_url == "https://a.example/rss"
    assert feed.next_url == "https://a.example/rss?p=2"
    assert feed.prev_archive_url == "https://a.example/2020"


@pytest.mark.parametrize(
    ("channel", "seconds"),
    [
        ("", None),
        ("<ttl>60</ttl>", 3600),
        ("<ttl>bientôt</ttl>", None),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", None),
    ],
)
def test_criterion_20_rhythm_is_given_in_seconds(channel: str, seconds: int | None) -> None:
    assert read(channel).ttl_s == seconds
