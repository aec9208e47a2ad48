"""Reading what a source published before it was followed: its pages and archives (RFC 5005)."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils import timezone

from feeds import apart, leases
from feeds.addresses import web_url
from feeds.errors import FeedError
from feeds.fetch import fetch
from feeds.hosts import group_of
from feeds.keep import keep
from feeds.leases import Lease
from feeds.models import Source
from feeds.reading import Reading
from feeds.timing import elapsed_ms
from feeds.types import Feed, Outcome, Report, Validators

PAGES = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page that was read: what came of it, the identities on it, the next one's address."""

    report: Report
    identities: frozenset[str] = frozenset()
    next_url: str = ""


def backfill(source: Source, pages: int = PAGES, *, is_wordpress: bool = False) -> Iterator[Report]:
    """Reads at most `pages` pages, one after the other, and stores what they hold with its own
    dates; a report each.

    The way is that of a visit, and each page waits its turn at the host; the source's own visits
    go on as planned. Where it stops, by its bound or by an error, the next call goes on. A page
    that was seen already, or that shows what another one showed, ends the past. With
    `is_wordpress`, pages that no link leads to are asked for as `?paged=2`, `3`…
    """
    address = source.backfill_url or source.feed_url
    addresses: set[str] = set()
    shown: set[frozenset[str]] = set()
    for _ in range(pages):
        addresses.add(address)
        page = _visit(source, address, is_wordpress=is_wordpress)
        yield page.report
        if page.report.outcome is not Outcome.UPDATED:
            # The end of WordPress's pages is a 404; another failure is for the next call.
            if is_wordpress and page.report.error == "not_found":
                _remember(source, "")
            return
        is_over = not page.next_url or page.next_url in addresses or page.identities in shown
        address = "" if is_over else page.next_url
        _remember(source, address)
        if is_over:
            return
        shown.add(page.identities)


def _remember(source: Source, address: str) -> None:
    Source.objects.filter(pk=source.pk, feed_url=source.feed_url).update(backfill_url=address)


def _visit(source: Source, address: str, *, is_wordpress: bool) -> Page:
    """Under the source's lease, which is given back: nobody else asks it meanwhile."""
    current = Source.objects.get(pk=source.pk)
    lease = leases.take(current, timezone.now())
    if lease is None:
        return Page(Report(address, Outcome.HELD))
    try:
        return _read(lease, address, is_wordpress=is_wordpress)
    except FeedError as error:
        failed = Report(address, Outcome.ERROR, error.name, detail=error.detail)
        return Page(replace(failed, status=error.status, retry_after_s=error.retry_after_s))
    finally:
        leases.give_back([lease])


def _read(lease: Lease, address: str, *, is_wordpress: bool) -> Page:
    source, begun = lease.source, time.monotonic()
    fetched = replace(fetch(address, Validators(), lease.at), zone=source.timezone)
    found = replace(apart.read(fetched, lease.at), is_archive=True)
    report = keep(source, fetched, found, lease.at, lease.until)
    report = replace(report, address=address, ms=elapsed_ms(begun))
    following = next_page(found.feed, source.feed_url)
    if not following and is_wordpress and found.items:
        following = next_of_wordpress(address)
    return Page(report, _identities(found), following)


def _identities(found: Reading) -> frozenset[str]:
    return frozenset(item.identity for item in found.items)


def next_page(feed: Feed, home: str) -> str:
    """The address of the page or archive before this one (RFC 5005, 3 and 4); empty at the end, and
    where it leads to somebody else's server than `home`'s."""
    address = web_url(feed.next_url or feed.prev_archive_url, feed.url)
    return address if address and group_of(address) == group_of(home) else ""


def next_of_wordpress(address: str) -> str:
    """`?paged=3` after `?paged=2`, and `?paged=2` after none."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = query.get("paged", "1")
    query["paged"] = str(int(number) + 1) if number.isascii() and number.isdigit() else "2"
    return urlunsplit(parts._replace(query=urlencode(query)))
