"""How readers narrow what comes in: by type, source and day, all of it in the address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cms.api.lists import Filters
from cms.models import HAS, Kind

TYPES = {"article": _("Articles"), "video": _("Videos"), "audio": _("Audio")}

YEARS = range(1970, 2100)
"""Others are a slip of the reader, and some are no dates of a database."""


class Choice(NamedTuple):
    """A source that readers may choose."""

    slug: str
    name: str
    uuid: UUID


@dataclass(frozen=True, slots=True)
class Choices:
    """Sources by their slugs, and their `options` of a list, drawn once for many pages: there may
    be thousands."""

    by_slug: Mapping[str, Choice]
    options: SafeString

    @classmethod
    def of(cls, sources: Iterable[Choice]) -> Self:
        found = {choice.slug: choice for choice in sources}
        drawn = ((_opening(choice.slug), escape(choice.name)) for choice in found.values())
        options = "".join(f"{opening}>{name}</option>" for opening, name in drawn)
        return cls(found, SafeString(options))

    def options_with(self, chosen: Choice | None) -> SafeString:
        if chosen is None:
            return self.options
        opening = _opening(chosen.slug)
        return SafeString(self.options.replace(f"{opening}>", f"{opening} selected>", 1))


def _opening(slug: str) -> str:
    return f'<option value="{escape(slug)}"'


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked for; what could not be understood is left out, as a bad cursor is."""

    type: str = ""
    source: Choice | None = None
    day: date | None = None

    @classmethod
    def of(cls, query: Mapping[str, Any], choices: Choices | None = None) -> Self:
        kind, slug = query.get("type", ""), query.get("source", "")
        return cls(
            type=kind if kind in TYPES else "",
            source=choices.by_slug.get(slug) if choices else None,
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

    def filters(self, source: UUID | None = None) -> Filters:
        """Items, those of one source where it is given or chosen."""
        source = source or (self.source.uuid if self.source else None)
        has = ("has", (HAS[self.type],)) if self.type in HAS else None
        plain = ("has", (HAS["video"], HAS["audio"])) if self.type == "article" else None
        start, end = self._bounds()
        return Filters(
            kinds=(Kind.ITEM,),
            facets=tuple(filter(None, (("source", (source,)) if source else None, has))),
            published_from=start,
            published_to=end,
            without=(plain,) if plain else (),
        )

    def _bounds(self) -> tuple[datetime | None, datetime | None]:
        if self.day is None:
            return None, None
        start = datetime.combine(self.day, time(), timezone.get_default_timezone())
        return start, datetime.combine(self.day + timedelta(days=1), time(), start.tzinfo)


def day_of(text: str) -> date | None:
    """A day as a browser writes it (`2026-06-01`); None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def filters_context(wanted: Wanted, choices: Choices | None = None) -> dict[str, Any]:
    """What `feeds/filters.html` draws; `kept` goes on with each further page of the list."""
    options = choices.options_with(wanted.source) if choices else ""
    return {"wanted": wanted, "types": TYPES, "options": options, "kept": wanted.query}
