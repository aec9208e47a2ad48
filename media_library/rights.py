"""Until when a picture may be shown. Days are the site's own (TIME_ZONE), whatever the editor's."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def today() -> date:
    """Wagtail's admin speaks in each editor's time zone: the site's is named."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def have_ended(last_day: date | None) -> bool:
    """Whether the last day on which a picture may be shown is over."""
    return last_day is not None and last_day < today()


def shown_until(last_day: date | None) -> datetime | None:
    """The moment from which it may not be shown any more, the midnight after; None for never."""
    if last_day is None or last_day == date.max:
        return None
    midnight = datetime.combine(last_day + timedelta(days=1), time.min)
    return timezone.make_aware(midnight, timezone.get_default_timezone())
