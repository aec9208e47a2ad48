"""Where relative addresses start: xml:base, the entry, the channel, the feed itself."""

import pytest

from feeds.types import Item
from tests.feeds.reading import document, read, rss

IMAGE = "&lt;img src='i.jpg'&gt;"


def atom(base: str, link: str) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Flux</title><id>f</id>'
        '<link href="https://canal.example/"/>'
        f'<entry><id>urn:un</id><title>Un</title>{link}<content type="html"{base}>{IMAGE}</content>'
        "</entry></feed>"
    )


def shown(item: Item) -> str:
    return item.html.partition('src="')[2].partition('"')[0]


LINK = '<link href="https://page.example/d/p"/>'
BASE = ' xml:base="https://base.example/b/"'


@pytest.mark.parametrize(
    ("body", "address"),
    [
        (atom(BASE, LINK), "https://base.example/b/i.jpg"),
        (atom("", LINK), "https://page.example/d/i.jpg"),
        (atom("", ""), "https://canal.example/i.jpg"),
        (
            rss(f"<link>https://page.example/d/p</link><description>{IMAGE}</description>"),
            "https://page.example/d/i.jpg",
        ),
        (
            rss(f"<title>Un</title><description>{IMAGE}</description>"),
            "https://source.example/i.jpg",
        ),
        (
            rss(f"<title>Un</title><description>{IMAGE}</description>").replace(
                "<link>https://source.example/</link>", ""
            ),
            "https://source.example/i.jpg",
        ),
    ],
)
def test_criterion_22_relative_addresses_start_where_they_should(body: str, address: str) -> None:
    (item,) = read(document(body))
    assert shown(item) == address


def test_criterion_22_relative_links_of_entries_too() -> None:
    (item,) = read(document(rss("<title>Un</title><link>/a/b</link>")))
    assert item.url == "https://source.example/a/b"
