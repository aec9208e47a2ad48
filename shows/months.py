"""A month of éditos as a calendar is drawn: weeks from Monday to Sunday."""

import re
from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

YEARS = range(1900, 2200)

_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Day:
    """One cell: `links` (id, kind, title and url of each) is empty for a day without an édito.
    `is_inside` is False for the days of the months around, which complete the weeks."""

    day: date
    is_inside: bool
    links: Sequence[dict[str, str]] = ()


def month_of(text: str) -> date | None:
    """The first day of `2026-03`; None for anything else."""
    found = _MONTH.fullmatch(text)
    if not found:
        return None
    year, month = map(int, found.groups())
    return date(year, month, 1) if year in YEARS and 1 <= month <= 12 else None


def weeks_of(month: date, links: Mapping[date, Sequence[dict[str, str]]]) -> list[list[Day]]:
    return [
        [Day(day, day.month == month.month, links.get(day, ())) for day in week]
        for week in Calendar().monthdatescalendar(month.year, month.month)
    ]


def around(months: Sequence[date], month: date) -> dict[str, Any]:
    """The nearest of `months` before and after one; None at either end."""
    return {
        "earlier": max((each for each in months if each < month), default=None),
        "later": min((each for each in months if each > month), default=None),
    }
