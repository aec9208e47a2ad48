from datetime import datetime, timedelta

from feeds.absence import MOST, missing
from feeds.memory import Other
from tests.feeds.reading import NOW


def dates(*days: int) -> list[datetime]:
    return [NOW - timedelta(days=day) for day in days]


def other(days: int, name: str = "x", *, is_followed: bool = True) -> Other:
    return Other(name, "https://a.example/1", "", "", NOW - timedelta(days=days), is_followed)


def test_criterion_27_what_left_among_newer_ones_is_missing() -> None:
    assert missing(dates(1, 2, 4, 5), [other(3)], ()) == ["x"]


def test_criterion_27_what_left_by_age_is_not() -> None:
    assert missing(dates(1, 2, 3, 4), [other(5)], ()) == []


def test_an_old_entry_that_is_kept_on_top_changes_nothing() -> None:
    assert missing(dates(900, 1, 2, 3), [other(5)], ()) == []


def test_what_nobody_follows_or_got_another_name_is_not_missing() -> None:
    assert missing(dates(1, 9), [other(3, is_followed=False)], ()) == []
    assert missing(dates(1, 9), [other(3)], {"x"}) == []


def test_a_document_without_dates_tells_nothing_and_each_is_bounded() -> None:
    assert missing([], [other(3)], ()) == []
    assert len(missing(dates(1, 9), [other(3, str(n)) for n in range(50)], ())) == MOST
