import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from textwrap import wrap
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Avg, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from feeds import figures
from feeds.errors import remedy
from feeds.figures import Lag, Visits
from feeds.models import FeedItem, Source
from feeds.silence import is_dead, silent_sources

SPAN = timedelta(hours=24)
WIDTH = 80
SHOWN = 10
"""Silent and failing sources that the text names; `--json` names them all."""


class Command(BaseCommand):
    help = "How ingestion has been doing for 24 hours, in 80 columns."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *, json: bool, **options: Any) -> None:
        state = read_state(timezone.now())
        self.stdout.write(as_json(state) if json else "\n".join(as_lines(state)))


@dataclass(frozen=True, slots=True)
class State:
    """`slowest` in milliseconds a visit, `loudest` in new items; both by slug, five at most.
    `silent` gives the last item's moment, None where there never was one."""

    sources: int
    items: int
    lag: Lag
    visits: Visits
    errors: list[tuple[str, int]]
    slowest: list[tuple[str, float]]
    loudest: list[tuple[str, float]]
    failing: list[tuple[str, int]]
    silent: list[tuple[str, datetime | None]]
    is_dead: bool


def read_state(now: datetime) -> State:
    followed = Source.objects.visible()
    failing = followed.filter(failures__gte=figures.FAILING).order_by("-failures", "slug")
    return State(
        sources=followed.count(),
        items=FeedItem.objects.count(),
        lag=figures.lag(now),
        visits=figures.visits(now, SPAN),
        errors=figures.errors(now, SPAN),
        slowest=figures.ranked(now, SPAN, mean_ms=Avg("ms")),
        loudest=figures.ranked(now, SPAN, sum_new=Sum("new")),
        failing=list(failing.values_list("slug", "failures")),
        silent=[(one.source.slug, one.last_item_at) for one in silent_sources(now)],
        is_dead=is_dead(now),
    )


def as_json(state: State) -> str:
    return json.dumps(asdict(state), ensure_ascii=False, default=str)


def as_lines(state: State) -> Iterator[str]:
    if state.is_dead:
        yield _("ALARM: no source could be read for 30 minutes.")
    yield from totals(state)
    yield from error_lines(state.errors)
    yield from table(_("Slowest (ms a visit)"), [(slug, round(ms)) for slug, ms in state.slowest])
    yield from table(_("Loudest (new items)"), state.loudest)
    yield from table(_("Failing (failures in a row)"), state.failing[:SHOWN])
    silent = [(slug, f"{at:%Y-%m-%d}" if at else _("never")) for slug, at in state.silent]
    yield from table(_("Silent (last item)"), silent[:SHOWN])


def totals(state: State) -> Iterator[str]:
    lag, visits = state.lag, state.visits
    yield row(_("Sources followed"), state.sources)
    yield row(_("Items"), state.items)
    yield row(_("Due now"), lag.due)
    late = f"{lag.p50:.0f} / {lag.p95:.0f} / {lag.worst:.0f}"
    yield row(_("Late by, p50 / p95 / worst (s)"), late)
    yield row(_("Visits in 24 h"), visits.total)
    shares = f"{visits.read} / {visits.not_modified} / {visits.failed}"
    yield row(_("Read / nothing new / failed"), shares)
    entries = f"{visits.new} / {visits.changed} / {visits.unchanged}"
    yield row(_("Entries new / updated / unchanged"), entries)
    yield row(_("Bytes read"), visits.bytes)


def error_lines(errors: list[tuple[str, int]]) -> Iterator[str]:
    yield from table(_("Errors"), [])
    for name, times in errors:
        yield row(f"  {name}", times)
        yield from wrap(remedy(name), WIDTH, initial_indent="    ", subsequent_indent="    ")


def table(title: str, rows: list[tuple[str, Any]]) -> Iterator[str]:
    yield ""
    yield title
    for name, value in rows:
        yield row(f"  {name}", value)


def row(name: str, value: object) -> str:
    """Name and value at the two ends of a line of WIDTH columns; a long name is cut."""
    text = str(value)
    room = WIDTH - len(text) - 1
    shown = name if len(name) <= room else name[: room - 1] + "…"
    return f"{shown:<{room}} {text}"
