"""What counts when, what stands twice, and what finds no room. Pure."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from home.pins import Kept, crowded, next_change, repeated, shown

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
A, B, C = (UUID(int=n) for n in (1, 2, 3))


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def test_a_pin_counts_from_its_first_moment_to_before_its_last() -> None:
    kept = [Kept("lead", A, at(0), at(1))]
    counts = [bool(shown(kept, at(hours))) for hours in (-0.01, 0, 0.99, 1)]
    assert counts == [False, True, True, False]


def test_without_limits_it_always_counts_and_the_order_stays() -> None:
    kept = [Kept("lead", B), Kept("fil", C), Kept("lead", A, shown_until=at(1))]
    assert shown(kept, NOON) == {"lead": [B, A], "fil": [C]}
    assert shown(kept, at(1)) == {"lead": [B], "fil": [C]}


def test_the_next_change_is_the_first_moment_to_come() -> None:
    kept = [Kept("lead", A, at(-2), at(3)), Kept("fil", B, at(2)), Kept("fil", C)]
    assert next_change(kept, NOON) == at(2)
    assert next_change(kept, at(2)) == at(3)
    assert next_change(kept, at(3)) is None


def test_the_same_content_twice_in_one_zone_at_one_time() -> None:
    assert list(repeated([Kept("lead", A), Kept("lead", A, at(1))])) == [1]
    assert not list(repeated([Kept("lead", A), Kept("fil", A), Kept("lead", B)]))
    one_after_the_other = [Kept("lead", A, at(1)), Kept("lead", A, at(0), at(1))]
    assert not list(repeated(one_after_the_other))


def test_a_zone_is_full_at_one_moment_not_over_all_of_them() -> None:
    places = {"edito": 1, "lead": 2}
    week = [Kept("edito", A, at(0), at(1)), Kept("edito", B, at(1), at(2))]
    assert not list(crowded(week, places))
    assert list(crowded([*week, Kept("edito", C, at(1.5))], places)) == [2]
    assert list(crowded([*week, Kept("edito", C)], places)) == [2]
    assert not list(crowded([*week, Kept("edito", C, at(2))], places))


def test_what_never_stands_together_takes_no_room_from_a_third() -> None:
    kept = [
        Kept("lead", A, shown_until=at(1)),
        Kept("lead", B, at(1), at(2)),
        Kept("lead", C, at(0), at(3)),
    ]
    assert not list(crowded(kept, {"lead": 2}))
    assert list(crowded([*kept, Kept("lead", A, at(1.5))], {"lead": 2})) == [3]


def test_what_finds_no_room_takes_none() -> None:
    kept = [Kept("edito", A, at(0), at(1)), Kept("edito", B), Kept("edito", C, at(2), at(3))]
    assert list(crowded(kept, {"edito": 1})) == [1]
