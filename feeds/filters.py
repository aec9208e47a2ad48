"""How readers narrow what comes in: by type, source and day, all of it in the address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models import HAS
from cms.models.publication import PublicationQuerySet

TYPES = {"article": _("Articles"), "video": _("Videos"), "audio": _("Audio")}

YEARS = range(1970, 2100)
"""Others are a slip of the reader, and some are no dates of a database."""


class Choice(NamedTuple):
    """A source that readers may choose."""

    slug: str
    name: str
    uuid: UUID


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked for; what could not be understood is left out, as a bad cursor is."""

    type: str = ""
    source: Choice | None = None
    day: date | None = None

    @classmethod
    def of(cls, query: Mapping[str, Any], sources: Iterable[Choice] = ()) -> Self:
        kind, slug = query.get("type", ""), query.get("source", "")
        return cls(
            type=kind if kind in TYPES else "",
            source=next((choice for choice in sources if choice.slug == slug), None),
            day=day_of(query.get("jour", "")),
        )

    @property
    def query(self) -> dict[str, str]:
        """The same as parameters of an address, for the links that lead on."""
        found = {
            "type": self.type,
            "source": self.source.slug if self.source else "",
            "jour": self.day.isoformat() if self.day else "",
        }
        return {name: value for name, value in found.items() if value}

    def among(self, rows: PublicationQuerySet) -> PublicationQuerySet:
        if self.type == "article":
            rows = rows.without_facet("has", HAS["video"], HAS["audio"])
        elif self.type:
            rows = rows.with_facet("has", HAS[self.type])
        if self.source:
            rows = rows.with_facet("source", self.source.uuid)
        if self.day:
            start = datetime.combine(self.day, time(), timezone.get_default_timezone())
            end = datetime.combine(self.day + timedelta(days=1), time(), start.tzinfo)
            rows = rows.filter(published_at__gte=start, published_at__lt=end)
        return rows


def day_of(text: str) -> date | None:
    """A day as a browser writes it (`2026-06-01`); None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def filters_context(wanted: Wanted, sources: Iterable[Choice] = ()) -> dict[str, Any]:
    """What `feeds/filters.html` draws; `kept` goes on with each further page of the list."""
    return {"wanted": wanted, "types": TYPES, "choices": list(sources), "kept": wanted.query}
