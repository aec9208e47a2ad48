"""Whatever a stranger sends ends in items that can be stored, or in one named error."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import pytest

from feeds.errors import REMEDIES, FeedError
from feeds.normalise import FUTURE, MAX_IDENTITY, MAX_TITLE
from feeds.reading import read
from feeds.sanitise import SCHEMES, TAGS, clean_html
from feeds.types import Item
from tests.feeds.conftest import CORPUS
from tests.feeds.mutation import markups, mutants, within
from tests.feeds.reading import DATA, NOW, document, rss

PAGE = (
    b'<!DOCTYPE html><html lang="fr"><head><title>La Gazette</title></head>'
    b"<body><h1>La Gazette</h1><p>Une page, et pas un flux.</p></body></html>"
)
SAMPLES = (
    PAGE,
    *(
        path.read_bytes()
        for path in sorted([*DATA.iterdir(), *CORPUS.glob("*.*")])
        if path.suffix in {".xml", ".rdf", ".atom", ".rss", ".json", ".opml", ".html"}
        and not path.name.endswith((".xml.json", ".rss.json"))
    ),
)
HANG_S = 5.0
CHUNK = 500


def ending(body: bytes) -> str:
    """`items`, or the name of the error that a document ends in."""
    try:
        with within(HANG_S):
            reading = read(document(body), NOW)
    except FeedError as error:
        return error.name
    for item in reading.items:
        check_storable(item)
    return "items"


def check_storable(item: Item) -> None:
    fields = asdict(item)
    json.dumps(fields, default=str, ensure_ascii=False, allow_nan=False).encode()
    assert "\0" not in "".join(words_of(fields))
    assert 0 < len(item.identity) <= MAX_IDENTITY + len("long:")
    assert 0 < len(item.title) <= MAX_TITLE
    assert item.published_at is None or item.published_at <= NOW + FUTURE + timedelta(0)
    assert item.duration_s is None or 0 <= item.duration_s < 2**31
    files = [enclosure.url for enclosure in item.enclosures]
    for url in filter(None, [item.url, item.image_url, *files]):
        assert urlsplit(url).scheme in {"http", "https"}, url


def words_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from words_of(inner)


def endings(number: int, seed: int) -> Counter[str]:
    return Counter(ending(body) for body in mutants(SAMPLES, number, seed))


def check_clean(number: int, seed: int) -> int:
    for markup in markups(number, seed):
        once = clean_html(markup, "https://source.example/a/")
        assert clean_html(once, "https://source.example/a/") == once, markup
        assert clean_html(once) == once, markup
    return number


def test_criterion_37_mutated_documents_end_in_items_or_a_named_error() -> None:
    found = endings(150, seed=1)
    assert found.keys() <= {"items", *REMEDIES}
    assert found["items"] > 50
    assert len(found) > 3


REPEATED = (
    *('src="" ', 'src="', "src='' ", "width = ", '<img src="" ', '<p "', "<a ", "&amp;lt;", "</p>"),
    *("\n" + " " * 50, "\u00a0", "<!--", "<!-- -->", "<![CDATA[", "<pre>\n", "UTC "),
)
OPENED = ("<img", "<iframe", "")


@pytest.mark.parametrize("piece", REPEATED)
def test_row_24_what_is_repeated_for_ever_is_read_in_a_moment(piece: str) -> None:
    """Where an expression looks for the end anew at each beginning, this takes minutes."""
    for opened in OPENED:
        long = escape(opened + " " + piece * (300_000 // len(piece)))
        ending(rss(f"<title>Un</title><description>{long}</description>").encode())
    ending(
        rss(f"<title>{escape(piece * 2_000)}</title><pubDate>{escape(piece)}</pubDate>").encode()
    )


@pytest.mark.parametrize("piece", ["<!-- -->", "<!-- ", " ", "<?xml ", "<updated>", "<a:"])
def test_row_24_what_is_repeated_around_the_entries_too(piece: str) -> None:
    long = piece * (100_000 // len(piece))
    whole = rss("<title>Un</title>")
    for body in (long + whole, whole + long, rss("<title>Un</title>", head=long), long + "<p>"):
        ending(body.encode())


def test_criterion_4_cleaning_is_idempotent_whatever_comes() -> None:
    assert check_clean(1_000, seed=1) == 1_000
    assert not {"svg", "math", "style", "title", "textarea", "noscript", "iframe", "form"} & TAGS
    assert {"http", "https", "mailto"} == SCHEMES


@pytest.mark.trial
def test_row_24_a_hundred_thousand_mutants(capsys: pytest.CaptureFixture[str]) -> None:
    chunks = [(CHUNK, seed) for seed in range(100, 300)]
    with ProcessPoolExecutor(2) as pool:
        found = sum(pool.map(endings, *zip(*chunks, strict=True)), Counter[str]())
    with capsys.disabled():
        sys.stdout.write(f"\n{found.total()} mutated documents: {dict(found.most_common())}\n")
    assert found.keys() <= {"items", *REMEDIES}
    assert found.total() == 100_000


@pytest.mark.trial
def test_row_29_a_hundred_thousand_pieces_of_html() -> None:
    chunks = [(CHUNK, seed) for seed in range(100, 300)]
    with ProcessPoolExecutor(2) as pool:
        cleaned = sum(pool.map(check_clean, *zip(*chunks, strict=True)))
    assert cleaned == 100_000
