from datetime import timedelta

import pytest

from feeds.schedule import next_visit
from tests.feeds.reading import NOW


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 15), (1, 60), (2, 120), (3, 240), (5, 960), (6, 1440), (50, 1440)],
)
def test_failures_double_the_wait_up_to_a_day(failures: int, minutes: int) -> None:
    assert next_visit(NOW, failures, dice=0.5) == NOW + timedelta(minutes=minutes)


def test_the_dice_spread_visits_by_a_seventh_either_way() -> None:
    assert next_visit(NOW, 1, dice=0) == NOW + timedelta(minutes=51)
    assert next_visit(NOW, 1, dice=1) == NOW + timedelta(minutes=69)


@pytest.mark.parametrize(("asked", "hours"), [(60, 1), (7200, 2), (10**9, 24), (0, 1)])
def test_what_the_site_asks_for_is_waited_for_up_to_a_day(asked: int, hours: int) -> None:
    assert next_visit(NOW, 1, 0.5, retry_after_s=asked) == NOW + timedelta(hours=hours)
