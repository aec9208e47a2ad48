"""Items' pictures: fetched after the items came in, drawn anew, kept in the media library."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cms import bulk, outbound, publications
from feeds import apart, gallery, page_head, pixels, robots
from feeds.errors import FeedError
from feeds.fetch import retry_after, status_error
from feeds.gallery import forget, sweep
from feeds.hosts import group_of
from feeds.keep import is_away
from feeds.leases import mix
from feeds.models import FeedItem, ItemKind, Source
from feeds.picture_errors import FINAL, PictureError
from feeds.pixels import Drawn

__all__ = ["bring", "forget", "lease", "settle", "sweep", "take", "wish_of"]

logger = logging.getLogger(__name__)

SIZE = 16
THREADS = 8
LOOK_AHEAD = 200
"""Waiting items among which a batch is chosen, so that one host does not fill it."""
BUDGET_S = 20.0
"""No batch begins later: two answers of DEADLINE_S and a decoding fit into the task's timeout."""
DEADLINE_S = 15.0
ATTEMPTS = 3
BACK_OFF = (timedelta(minutes=15), timedelta(hours=2))
"""After the first and the second failure; after the third the item stays without a picture."""
LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Wish:
    """A picture to fetch for an item, or, where `is_page`, its page to look at for one."""

    pk: int
    source_id: int
    address: str
    attempt: int
    is_page: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a wish: a picture, the address of one, or why there is none."""

    wish: Wish
    drawn: Drawn | None = None
    found: str = ""
    error: PictureError | None = None


def never() -> bool:
    return False


def take(is_stopping: Callable[[], bool] = never) -> int:
    """Gives pictures to items that wait for one, the newest first, until none does, the budget is
    spent or `is_stopping()`; how many got one. May run in many processes.

        lease ──→ known for this source? ── yes ───────────────────────┐
          ↑         │ no                                               │
          │       bring (threads, no database): fetch → redraw         │
          │         │        or: robots.txt → page → og:image          │
          └──── settle: library + item + its public face, together ←───┘

    A page's answer is an address, which the next batch fetches.
    """
    ends_at = time.monotonic() + BUDGET_S
    taken = 0
    with ThreadPoolExecutor(THREADS, thread_name_prefix="picture") as threads:
        while time.monotonic() < ends_at and not is_stopping():
            looked, wishes = lease(timezone.now())
            if not looked:
                break
            known = [wish for wish in wishes if _kept(wish, partial(_adopt, wish))]
            unknown = [wish for wish in wishes if wish not in known]
            taken += len(known)
            for work in as_completed([threads.submit(bring, wish) for wish in unknown]):
                brought = work.result()
                taken += _kept(brought.wish, partial(settle, brought, timezone.now()))
    return taken


def _kept(wish: Wish, keep: Callable[[], bool]) -> bool:
    """Whether an item has its picture now. One that cannot be kept costs itself: its attempt is
    written. Raises OperationalError or InterfaceError when the database is away."""
    try:
        return keep()
    except Exception as error:
        if is_away(error):
            raise
        logger.exception("%s: the picture could not be kept", wish.address)
        return False


@transaction.atomic(durable=True)
def lease(now: datetime, size: int = SIZE) -> tuple[int, list[Wish]]:
    """How many waiting items were looked at, and what to do for them. Nobody else takes these for
    LEASE; the attempt is written before the work, so that what kills a process is not asked for
    for ever. Items for which there is nothing to do wait no longer."""
    waiting = FeedItem.objects.wanting_picture(now)
    chosen = mix(_by_host(waiting), (), size, settings.OUTBOUND_HOST_CONNECTIONS)
    rows = waiting.filter(pk__in=chosen).select_related("source")
    wishes: dict[tuple[int, str], Wish] = {}
    written: list[FeedItem] = []
    for item in rows.select_for_update(skip_locked=True, of=("self",)):
        wish = wish_of(item)
        if wish and (wish.source_id, wish.address) in wishes:
            continue  # its turn comes when this one is known
        if wish:
            wishes[wish.source_id, wish.address] = wish
        _note(item, wish, now)
        written.append(item)
    bulk.update(written, NOTED)
    return len(written), list(wishes.values())


NOTED = ("picture_url", "picture_attempts", "picture_next_at", "picture_error")


def _by_host(waiting: QuerySet[FeedItem]) -> Iterator[tuple[int, str]]:
    addresses = waiting.values_list("pk", "image_url", "picture_url", "url")[:LOOK_AHEAD]
    for pk, image_url, picture_url, url in addresses:
        yield pk, group_of(image_url or picture_url or url)


def _note(item: FeedItem, wish: Wish | None, now: datetime) -> None:
    if wish is None:
        item.picture_next_at = None
        return
    item.picture_url = "" if wish.is_page else wish.address
    item.picture_attempts = wish.attempt
    item.picture_next_at = now + LEASE
    item.picture_error = "interrupted"


def wish_of(item: FeedItem) -> Wish | None:
    """What to do for the picture of an item; None when it has it, has been refused it for good or
    too often, or when the newsroom has taken it away. Pure."""
    address = item.image_url or item.picture_url
    is_page = not address and item.kind == ItemKind.ARTICLE and item.source.finds_pictures
    target = item.url if is_page else address
    if not target:
        return None
    attempts = item.picture_attempts if address == item.picture_url else 0
    ended = not item.picture_error or item.picture_error in FINAL or attempts >= ATTEMPTS
    if attempts and ended:
        return None
    return Wish(item.pk, item.source_id, target, attempts + 1, is_page)


def bring(wish: Wish) -> Brought:
    """Does what a wish says, whatever happens; asks nothing of the database."""
    try:
        if wish.is_page:
            return Brought(wish, found=_look_for(wish.address))
        return Brought(wish, drawn=_fetched(wish.address))
    except PictureError as error:
        return Brought(wish, error=error)
    except outbound.OutboundError as error:
        return Brought(wish, error=PictureError(error.name, str(error)))
    except Exception:
        # Ours, not theirs: loud in the log, and no other item pays for it.
        logger.exception("%s: no picture could be made", wish.address)
        return Brought(wish, error=PictureError("internal"))


def _fetched(address: str) -> Drawn:
    data = _answer(address, pixels.ACCEPT, pixels.MAX_BYTES).body
    pixels.format_of(data)
    return _looked_at(pixels.redraw, data)


def _look_for(page: str) -> str:
    """The address of the picture that a page gives of itself."""
    _ask_robots(page)
    answer = _answer(page, page_head.ACCEPT, page_head.MAX_BYTES)
    if answer.url != page:
        _ask_robots(answer.url)
    if not page_head.is_html(answer.headers):
        raise PictureError("no_picture", answer.headers.get("content-type", ""))
    charset = page_head.charset_of(answer.headers)
    head = _looked_at(page_head.read_head, answer.body, answer.url, charset)
    if head.is_closed or page_head.is_closed(answer.headers):
        raise PictureError("robots")
    if not head.picture:
        raise PictureError("no_picture")
    return head.picture


def _ask_robots(page: str) -> None:
    try:
        allowed = robots.allows(page)
    except robots.UnknownRulesError as error:
        raise PictureError("server_error", str(error)) from error
    if not allowed:
        raise PictureError("robots")


def _answer(address: str, accept: str, max_bytes: int) -> outbound.Response:
    answer = outbound.fetch(
        address, headers={"Accept": accept}, max_bytes=max_bytes, deadline=DEADLINE_S
    )
    if answer.status != 200:
        wait_s = retry_after(answer.headers, timezone.now())
        raise PictureError(status_error(answer.status), f"HTTP {answer.status}", wait_s)
    return answer


def _looked_at(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`apart.run`, with errors of pictures."""
    try:
        return apart.run(function, *args, **kwargs)
    except FeedError as error:
        raise PictureError(error.name, error.detail) from error


