"""How long items are kept: pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Items are kept `days` (None: for ever), the newest `least` whatever their age, and no more
    than the newest `most` (None: any number). Counted for each kind of a source."""

    days: int | None = None
    least: int = 0
    most: int | None = None

    def first_to_go(self, young: int) -> int | None:
        """Of items from the newest to the oldest, `young` of them within `days`: the place, from
        0, of the first that is not kept. None where all are."""
        bounds = [self.most] if self.most is not None else []
        if self.days is not None:
            bounds.append(max(young, self.least))
        return min(bounds, default=None)


Key = tuple[int | None, str]


def policy_of(rules: Mapping[Key, Policy], source: int, kind: str, default: Policy) -> Policy:
    """The most particular rule: of a source and a kind, of a source (kind ""), of a kind (source
    None), of all; else the default."""
    keys: tuple[Key, ...] = ((source, kind), (source, ""), (None, kind), (None, ""))
    return next((rules[key] for key in keys if key in rules), default)
