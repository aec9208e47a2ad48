"""The pure steps from a document to clean items, at a fixed moment, as JSON."""

import random
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from feeds.normalise import normalise
from feeds.parse import parse
from feeds.sanitise import clean_item
from feeds.types import Fetched, Item, Validators

DATA = Path(__file__).parent / "data"
NOW = datetime(2026, 6, 3, 9, 0, tzinfo=UTC)
ADDRESS = "https://source.example/flux.xml"


def document(
    body: bytes | str, content_type: str = "application/xml", url: str = ADDRESS
) -> Fetched:
    raw = body.encode() if isinstance(body, str) else body
    return Fetched(url, 200, {"content-type": content_type}, raw, Validators())


def read(fetched: Fetched) -> list[Item]:
    return [clean_item(item) for item in normalise(parse(fetched), NOW)]


def rss(*items: str, head: str = "") -> str:
    """An RSS document around items, each the inside of an <item>."""
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Flux</title>'
        f"<link>https://source.example/</link>{head}"
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    )


def more_words_than_an_index_holds() -> str:
    """33,000 in less than 300 KB: a `tsvector` ends at a megabyte, and keeps each of them and its
    two parts."""
    dice = random.Random(18)
    parts = ("".join(chr(dice.randrange(0xAC00, 0xD7A3)) for _ in "ab") for _ in range(66_000))
    return " ".join("-".join(pair) for pair in zip(parts, parts, strict=True))


def as_json(item: Item) -> dict[str, Any]:
    fields = asdict(item)
    del fields["extras"]
    if fields["announced_at"] is None:
        del fields["announced_at"]
    if extras := item.extras.as_json():
        fields["extras"] = extras
    fields["enclosures"] = list(fields["enclosures"])
    fields["published_at"] = item.published_at and item.published_at.isoformat()
    return fields


def read_sample(name: str) -> list[dict[str, Any]]:
    """The items of a file of tests/feeds/data, as its neighbour `.json` expects them."""
    return [as_json(item) for item in read(document((DATA / name).read_bytes()))]
