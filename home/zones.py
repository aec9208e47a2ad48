"""The zones of the front page, in its order: their words, their sizes, what may be kept in each."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.models.publication import LISTED_KINDS, Kind

HoldingName = Literal["lead", "edito", "fil", "episodes", "dossiers", "videos", "partners"]
"""Zones in which a content can be kept."""
ZoneName = HoldingName | Literal["magazine"]


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone. `places`: how many cards it holds at most. `rule` says in words how it fills
    itself where the newsroom keeps nothing.

    `kinds` of contents may be kept there, none at all in a zone that holds no cards; of those,
    what carries the facet `has`, if it names one. `refusal` says so to an editor.
    """

    name: ZoneName
    title: Promise
    rule: Promise
    places: int
    kinds: tuple[Kind, ...]
    has: str = ""
    refusal: Promise | str = ""

    def accepts(self, kind: str, has: Container[str]) -> bool:
        return kind in self.kinds and (not self.has or self.has in has)


LEAD = Zone(
    "lead",
    title=_("Headlines"),
    rule=_("Chosen by the newsroom; the newest articles fill the rest."),
    places=5,
    kinds=LISTED_KINDS,
    refusal=_("Headlines are articles, éditos, episodes or contents of the feed."),
)
EDITO = Zone(
    "edito",
    title=_("Today’s édito"),
    rule=_("The newest édito."),
    places=1,
    kinds=(Kind.EDITO,),
    refusal=_("In this zone stands an édito: choose one, or another zone."),
)
FIL = Zone(
    "fil",
    title=_("The feed"),
    rule=_("The newest contents, those of the headlines left out."),
    places=8,
    kinds=LISTED_KINDS,
    refusal=_("In the feed stand articles, éditos, episodes and contents of sources."),
)
EPISODES = Zone(
    "episodes",
    title=_("Shows"),
    rule=_("The newest episodes."),
    places=4,
    kinds=(Kind.EPISODE,),
    refusal=_("In this zone stand episodes of shows: choose one, or another zone."),
)
DOSSIERS = Zone(
    "dossiers",
    title=_("Dossiers"),
    rule=_("The newest dossiers."),
    places=3,
    kinds=(Kind.DOSSIER,),
    refusal=_("In this zone stand dossiers: choose one, or another zone."),
)
VIDEOS = Zone(
    "videos",
    title=_("Videos"),
    rule=_("The newest videos, episodes left out."),
    places=6,
    kinds=LISTED_KINDS,
    has="video",
    refusal=_("This content has no video: choose one that has, or another zone."),
)
PARTNERS = Zone(
    "partners",
    title=_("Partner media"),
    rule=_("The newest contents of partner media."),
    places=6,
    kinds=(Kind.ITEM,),
    has="partner",
    refusal=_("This content does not come from a partner: choose one that does, or another zone."),
)
MAGAZINE = Zone(
    "magazine",
    title=_("Magazine"),
    rule=_("The newest page of the magazine."),
    places=1,
    kinds=(),
)

ZONES = (LEAD, EDITO, FIL, EPISODES, DOSSIERS, VIDEOS, PARTNERS, MAGAZINE)
BY_NAME = {str(zone.name): zone for zone in ZONES}
HOLDING = tuple(zone for zone in ZONES if zone.kinds)
"""Those in which a content can be kept."""

CHOICES = [(zone.name, zone.title) for zone in HOLDING]
ORDER = {str(zone.name): place for place, zone in enumerate(ZONES)}
