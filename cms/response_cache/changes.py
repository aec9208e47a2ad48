"""What has changed since it was asked last, as surrogate keys (`cms.api.caching`)."""

import time
from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms import relay
from cms.api.caching import content_key, facet_key, list_key, path_key
from cms.models import PublicationEvent, PublicationFacet, SiteSettings, StaleKey
from cms.models.site_settings import Link

MOST = 2_000
"""Events at a time whose keys are worked out: where there are more, everything is old."""
MARGIN_S = 120.0
"""A stale key's row is older than its commit: by so much at most, or it is not seen."""
SILENCE_S = 12 * 3600.0
"""Nobody can tell what has changed in a longer time: stale keys are forgotten after a day."""

FACETS = ("topic", "person", "source", "group", "show", "dossier", "has", "image")
"""Those by which lists are filtered, and pictures, which have answers of their own. The others say
what a content quotes, which does not change with it."""


class LostError(Exception):
    """What has changed cannot be told, or is too much: everything is to be taken for old."""


class Event(NamedTuple):
    number: int
    uuid: UUID
    kind: str
    path: str
    former_path: str


class Changes:
    """One reader's place in what happens, from the moment it is made. For one thread."""

    def __init__(self) -> None:
        number_waiting()
        newest = PublicationEvent.objects.filter(number__isnull=False).order_by("-number")
        self._last = next(map(Event._make, newest.values_list(*Event._fields)[:1]), None)
        self._told = set(StaleKey.objects.younger_than(MARGIN_S).values_list("pk", flat=True))
        self._redirect = newest_redirect()
        self._read_at = time.monotonic()

    def stale_keys(self) -> set[str]:
        """Keys of what has changed since the last call that has succeeded. Raises LostError."""
        now = time.monotonic()
        silence_s = now - self._read_at
        if silence_s > SILENCE_S:
            raise LostError(f"{silence_s:.0f} s without a look")
        events = self._new_events()
        told = dict(StaleKey.objects.younger_than(MARGIN_S + silence_s).values_list("pk", "key"))
        redirect = newest_redirect()
        keys = keys_of(events) | {key for pk, key in told.items() if pk not in self._told}
        if redirect != self._redirect:
            # Wagtail makes those of a moved page in bulk, which nobody is told of.
            keys.add("redirects")
        # All of it has been read: what fails half-way is read again.
        self._last = events[-1] if events else self._last
        self._told, self._redirect, self._read_at = set(told), redirect, now
        return keys

    def _new_events(self) -> Sequence[Event]:
        """The last known one is read again: another one in its place, as from a backup, says that
        the numbers are not those that were."""
        number_waiting()
        first = self._last.number if self._last else 0
        found = PublicationEvent.objects.filter(number__gte=first).order_by("number")
        events = [Event._make(row) for row in found.values_list(*Event._fields)[: MOST + 2]]
        if self._last and events[:1] != [self._last]:
            raise LostError(f"event {first} is not what it was")
        new = events[1:] if self._last else events
        if len(new) > MOST:
            raise LostError(f"more than {MOST} events")
        return new


def number_waiting() -> None:
    """The clock of the worker does so too. Whether there is a worker does not matter here."""
    if PublicationEvent.objects.filter(number=None).exists():
        while relay.number_events():
            pass


def newest_redirect() -> int | None:
    newest: int | None = Redirect.objects.aggregate(newest=Max("pk"))["newest"]
    return newest


def keys_of(events: Sequence[Event]) -> set[str]:
    """What carries a content, lists that it may have entered or left, what is told of its address,
    what stands around all pages if it is named there, and the list of changes itself."""
    if not events:
        return set()
    uuids = {event.uuid for event in events}
    facets = PublicationFacet.objects.filter(publication__uuid__in=uuids, facet__in=FACETS)
    return {
        "changes",
        *(("site",) if stands_around(uuids) else ()),
        *map(content_key, uuids),
        *map(list_key, {event.kind for event in events}),
        *map(
            path_key, {path for event in events for path in (event.path, event.former_path) if path}
        ),
        *(facet_key(*pair) for pair in facets.values_list("facet", "target_id").distinct()),
    }


def stands_around(uuids: Collection[UUID]) -> bool:
    """Whether a menu, the footer or the strip of the magazine leads to one of these pages."""
    pages = Page.objects.filter(translation_key__in=uuids).values_list("pk", flat=True)
    named = (
        *(model.objects.filter(page__in=pages) for model in Link.__subclasses__()),
        SiteSettings.objects.filter(magazine__in=pages),
    )
    return any(found.exists() for found in named)
