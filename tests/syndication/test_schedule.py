from datetime import UTC, datetime, timedelta

import pytest

from syndication import schedule

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def waits(dice: float) -> list[timedelta]:
    return [schedule.retry_at(NOW, n, dice) - NOW for n in range(1, schedule.TRIES + 1)]


def test_each_wait_is_longer_up_to_a_quarter_of_an_hour() -> None:
    seconds = [wait.total_seconds() for wait in waits(0)]
    assert seconds[:7] == [30, 60, 120, 240, 480, 900, 900]
    assert seconds == sorted(seconds)
    assert max(seconds) == 900


def test_dice_put_it_off_and_never_bring_it_forward() -> None:
    for least, most in zip(waits(0), waits(1), strict=True):
        assert most == least * 1.5


def test_nobody_is_given_up_within_three_days() -> None:
    assert sum(waits(0), timedelta()) >= timedelta(days=3)
    assert sum(waits(1), timedelta()) <= timedelta(days=5)


@pytest.mark.parametrize("tries", [1, 10_000])
def test_any_number_of_tries_has_a_next_one(tries: int) -> None:
    assert schedule.retry_at(NOW, tries, 0.5) > NOW
