"""JSON Feed 1 and 1.1, well written and not."""

import json
from typing import Any

import pytest

from feeds.errors import FeedError
from feeds.parse import MAX_ENTRIES, parse
from feeds.types import Feed, Kind
from tests.feeds.reading import document, read

VERSION = "https://jsonfeed.org/version/1.1"


def feed(*items: Any, **head: Any) -> bytes:
    return json.dumps({"version": VERSION, "title": "Flux", "items": items, **head}).encode()


def parsed(body: bytes) -> Feed:
    return parse(document(body, "text/html"))


def test_criterion_20_json_feed_of_version_1_1() -> None:
    body = feed(
        {
            "id": "1",
            "url": "/un",
            "title": "Un",
            "content_html": "<p>Bonjour <script>x</script><img src='/a.png'></p>",
            "summary": "Court",
            "image": "/vignette.jpg",
            "date_published": "2026-05-01T10:00:00+02:00",
            "authors": [{"name": "Ana"}, {"name": "Bob"}],
            "attachments": [
                {
                    "url": "/son.mp3",
                    "mime_type": "audio/mpeg",
                    "size_in_bytes": 1000,
                    "duration_in_seconds": 61.5,
                }
            ],
        },
        home_page_url="https://source.example/",
        feed_url="https://source.example/feed.json",
        language="fr-FR",
        next_url="https://source.example/feed.json?page=2",
        hubs=[{"type": "WebSub", "url": "https://hub.example/"}],
    )
    head = parsed(body)
    assert (head.title, head.site_url, head.hubs) == (
        "Flux",
        "https://source.example/",
        ("https://hub.example/",),
    )
    assert head.next_url.endswith("page=2")
    (item,) = read(document(body))
    assert (item.url, item.author, item.language) == ("https://source.example/un", "Ana, Bob", "fr")
    assert item.published_at is not None
    assert item.published_at.hour == 8
    assert "script" not in item.html
    assert "https://source.example/a.png" in item.html
    assert item.image_url == "https://source.example/vignette.jpg"
    assert (item.duration_s, item.enclosures[0].length) == (61, 1000)
    assert item.kind not in {Kind.ARTICLE, Kind.VIDEO}


def test_criterion_20_json_feed_of_version_1() -> None:
    body = feed(
        {"id": 12, "content_text": "Un < deux", "author": {"name": "Ana"}},
        version="https://jsonfeed.org/version/1",
    )
    (item,) = read(document(body))
    assert (item.guid, item.author, item.html) == ("12", "Ana", "<p>Un &lt; deux</p>")


def test_criterion_9_wrong_types_cost_their_field_or_item_only() -> None:
    odd = {"id": True, "title": ["x"], "url": 3, "authors": "Ana", "attachments": [1, {"url": []}]}
    body = feed(odd, 3, None, [], {"id": "bon", "title": "Bon", "attachments": {"a": 1}}, hubs=3)
    assert [item.title for item in read(document(body))] == ["Bon"]


def test_criterion_2_newest_entries_are_kept_up_to_a_limit() -> None:
    body = feed(*({"id": str(n), "title": f"T{n}"} for n in range(MAX_ENTRIES + 5)))
    assert len(parsed(body).entries) == MAX_ENTRIES


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"a": ' * 100_000, "malformed"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "malformed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": ', "malformed"),
        (b'{"version": ' + b"9" * 10_000 + b"}", "malformed"),
        (b'{"items": []}', "not_a_feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": {}}', "not_a_feed"),
        (b"{}", "not_a_feed"),
    ],
    ids=["torn and deep", "deep", "torn", "huge number", "no version", "no items", "empty"],
)
def test_criterion_9_what_is_no_json_feed_has_a_name(body: bytes, name: str) -> None:
    with pytest.raises(FeedError) as caught:
        parsed(body)
    assert caught.value.name == name


def test_criterion_10_other_encodings_of_unicode() -> None:
    body = feed({"id": "1", "title": "Élysée — œuvre € 🗞"}).decode()
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le"):
        told = json.dumps(json.loads(body), ensure_ascii=False).encode(encoding)
        assert [e.title for e in parsed(told).entries] == ["Élysée — œuvre € 🗞"]
