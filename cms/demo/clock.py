"""Days and hours of the demo, counted back from the moment it is filled."""

from datetime import datetime, time, timedelta

from django.utils import timezone

FRESH = timedelta(minutes=20)


def moment(now: datetime, days_ago: int, hour: int) -> datetime:
    """`hour` o'clock of a day gone by, in the site's time zone.

    Day 0 is the last one of which 18 o'clock is past, so that no édito is of tomorrow; anything
    that would still be later than now was published a moment ago.
    """
    local = timezone.localtime(now)
    day = local.date() - timedelta(days=days_ago + (local.hour < 18))
    return min(timezone.make_aware(datetime.combine(day, time(hour))), now - FRESH)


def day(text: str) -> datetime:
    """Eight o'clock of an ISO day, in the site's time zone."""
    return timezone.make_aware(datetime.combine(datetime.fromisoformat(text), time(8)))