@transaction.atomic
def _adopt(wish: Wish) -> bool:
    """Whether the source has lent this very picture before: then the item has it as well."""
    _hold_source(wish)
    image_id = None if wish.is_page else gallery.known(wish.source_id, wish.address)
    image = gallery.held(image_id) if image_id else None
    if image:
        _give(wish, image.pk)
    return image is not None


@transaction.atomic
def settle(brought: Brought, now: datetime) -> bool:
    """Writes what came of a wish; whether the item has a picture now. Nothing where the item is
    gone, or was given another address meanwhile."""
    wish = brought.wish
    _hold_source(wish)
    item = _still_wished(wish).select_for_update().first()
    if item is None:
        return False
    if brought.drawn:
        _give(wish, gallery.keep(item, brought.drawn).pk)
    elif brought.found:
        _still_wished(wish).update(
            picture_url=brought.found, picture_attempts=0, picture_next_at=now, picture_error=""
        )
    elif brought.error:
        next_at = _next_try(wish, brought.error, now)
        _still_wished(wish).update(picture_error=brought.error.name, picture_next_at=next_at)
    return brought.drawn is not None


def _hold_source(wish: Wish) -> None:
    Source.objects.filter(pk=wish.source_id).hold()


def _still_wished(wish: Wish) -> QuerySet[FeedItem]:
    same = FeedItem.objects.filter(pk=wish.pk)
    if wish.is_page:
        return same.filter(image_url="", picture_url="")
    return same.filter(image_url__in=("", wish.address), picture_url=wish.address)


def _give(wish: Wish, image_id: int) -> None:
    _still_wished(wish).update(image=image_id, picture_error="", picture_next_at=None)
    publications.refresh(FeedItem, [wish.pk])


def _next_try(wish: Wish, error: PictureError, now: datetime) -> datetime | None:
    if error.name in FINAL or wish.attempt >= ATTEMPTS:
        return None
    asked = timedelta(seconds=error.retry_after_s or 0)
    return now + min(max(asked, BACK_OFF[wish.attempt - 1]), LONGEST_WAIT)
