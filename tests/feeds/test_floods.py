from dataclasses import replace
from datetime import timedelta

from feeds.floods import FLOOD, is_flood
from feeds.memory import Habit

CALM = Habit(10, 1.0, timedelta(minutes=15), timedelta(minutes=15))


def test_criterion_6_twenty_at_once_of_a_calm_source_are_a_flood() -> None:
    assert is_flood(FLOOD, CALM)
    assert not is_flood(FLOOD - 1, CALM)


def test_criterion_6_who_usually_says_much_may() -> None:
    assert not is_flood(FLOOD, replace(CALM, average=3.0))
    assert is_flood(FLOOD, replace(CALM, average=2.9))


def test_criterion_6_a_source_that_is_hardly_known_may_say_all() -> None:
    assert not is_flood(500, None)
    assert not is_flood(500, replace(CALM, visits=2))


def test_criterion_6_what_piled_up_in_a_long_silence_is_no_flood() -> None:
    assert not is_flood(FLOOD, replace(CALM, silence=timedelta(days=2)))
    weekly = replace(CALM, silence=timedelta(days=8), interval=timedelta(days=7))
    assert is_flood(FLOOD, weekly)
