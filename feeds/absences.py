"""Items that left their source early: their pages are asked, once and politely."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from cms import outbound
from feeds.models import FeedItem, Gone
from feeds.store import note_gone

logger = logging.getLogger(__name__)

REST = timedelta(hours=1)
"""A site that is being rebuilt answers 404 for a while."""
MOST = 20
"""Pages asked in one run."""
PER_HOST = 2
BUDGET_S = 45.0
DEADLINE_S = 10.0
PAGE_BYTES = 2 * 1024 * 1024


def look_for(now: datetime, is_stopping: Callable[[], bool]) -> int:
    """Asks the pages of items that were missed an hour ago or more, for BUDGET_S at most; how many
    are gone. A page that gives no clear answer is asked again when its item is missed again."""
    ends_at = time.monotonic() + BUDGET_S
    gone = 0
    for item in _turn(now):
        if is_stopping() or time.monotonic() > ends_at:
            break
        gone += _settle(item, is_gone(item.url), now)
    return gone


def is_gone(url: str) -> bool | None:
    """Whether nothing is at an address any more (404, 410); None where that cannot be told."""
    try:
        response = outbound.fetch(url, max_bytes=PAGE_BYTES, deadline=DEADLINE_S)
    except outbound.TooLargeError:
        return False
    except outbound.OutboundError as error:
        logger.info("%s: %s", url, error)
        return None
    if response.status in {404, 410}:
        return True
    return False if response.status < 400 else None


def _turn(now: datetime) -> list[FeedItem]:
    """The longest missed, at most PER_HOST of one source."""
    missed = FeedItem.objects.filter(missed_at__lte=now - REST, gone_at=None)
    chosen: dict[int, list[FeedItem]] = {}
    for item in missed.order_by("missed_at", "pk")[: 10 * MOST]:
        of_source = chosen.setdefault(item.source_id, [])
        if len(of_source) < PER_HOST:
            of_source.append(item)
    return [item for items in chosen.values() for item in items][:MOST]


def _settle(item: FeedItem, answer: bool | None, now: datetime) -> int:
    """Unless its source has shown it again meanwhile."""
    still = FeedItem.objects.filter(pk=item.pk, missed_at=item.missed_at)
    if answer:
        return note_gone(still, Gone.MISSING, now)
    still.update(missed_at=None, link_checked_at=None if answer is None else now)
    return 0
