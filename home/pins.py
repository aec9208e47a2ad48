"""What the newsroom keeps on the front page, where and when. Pure: values in, values out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

Pinned = Mapping[str, Sequence[UUID]]
"""Contents by the name of their zone, in order: those that count at one moment."""


class Kept(NamedTuple):
    """One content in one zone, while `shown_from` <= now < `shown_until`; None: without a limit.
    Moments are aware datetimes."""

    zone: str
    content: UUID
    shown_from: datetime | None = None
    shown_until: datetime | None = None

    def is_shown(self, now: datetime) -> bool:
        is_begun = self.shown_from is None or self.shown_from <= now
        return is_begun and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        return self.shown_until is not None and self.shown_until <= now

    def overlaps(self, other: "Kept") -> bool:
        """Whether both stand in one zone at some moment."""
        return (
            self.zone == other.zone
            and _is_before(self.shown_from, other.shown_until)
            and _is_before(other.shown_from, self.shown_until)
        )


def _is_before(begin: datetime | None, end: datetime | None) -> bool:
    return begin is None or end is None or begin < end


def shown(kept: Iterable[Kept], now: datetime) -> Pinned:
    """What counts now, in the order given."""
    found: dict[str, list[UUID]] = defaultdict(list)
    for each in kept:
        if each.is_shown(now):
            found[each.zone].append(each.content)
    return dict(found)


def next_change(kept: Iterable[Kept], now: datetime) -> datetime | None:
    """The first moment after `now` at which something begins or ends to count."""
    moments = (moment for each in kept for moment in (each.shown_from, each.shown_until))
    return min((moment for moment in moments if moment and moment > now), default=None)


def repeated(kept: Sequence[Kept]) -> Iterator[int]:
    """Places in `kept` of what stands in its zone already, at some moment of its own time."""
    for place, each in enumerate(kept):
        if any(each.content == other.content and each.overlaps(other) for other in kept[:place]):
            yield place


def crowded(kept: Sequence[Kept], places: Mapping[str, int]) -> Iterator[int]:
    """Places in `kept` of what finds its zone full at some moment of its own time, by what comes
    before it and found room. `places` says how many each zone has."""
    roomy: list[Kept] = []
    for place, each in enumerate(kept):
        others = [other for other in roomy if each.overlaps(other)]
        if _most_at_once(each, others) >= places[each.zone]:
            yield place
        else:
            roomy.append(each)


def _most_at_once(each: Kept, others: Sequence[Kept]) -> int:
    """How many of `others` stand beside `each` at the fullest moment, which is one at which
    something begins."""
    begins = (each.shown_from, *(other.shown_from for other in others))
    moments = [begin for begin in begins if _stands_at(each, begin)]
    counts = (sum(_stands_at(other, moment) for other in others) for moment in moments)
    return max(counts, default=0)


def _stands_at(each: Kept, moment: datetime | None) -> bool:
    """`moment` None: before any other."""
    return each.shown_from is None if moment is None else each.is_shown(moment)
