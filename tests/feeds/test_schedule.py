"""When to come back, in simulated time."""

from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from feeds.schedule import LONGEST, Situation, asked_for, next_visit, rhythm_of
from feeds.types import Rhythm
from tests.feeds.reading import NOW

HOUR, DAY = 3600, 86_400
AN_HOUR_ON = format_datetime(NOW + timedelta(hours=1), usegmt=True)
AN_HOUR_AGO = format_datetime(NOW - timedelta(hours=1), usegmt=True)


def minutes(dice: float = 0.5, at: datetime = NOW, **situation: Any) -> float:
    return (next_visit(at, Situation(**situation), dice) - at).total_seconds() / 60


@pytest.mark.parametrize(
    ("failures", "wait"),
    [(1, 60), (2, 120), (3, 240), (5, 960), (6, 1440), (12, 1440), (13, 10_080), (500, 10_080)],
)
def test_criterion_15_failures_double_the_wait_up_to_a_day_then_a_week(
    failures: int, wait: float
) -> None:
    assert minutes(failures=failures) == wait


def test_criterion_16_what_is_missing_is_asked_for_slowly() -> None:
    assert minutes(failures=1, error="not_found") == 360


@pytest.mark.parametrize(("asked", "wait"), [(60, 60), (7200, 120), (10**9, 1440), (0, 60)])
def test_criterion_15_what_the_site_asks_for_is_waited_for_up_to_a_day(
    asked: int, wait: float
) -> None:
    assert minutes(failures=1, retry_after_s=asked) == wait


@pytest.mark.parametrize("dice", [0, 0.3, 1])
def test_criterion_15_retry_after_is_never_cut_short_by_the_dice(dice: float) -> None:
    assert minutes(dice, failures=1, retry_after_s=2 * HOUR) >= 120


def test_criterion_15_an_outage_of_ours_is_over_soon() -> None:
    assert minutes(is_our_outage=True) == 5


def test_criterion_14_the_dice_spread_visits_by_a_seventh_either_way() -> None:
    assert (minutes(0, failures=1), minutes(1, failures=1)) == (51, 69)


@pytest.mark.parametrize(
    ("gap_s", "wait"), [(8 * HOUR, 60), (60, 5), (10**9, 1440), (2 * HOUR, 15)]
)
def test_criterion_14_the_interval_follows_the_rhythm(gap_s: int, wait: float) -> None:
    assert minutes(rhythm=Rhythm(gap_s)) == wait


def test_criterion_14_an_unknown_rhythm_is_a_quarter_of_an_hour() -> None:
    assert minutes() == 15


def test_criterion_14_a_source_sleeps_at_hours_at_which_it_never_publishes() -> None:
    rhythm = Rhythm(8 * HOUR, frozenset({7, 8, 9}))
    assert minutes(rhythm=rhythm, at=NOW.replace(hour=10)) == 60
    assert minutes(rhythm=rhythm, at=NOW.replace(hour=11)) == 120
    assert minutes(rhythm=Rhythm(8 * HOUR, frozenset({23})), at=NOW.replace(hour=0)) == 60


def test_criterion_14_what_the_site_asks_for_is_the_least() -> None:
    assert minutes(0, asked_s=HOUR) == pytest.approx(60)
    assert minutes(rhythm=Rhythm(80 * HOUR), asked_s=HOUR) == 600


def test_criterion_14_the_newsroom_knows_better() -> None:
    assert minutes(every_s=120, asked_s=HOUR, rhythm=Rhythm(DAY)) == 2


def days_ago(*days: float) -> list[datetime]:
    return [NOW - timedelta(days=each) for each in days]


def test_criterion_14_a_rhythm_is_the_usual_gap() -> None:
    assert rhythm_of(days_ago(0.1, 1.1, 2.1, 30), NOW) == Rhythm(DAY)
    assert rhythm_of([*days_ago(1), None], NOW) is None
    assert rhythm_of([NOW + timedelta(days=1), *days_ago(1, 3)], NOW) == Rhythm(2 * DAY)


def test_criterion_14_a_source_that_falls_silent_slows_down() -> None:
    assert rhythm_of(days_ago(100, 101, 102), NOW) == Rhythm(50 * DAY)


def test_criterion_14_hours_are_known_from_ten_dates_on() -> None:
    ten = [NOW.replace(hour=8) - timedelta(days=n) for n in range(10)]
    found = [rhythm_of(dates, NOW) for dates in (ten, ten[1:])]
    assert [one and one.hours for one in found] == [frozenset({8}), frozenset()]


@pytest.mark.parametrize(
    ("headers", "ttl_s", "seconds"),
    [
        ({}, None, None),
        ({}, 1800, 1800),
        ({"cache-control": "public, Max-Age=600"}, 60, 600),
        ({"cache-control": 'max-age="600"'}, None, 600),
        ({"cache-control": "max-age=-1, max-age"}, None, None),
        ({"expires": AN_HOUR_ON}, None, HOUR),
        ({"expires": AN_HOUR_AGO}, None, None),
        ({"expires": "0"}, None, None),
        ({"cache-control": "max-age=60", "expires": AN_HOUR_ON}, None, 60),
        ({}, 10**12, DAY),
    ],
)
def test_criterion_14_ttl_max_age_and_expires(
    headers: dict[str, str], ttl_s: int | None, seconds: int | None
) -> None:
    assert asked_for(headers, ttl_s, NOW) == seconds


@pytest.mark.parametrize("skew", [timedelta(days=-1), timedelta(days=1)])
def test_criterion_15_a_clock_wrong_by_a_day_plans_no_further_than_a_day(skew: timedelta) -> None:
    at = NOW + skew
    wait = next_visit(at, Situation(rhythm=Rhythm(10**8)), 1) - at
    assert timedelta() < wait <= LONGEST * 1.15


def test_criterion_15_a_storm_of_503_is_met_by_few_requests_a_day() -> None:
    """RELIABILITY, row 12: at most 8 a day."""
    at, asked = NOW, 0
    while at < NOW + timedelta(days=1):
        asked += 1
        at = next_visit(at, Situation(failures=asked, error="server_error"), 0)
    assert asked <= 8
