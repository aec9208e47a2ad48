from datetime import timedelta

import pytest

from cms.outbound import Redirect
from feeds.hosts import group_of, is_platform
from feeds.moves import HITS, PATIENCE, Move, follow, is_believed, permanent_target
from tests.feeds.reading import NOW

OLD, NEW = "http://a.example.org/feed", "https://www.example.org/feed"
OTHER = "https://autre.example.com/feed"


@pytest.mark.parametrize(
    ("statuses", "target"),
    [
        ([], ""),
        ([302], ""),
        ([307, 301], ""),
        ([301], "https://end.example/"),
        ([308, 302], "https://1.example/"),
        ([301, 308], "https://end.example/"),
    ],
)
def test_criterion_16_permanent_redirects_lead_somewhere(statuses: list[int], target: str) -> None:
    hops = [Redirect(f"https://{n}.example/", status) for n, status in enumerate(statuses)]
    assert permanent_target(hops, "https://end.example/") == target


def test_criterion_16_a_move_is_counted_while_it_is_told_of() -> None:
    first = follow(None, NEW, NOW)
    later = NOW + timedelta(days=1)
    assert first == Move(NEW, NOW, 1)
    assert follow(first, NEW, later) == Move(NEW, NOW, 2)
    assert follow(first, OTHER, later) == Move(OTHER, later)
    assert follow(first, "", later) is None


@pytest.mark.parametrize(
    ("hits", "age", "url", "believed"),
    [
        (HITS, PATIENCE, NEW, True),
        (HITS - 1, PATIENCE, NEW, False),
        (HITS, PATIENCE - timedelta(seconds=1), NEW, False),
        (HITS * 10, PATIENCE * 10, OTHER, False),
    ],
)
def test_criterion_16_an_address_is_adopted_after_days_within_a_domain_only(
    hits: int, age: timedelta, url: str, believed: bool
) -> None:
    assert is_believed(Move(url, NOW - age, hits), OLD, NOW) is believed


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("https://www.example.co.uk/x", "example.co.uk"),
        ("http://Blog.Example.org:8080", "example.org"),
        ("https://essai.blogspot.com/feed", "blogspot.com"),
        ("http://127.0.0.1:9000/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("http://localhost/", "localhost"),
        ("http://[/", ""),
        ("", ""),
    ],
)
def test_criterion_17_names_of_one_owner_are_one_host(address: str, group: str) -> None:
    assert group_of(address) == group


def test_criterion_15_platforms_answer_for_all_their_feeds() -> None:
    assert is_platform(group_of("https://www.youtube.com/feeds/videos.xml"))
    assert not is_platform("example.org")
