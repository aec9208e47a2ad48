"""When to come back: pure, the dice are thrown by the caller."""

from datetime import datetime, timedelta

INTERVAL = timedelta(minutes=15)
FIRST_RETRY = timedelta(hours=1)
LONGEST = timedelta(hours=24)
JITTER = 0.15


def next_visit(
    now: datetime, failures: int, dice: float, retry_after_s: int | None = None
) -> datetime:
    """The moment of the next visit.

    `failures` in a row double the wait from one hour up to a day; it never grows beyond, so a
    source heals by itself. `dice`, from 0 to 1, spreads visits by ±15 %. What the site asks for
    (`retry_after_s`, seconds) is waited for in full, up to a day.
    """
    wait = INTERVAL
    if failures:
        wait = min(FIRST_RETRY * 2 ** min(failures - 1, 10), LONGEST)
    wait *= 1 + JITTER * (2 * dice - 1)
    if retry_after_s is not None:
        wait = max(wait, min(timedelta(seconds=retry_after_s), LONGEST))
    return now + wait
