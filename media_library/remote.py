"""What is known of videos of others, and how it becomes known.

    want (in the save of a page) → row, due at once
        └→ after commit: media_library.tasks.ask_host ─┐
    schedule: media_library.tasks.ask_due ─────────────┤
        lease (the attempt is written) → hosts.bring (network, no database) → settle
            settle: poster into the library → row + `media_changed`, together

A page is never late for a host: it is published without a duration, and written anew when the
host has told it.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_q.tasks import async_task

from feeds.addresses import web_url
from media_library import posters
from media_library.hosts import Brought, bring
from media_library.models import Image, RemoteMedia, State
from media_library.models import Video as OurFilm
from media_library.remote_errors import FINAL, GONE
from media_library.signals import media_changed
from media_library.video_facts import MediaFacts, question, uuid_of
from media_library.video_url import Video, recognise

BACK_OFF = (timedelta(minutes=15), timedelta(hours=2), timedelta(days=1))
"""After the first, the second and the third failure; the fourth is the last."""
LONGEST_WAIT = timedelta(days=1)
LEASE = timedelta(minutes=5)
_FILM = r"\.(mp4|m4v|webm|ogv)([?#]|$)"
BUDGET_S = 20.0
"""`ask_due` begins no video later."""
MAX_HOST = 255


@dataclass(frozen=True, slots=True)
class Lease:
    """A video to ask for, which nobody else takes meanwhile. `poster_url`: of the poster it has."""

    pk: int
    video: Video
    poster_url: str


@transaction.atomic
def want(addresses: Iterable[str]) -> None:
    """Makes a row for each address of a video that has none, and has its host asked after the
    commit. No network, one query where all are known; what no host can be asked about is passed."""
    found = (recognise(address) for address in addresses)
    videos = {uuid_of(video): video for video in found if video and _can_be_asked(video)}
    known = RemoteMedia.objects.filter(uuid__in=videos).values_list("uuid", flat=True)
    missing = sorted(videos.keys() - set(known)) if videos else []
    if missing:
        now = timezone.now()
        rows = [RemoteMedia.of_video(videos[uuid], now) for uuid in missing]
        # Somebody else may save the same address at this moment.
        RemoteMedia.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(lambda: _queue(missing))


def _can_be_asked(video: Video) -> bool:
    is_ours = video.page_url.startswith(f"{settings.SITE_URL}/")
    page = web_url(video.page_url)
    return bool(page and question(video)) and not is_ours and len(video.host) <= MAX_HOST


def _queue(uuids: Iterable[UUID]) -> None:
    for pk in RemoteMedia.objects.filter(uuid__in=uuids).values_list("pk", flat=True):
        async_task("media_library.tasks.ask_host", pk)


def ask(pk: int) -> bool:
    """Asks the host of one video, if its turn has come; whether it was asked."""
    leased = lease(pk, timezone.now())
    if leased is None:
        return False
    brought = bring(leased.video, timezone.now(), leased.poster_url)
    settle(leased, brought, timezone.now())
    return True


def ask_due() -> int:
    """Asks for those whose turn has come, until none is left or the budget is spent; how many."""
    ends_at = time.monotonic() + BUDGET_S
    due = RemoteMedia.objects.due(timezone.now()).values_list("pk", flat=True)[:100]
    asked = 0
    for pk in list(due):
        if time.monotonic() >= ends_at:
            break
        asked += ask(pk)
    return asked


def ask_again() -> None:
    """Has asked anew those that are gone or whose hosts did not tell; also films of whose shape
    nothing is known, as nobody asked for it before December 2026. Our own are measured."""
    now = timezone.now()
    given_up = RemoteMedia.objects.filter(state__in=(State.GONE, State.FAILED))
    given_up.update(state=State.WAITING, attempts=0, error="", next_try_at=now)
    films = RemoteMedia.objects.filter(state=State.KNOWN, is_vertical=None)
    sounds = Q(provider="file") & ~Q(page_url__iregex=_FILM)
    films.exclude(sounds).update(attempts=0, next_try_at=now)
    for film in OurFilm.objects.filter(is_vertical=None):
        film.measure()


def count_waiting() -> int:
    """How many have something left to ask, now or later."""
    return RemoteMedia.objects.exclude(next_try_at=None).count()


@transaction.atomic
def lease(pk: int, now: datetime) -> Lease | None:
    """None for a row that is gone, has nothing left to ask, or is being asked. The attempt is
    written before the work, so that what kills a process is not asked for for ever."""
    due = RemoteMedia.objects.due(now).filter(pk=pk)
    row = due.select_for_update(skip_locked=True).select_related(None).first()
    if row is None:
        return None
    same = RemoteMedia.objects.filter(pk=pk)
    if row.attempts > len(BACK_OFF):
        same.update(next_try_at=None, state=row.state if row.fetched_at else State.FAILED)
        return None
    same.update(attempts=row.attempts + 1, next_try_at=now + LEASE, error="interrupted")
    return Lease(pk, row.video, row.poster_url if row.poster_id else "")


def settle(leased: Lease, brought: Brought, now: datetime) -> None:
    """Writes what came of a lease, and says so when it changes what readers see."""
    # In a transaction of its own: its folder is locked, and a turn at the counter may be far off.
    poster = _kept_poster(leased, brought)
    with transaction.atomic():
        row = RemoteMedia.objects.select_for_update().filter(pk=leased.pk).first()
        if row is None:
            return
        before = row.facts, row.poster_id
        _note(row, brought, poster, now)
        row.save()
        if before != (row.facts, row.poster_id):
            media_changed.send(sender=RemoteMedia, uuid=row.uuid)


def _kept_poster(leased: Lease, brought: Brought) -> Image | None:
    if brought.poster is None or brought.facts is None:
        return None
    return posters.keep(brought.poster, brought.facts, leased.video.page_url)


def _note(row: RemoteMedia, brought: Brought, poster: Image | None, now: datetime) -> None:
    if brought.facts:
        _note_facts(row, brought.facts, now)
        row.poster = poster or row.poster
        row.next_try_at = _next_try(row.attempts, 0, now) if brought.poster_is_away else None
    elif brought.error:
        row.error = brought.error.name
        wait_s = brought.error.retry_after_s or 0
        is_final = row.error in FINAL
        row.next_try_at = None if is_final else _next_try(row.attempts, wait_s, now)
        if row.error in GONE:
            row.state = State.GONE
        elif row.next_try_at is None and not row.fetched_at:
            row.state = State.FAILED


def _note_facts(row: RemoteMedia, facts: MediaFacts, now: datetime) -> None:
    """What a host does not tell this time stays as it was: a page with a form of consent has no
    duration."""
    row.title, row.author = facts.title or row.title, facts.author or row.author
    row.duration_s = row.duration_s if facts.duration_s is None else facts.duration_s
    row.is_vertical = row.is_vertical if facts.is_vertical is None else facts.is_vertical
    row.poster_url = facts.poster_url
    row.state, row.error, row.fetched_at = State.KNOWN, "", now


def _next_try(attempts: int, asked_s: int, now: datetime) -> datetime | None:
    """When to ask again after so many attempts; `asked_s`: what the host asked us to wait."""
    if attempts > len(BACK_OFF):
        return None
    return now + max(BACK_OFF[attempts - 1], min(timedelta(seconds=asked_s), LONGEST_WAIT))
