from datetime import UTC, datetime
from itertools import pairwise

import pytest

from cms.demo.content.sources import SOURCES
from cms.demo.samples import FOLDER, document
from feeds.normalise import normalise
from feeds.parse import parse
from feeds.types import Fetched, Kind, Validators

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
SAMPLES = [feed for feed in SOURCES if feed.sample]


def test_every_sample_belongs_to_a_source() -> None:
    assert {path.name for path in FOLDER.glob("*.xml")} == {feed.sample for feed in SAMPLES}


def test_a_sample_is_dated_from_now() -> None:
    assert b"<pubDate>Wed, 10 Jun 2026 05:00:00 +0000</pubDate>" in document("media-ami.xml", NOW)
    assert b"<updated>2026-06-10T01:00:00+00:00</updated>" in document("revue-alliee.xml", NOW)


@pytest.mark.parametrize("feed", SAMPLES, ids=lambda feed: feed.key)
def test_a_sample_is_a_clean_feed_newest_first(feed: object) -> None:
    source = next(one for one in SAMPLES if one is feed)
    body = document(source.sample, NOW)
    parsed = parse(Fetched(source.feed_url, 200, {}, body, Validators()))
    assert parsed.title == source.name
    assert not parsed.warning
    items = normalise(parsed, NOW)
    dates = [item.published_at for item in items if item.published_at]
    assert len(items) == len(dates) >= 3
    assert all(newer >= older for newer, older in pairwise(dates))


def test_samples_hold_what_is_read_watched_and_listened_to() -> None:
    kinds = set()
    for source in SAMPLES:
        fetched = Fetched(source.feed_url, 200, {}, document(source.sample, NOW), Validators())
        kinds |= {item.kind for item in normalise(parse(fetched), NOW)}
    assert kinds == {Kind.ARTICLE, Kind.VIDEO, Kind.PODCAST}


def test_samples_are_at_addresses_that_cannot_exist() -> None:
    assert all(".example/" in source.feed_url for source in SAMPLES)
