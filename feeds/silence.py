"""Who has fallen silent: the whole of ingestion (the dead-man switch), or one source."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms import alarms
from feeds.figures import percentile
from feeds.models import FeedItem, Source

QUIET = timedelta(minutes=30)
"""Without one successful visit, although sources were due: something of ours is dead."""
LEAST_SILENCE = timedelta(days=7)
DAY = timedelta(days=1)
RHYTHM = 50
"""Items from whose dates the rhythm of a source is read."""

CAUSE = alarms.Cause(
    "feeds_silent",
    _("no source could be read for 30 minutes"),
    _(
        "Sources were due, and not one visit has succeeded. See whether the worker runs and "
        "whether this machine reaches the network; `manage.py feeds_report` shows the errors."
    ),
)


def watch(now: datetime | None = None) -> bool:
    """Makes the alarm ring or stop; whether it rings."""
    rings = is_dead(now or timezone.now())
    alarms.settle(CAUSE, rings=rings)
    return rings


def is_dead(now: datetime) -> bool:
    """Sources have waited for QUIET or were visited in vain, and none succeeded since."""
    start = now - QUIET
    followed = Source.objects.visible()
    if followed.filter(last_success_at__gt=start).exists():
        return False
    in_vain = Q(last_visit_at__gt=start, created_at__lte=start)
    return followed.filter(Q(next_visit_at__lte=start) | in_vain).exists()


def silent_sources(now: datetime) -> list["Quiet"]:
    """Visible sources that are quieter than their rhythm, or have never given anything although
    they are a day old; the longest silence first."""
    quiet = [found for source in Source.objects.visible() if (found := _quiet(source, now))]
    return sorted(quiet, key=lambda one: one.last_item_at or one.source.created_at)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A silent source. `last_item_at` is None where nothing was ever ingested."""

    source: Source
    last_item_at: datetime | None


def _quiet(source: Source, now: datetime) -> Quiet | None:
    items = FeedItem.objects.filter(source=source)
    dates = list(items.values_list("published_at", flat=True)[:RHYTHM])
    if not dates:
        return Quiet(source, None) if source.created_at <= now - DAY else None
    is_quiet = now - dates[0] > silence_limit(dates)
    return Quiet(source, dates[0]) if is_quiet else None


def silence_limit(published: list[datetime]) -> timedelta:
    """How long a source of this rhythm may be quiet: three times the 95th percentile of its gaps,
    a week at least."""
    gaps = sorted(abs(newer - older) for newer, older in pairwise(published))
    if not gaps:
        return LEAST_SILENCE
    return max(3 * percentile(gaps, 95), LEAST_SILENCE)
