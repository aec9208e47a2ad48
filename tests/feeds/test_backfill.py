"""The past of a source, page by page."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from feeds.backfill import next_of_wordpress, next_page
from feeds.models import FeedItem, Fetch, Source
from feeds.types import Feed
from tests.cms.counter import agrees
from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import Site
from tests.feeds.test_memory import known_source

HOME = "https://un.example/flux"


def page(site: Site, path: str, start: int, following: str = "", rel: str = "next") -> None:
    """25 entries, the newest first, and a link to the page before."""
    link = f'<atom:link rel="{rel}" href="{following}"/>' if following else ""
    entries = "".join(
        f"<item><guid>{n}</guid><title>Titre {n}</title><link>https://un.example/{n}</link>"
        f"<pubDate>{datetime(2020, 1, 1 + n % 28, n % 24, tzinfo=UTC):%a, %d %b %Y %H:%M:%S} GMT"
        "</pubDate></item>"
        for n in range(start, start + 25)
    )
    site.put(
        path,
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Flux</title>'
        f"<link>https://un.example/</link>{link}{entries}</channel></rss>",
    )


def run(source: Source, *options: str) -> list[list[str]]:
    out = io.StringIO()
    call_command("backfill", source.slug, *options, stdout=out)
    return [line.split("\t") for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("?page=2", "https://un.example/flux?page=2"),
        ("https://www.un.example/2", "https://www.un.example/2"),
        ("https://ailleurs.example/2", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_criterion_20_pages_of_the_same_owner_are_followed(link: str, expected: str) -> None:
    assert next_page(Feed(HOME, next_url=link), HOME) == expected
    assert next_page(Feed(HOME, prev_archive_url=link), HOME) == expected


def test_pages_of_wordpress() -> None:
    assert next_of_wordpress(HOME) == f"{HOME}?paged=2"
    assert next_of_wordpress(f"{HOME}?cat=3&paged=2") == f"{HOME}?cat=3&paged=3"


@pytest.mark.django_db
@pytest.mark.parametrize("rel", ["next", "prev-archive"])
def test_criterion_20_the_past_is_read_with_its_own_dates(site: Site, rel: str) -> None:
    source = known_source(feed_url=f"{site.root}/f")
    planned = source.next_visit_at
    page(site, "/f", 0, "/f?page=2", rel)
    page(site, "/f?page=2", 25, "/f?page=3", rel)
    page(site, "/f?page=3", 50)
    visits = Fetch.objects.count()
    lines = run(source)
    assert [line[:1] + line[1:2] + line[3:4] for line in lines] == [
        [f"{site.root}/f", "updated", "25"],
        [f"{site.root}/f?page=2", "updated", "25"],
        [f"{site.root}/f?page=3", "updated", "25"],
    ]
    assert FeedItem.objects.count() == 75
    assert not FeedItem.objects.exclude(held="").exists()
    assert {item.published_at.year for item in FeedItem.objects.all()} == {2020}
    source.refresh_from_db()
    assert (source.next_visit_at, source.lease_until, source.attempts) == (planned, None, 0)
    assert source.backfill_url == ""
    assert Fetch.objects.count() == visits
    assert not FeedItem.objects.exclude(missed_at=None).exists()
    assert run(source)[0][3:6] == ["0", "0", "25"]
    assert agrees()


@pytest.mark.django_db
def test_criterion_20_it_goes_on_where_it_stopped(site: Site) -> None:
    source = SourceFactory.create(feed_url=f"{site.root}/f")
    page(site, "/f", 0, "/f?page=2")
    assert [line[1:3] for line in run(source)] == [["updated", ""], ["error", "not_found"]]
    page(site, "/f?page=2", 25, "/f?page=3")
    page(site, "/f?page=3", 50)
    source.refresh_from_db()
    assert [line[0] for line in run(source, "--pages", "1")] == [f"{site.root}/f?page=2"]
    assert [line[0] for line in run(source)] == [f"{site.root}/f?page=3"]
    assert len(run(source, "--pages", "1")) == 1
    assert run(source, "--pages", "1", "--restart")[0][0] == f"{site.root}/f"


@pytest.mark.django_db
def test_criterion_20_pages_that_go_round_in_circles_end(site: Site) -> None:
    source = SourceFactory.create(feed_url=f"{site.root}/f")
    page(site, "/f", 0, "/f?page=2")
    page(site, "/f?page=2", 25, "/f")
    assert len(run(source)) == 2
    # The same page under ever new addresses.
    for n in range(3, 9):
        page(site, f"/f?page={n}", 0, f"/f?page={n + 1}")
    page(site, "/f", 0, "/f?page=3")
    assert len(run(source)) == 2


@pytest.mark.django_db
def test_pages_of_wordpress_are_asked_for_on_demand(site: Site) -> None:
    source = SourceFactory.create(feed_url=f"{site.root}/f")
    page(site, "/f", 0)
    page(site, "/f?paged=2", 25)
    assert len(run(source)) == 1
    assert [line[2] for line in run(source, "--wordpress")] == ["", "", "not_found"]
    assert FeedItem.objects.count() == 50
    assert Source.objects.get().backfill_url == ""


@pytest.mark.django_db
def test_nobody_else_visits_meanwhile(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    source = SourceFactory.create(feed_url=f"{site.root}/f")
    page(site, "/f", 0)
    leases: list[Any] = []
    answer = site.answers["/f"]

    def look(headers: dict[str, str]) -> Any:
        leases.append(True)
        return answer

    site.answers["/f"] = look
    Source.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    assert run(source)[0][1] == "held"
    assert leases == []


@pytest.mark.django_db
def test_a_source_that_is_not_there() -> None:
    with pytest.raises(CommandError):
        call_command("backfill", "nulle-part")
