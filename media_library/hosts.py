"""Asking the hosts of videos: through the one door, within hard limits, in named failures only.

Knows no row: `bring` takes a video and gives what was told.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ParamSpec, TypeVar

from django.conf import settings

from cms import outbound
from feeds import picture_errors, pixels, sandbox
from feeds.errors import FeedError
from feeds.fetch import retry_after
from feeds.picture_errors import PictureError
from feeds.pixels import Drawn
from media_library.recording_files import HEAD, TAIL
from media_library.remote_errors import HostError, status_error
from media_library.video_facts import (
    MediaFacts,
    UnreadableError,
    facts_of_excerpt,
    other_question,
    page_question,
    question,
    read_answer,
    read_page,
)
from media_library.video_url import Video

logger = logging.getLogger(__name__)

DEADLINE_S = 12.0
"""Of each of three requests at most: all of them and a decoding fit into a task's timeout."""
MAX_ANSWER = 512 * 1024
MAX_PAGE = 3 * 1024 * 1024

_CONTENT_RANGE = re.compile(r"bytes \d{1,15}-\d{1,15}/(\d{1,15})")

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Brought:
    """What a host told, or why nothing. `poster_is_away`: its picture may be had another time."""

    facts: MediaFacts | None = None
    poster: Drawn | None = None
    poster_is_away: bool = False
    error: HostError | None = None


def bring(video: Video, now: datetime, known_poster: str = "") -> Brought:
    """Asks for a video, whatever happens; for its picture unless it is at `known_poster`. Asks
    nothing of the database."""
    try:
        facts = _facts(video, now)
    except HostError as error:
        return Brought(error=error)
    except Exception:
        # Ours, not theirs: loud in the log, and no other video pays for it.
        logger.exception("%s: the answer could not be read", video.page_url)
        return Brought(error=HostError("internal"))
    if not facts.poster_url or facts.poster_url == known_poster:
        return Brought(facts)
    return _with_poster(facts, now)


def _facts(video: Video, now: datetime) -> MediaFacts:
    asked = question(video)
    if video.provider == "file":
        return _file_facts(asked, now)
    answer = _told(video, asked, now)
    try:
        facts = read_answer(video, answer.url, answer.body)
    except UnreadableError as error:
        raise HostError("unreadable", str(error)) from error
    page = page_question(video)
    return replace(facts, duration_s=_page_duration(page, now)) if page else facts


def _told(video: Video, asked: str, now: datetime) -> outbound.Response:
    accepted = {"Accept": "application/json"}
    try:
        return _answer(asked, now, MAX_ANSWER, accepted)
    except HostError as error:
        other = other_question(video)
        if error.name != "gone" or not other:
            raise
    return _answer(other, now, MAX_ANSWER, accepted)


def _answer(
    address: str, now: datetime, max_bytes: int, headers: Mapping[str, str]
) -> outbound.Response:
    try:
        answer = outbound.fetch(address, headers=headers, max_bytes=max_bytes, deadline=DEADLINE_S)
    except outbound.OutboundError as error:
        raise HostError(error.name, str(error)) from error
    if answer.status not in {200, 206}:
        wait_s = retry_after(answer.headers, now)
        raise HostError(status_error(answer.status), f"HTTP {answer.status}", wait_s)
    return answer


def _page_duration(page: str, now: datetime) -> int | None:
    """A page that cannot be had costs the duration alone."""
    try:
        return read_page(_answer(page, now, MAX_PAGE, {"Accept": "text/html"}).body)
    except HostError:
        return None


def _file_facts(address: str, now: datetime) -> MediaFacts:
    """Empty where a site does not send parts of its files: nobody fetches a film for its length."""
    try:
        head = _part(address, now, 0, HEAD)
    except HostError as error:
        if error.name == "too_large":
            return MediaFacts()
        raise
    size = _size(head)
    if not size:
        return MediaFacts()
    tail = _tail(address, now, size) if size > HEAD else b""
    try:
        return _looked_at(facts_of_excerpt, head.body, tail, size)
    except FeedError:
        return MediaFacts()


def _part(address: str, now: datetime, start: int, count: int) -> outbound.Response:
    headers = {"Range": f"bytes={start}-{start + count - 1}", "Accept-Encoding": "identity"}
    return _answer(address, now, count, headers)


def _size(answer: outbound.Response) -> int:
    """Bytes of the whole file; 0 where the answer does not say."""
    if answer.status == 200:
        return len(answer.body)
    found = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", ""))
    return int(found[1]) if found else 0


def _tail(address: str, now: datetime, size: int) -> bytes:
    """The last bytes of a file; empty where they cannot be had, which may cost its duration."""
    count = min(TAIL, size)
    try:
        tail = _part(address, now, size - count, count)
    except HostError:
        return b""
    return tail.body if tail.status == 206 and len(tail.body) == count else b""


def _with_poster(facts: MediaFacts, now: datetime) -> Brought:
    try:
        return Brought(facts, poster=_drawn(facts.poster_url, now))
    except (PictureError, FeedError, HostError) as error:
        logger.info("%s: no poster: %s", facts.poster_url, error)
        final = picture_errors.FINAL | {"private"}
        return Brought(facts, poster_is_away=error.name not in final)


def _drawn(address: str, now: datetime) -> Drawn:
    data = _answer(address, now, pixels.MAX_BYTES, {"Accept": pixels.ACCEPT}).body
    pixels.format_of(data)
    return _looked_at(pixels.redraw, data)


def _looked_at(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """A function of the ground floor on a stranger's bytes, in a child that can be killed; in this
    process only where a setting of tests says so. Raises FeedError where the child died."""
    processes = settings.FEEDS_PARSE_PROCESSES
    if processes:
        return sandbox.of_this_process(processes).run(function, *args, **kwargs)
    return function(*args, **kwargs)
