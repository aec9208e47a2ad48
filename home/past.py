"""Front pages as they were published: what their revisions kept. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, PageLogEntry, Revision

from cms.models.publication import Publication
from home.pins import Kept
from home.zones import HOLDING, LEAD

PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
NAMES = frozenset(str(zone.name) for zone in HOLDING)


class UnreadableError(Exception):
    """What a revision kept cannot be told: it was deleted, or is of another shape."""


@dataclass(frozen=True, slots=True)
class Title:
    """One kept content as an editor knows it; "" for what is withdrawn."""

    text: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class Past:
    """One publication of the front page. `zones` holds its pins by title of their zone, in the
    order of the page; None where they cannot be read."""

    entry: PageLogEntry
    zones: Sequence[tuple[Any, Sequence[Title]]] | None
    is_live: bool

    @property
    def user(self) -> Any:
        """Who published it, or wrote what the clock has published."""
        revision = self.entry.revision
        return self.entry.user or (revision.user if revision else None)


def entries_of(home: Page) -> QuerySet[PageLogEntry]:
    """Its publications, newest first: one entry of the log each."""
    found = PageLogEntry.objects.filter(page=home.pk, action__in=PUBLISHED, revision__isnull=False)
    # Not joined: of a revision that was deleted the log still says that it was published.
    found = found.select_related("user").prefetch_related("revision__user")
    return found.order_by("-timestamp", "-pk")


def pasts_of(entries: Iterable[PageLogEntry], live: int | None) -> list[Past]:
    """Each with what it kept; `live` is the key of the revision that readers see now."""
    read = [(entry, _kept_by(entry)) for entry in entries]
    titles = _titles_of(each.content for _entry, kept in read for each in kept or ())
    return [
        Past(
            entry,
            None if kept is None else list(_by_zone(kept, titles)),
            is_live=entry.revision_id == live,
        )
        for entry, kept in read
    ]


def kept_in(revision: Revision | None) -> list[Kept]:
    """What a revision kept, in order. Raises UnreadableError."""
    try:
        pins = revision.content["pins"]  # type: ignore[union-attr]  # told below
        ordered = sorted(pins, key=lambda pin: pin.get("sort_order") or 0)
        return [_kept(pin) for pin in ordered]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableError from error


def _kept(pin: Mapping[str, Any]) -> Kept:
    """Pins that knew no zone led the page. Raises what `kept_in` looks for."""
    zone = pin.get("zone", LEAD.name)
    if zone not in NAMES:
        raise ValueError(zone)
    moments = (_moment(pin.get(name)) for name in ("shown_from", "shown_until"))
    return Kept(zone, UUID(pin["content"]), *moments)


def _moment(text: str | None) -> datetime | None:
    moment = None if text is None else parse_datetime(text)
    if text is not None and (moment is None or moment.tzinfo is None):
        raise ValueError(text)
    return moment


def _kept_by(entry: PageLogEntry) -> list[Kept] | None:
    try:
        return kept_in(entry.revision)
    except UnreadableError:
        return None


def _titles_of(uuids: Iterable[UUID]) -> Mapping[UUID, str]:
    rows = Publication.objects.filter(uuid__in=set(uuids))
    return dict(rows.values_list("uuid", "search_title"))


def _by_zone(
    kept: Iterable[Kept], titles: Mapping[UUID, str]
) -> Iterator[tuple[Any, Sequence[Title]]]:
    found: dict[str, list[Title]] = defaultdict(list)
    for each in kept:
        found[each.zone].append(Title(titles.get(each.content, ""), each))
    yield from ((zone.title, found[zone.name]) for zone in HOLDING if found[zone.name])
