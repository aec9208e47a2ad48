"""Bundled feeds, which come in as if they had been fetched.

A sample writes its dates as `{rfc822 5 hours ago}` or `{iso8601 5 hours ago}`: its newest entries
stay new whenever the demo is filled.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from feeds import pipeline
from feeds.models import FeedItem, Source
from feeds.types import Fetched, Validators

FOLDER = Path(__file__).parent / "feeds"
# A worker has nothing to find at a sample's address.
NEVER = datetime(2120, 1, 1, tzinfo=UTC)
_AGO = re.compile(r"\{(rfc822|iso8601) (\d+) hours ago\}")


def document(name: str, now: datetime) -> bytes:
    """One of the bundled feeds, dated from `now`."""

    def date(found: re.Match[str]) -> str:
        at = now.astimezone(UTC) - timedelta(hours=int(found[2]))
        return format_datetime(at) if found[1] == "rfc822" else at.isoformat(timespec="seconds")

    return _AGO.sub(date, (FOLDER / name).read_text("utf-8")).encode()


def take_in(source: Source, name: str, now: datetime) -> int:
    """The items of a sample, through every step after the fetch; how many are new."""
    body = document(name, now)
    headers = {"content-type": "application/xml; charset=utf-8"}
    fetched = Fetched(source.feed_url, 200, headers, body, Validators())
    report = pipeline.ingest(source, fetched, now)
    Source.objects.filter(pk=source.pk).update(
        last_visit_at=now, last_success_at=now, next_visit_at=NEVER
    )
    FeedItem.objects.filter(source=source).update(picture_next_at=None)
    return report.new
