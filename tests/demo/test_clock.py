from datetime import UTC, datetime

import pytest

from cms.demo.clock import FRESH, day, moment

NOON = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
EVENING = datetime(2026, 6, 10, 20, 0, tzinfo=UTC)


def test_an_hour_of_paris() -> None:
    assert moment(EVENING, 0, 18) == datetime(2026, 6, 10, 16, 0, tzinfo=UTC)
    assert moment(EVENING, 3, 9) == datetime(2026, 6, 7, 7, 0, tzinfo=UTC)


def test_before_the_evening_the_last_day_is_yesterday() -> None:
    assert moment(NOON, 0, 18) == datetime(2026, 6, 9, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("now", [NOON, EVENING])
def test_nothing_is_of_tomorrow(now: datetime) -> None:
    assert moment(now, 0, 23) <= now - FRESH


def test_a_named_day() -> None:
    assert day("2020-03-18") == datetime(2020, 3, 18, 7, 0, tzinfo=UTC)
