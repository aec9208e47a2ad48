from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from feeds.dates import has_absurd_offset, read_date


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Wed, 18 Mar 2020 10:30:00 GMT", (2020, 3, 18, 10, 30)),
        ("Wed, 18 Mar 2020 10:30:00 +0100", (2020, 3, 18, 9, 30)),
        ("Wed, 18 Mar 2020 10:30:00 Z", (2020, 3, 18, 10, 30)),
        ("18 Jul 2020 10:30:00 CEST", (2020, 7, 18, 8, 30)),
        ("18 Jul 2020 10:30:00 CET", (2020, 7, 18, 9, 30)),
        ("Sat, 18 Jul 2020 10:30:00 EST", (2020, 7, 18, 15, 30)),
        ("2020-03-18T10:30:00Z", (2020, 3, 18, 10, 30)),
        ("2020-03-18T10:30:00.123+01:00", (2020, 3, 18, 9, 30)),
    ],
)
def test_criterion_24_zones_are_read(text: str, utc: tuple[int, ...]) -> None:
    found = read_date(text)
    assert found is not None
    assert found.replace(microsecond=0) == datetime(*utc, tzinfo=UTC)  # type: ignore[misc, arg-type]  # year to minute


@pytest.mark.parametrize(
    "text",
    [
        "mercredi 18 mars 2020 à 10h30",
        "Mer, 18 mars 2020 10:30:00 +0100",
        "mer., 18 mars 2020 10:30:00",
        "18 mars 2020 - 10:30",
        "2020-03-18 10:30",
        "18 Mar 2020 10:30:00",
        "Wed, 18 Mar 2020 10:30",
    ],
)
def test_criterion_24_french_and_naive_dates_are_in_paris(text: str) -> None:
    assert read_date(text) == datetime(2020, 3, 18, 9, 30, tzinfo=UTC)


def test_criterion_24_a_naive_date_is_in_the_zone_of_its_source() -> None:
    reunion = ZoneInfo("Indian/Reunion")
    assert read_date("2020-03-18 10:30", reunion) == datetime(2020, 3, 18, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("1er janvier 2020", 1),
        ("1 févr. 2020", 2),
        ("1 fe\u0301vrier 2020", 2),
        ("1 AOÛT 2020", 8),
        ("1 déc. 2020", 12),
    ],
)
def test_criterion_24_french_months(text: str, month: int) -> None:
    found = read_date(text, ZoneInfo("UTC"))
    assert found == datetime(2020, month, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", "bientôt", "99 mars 2020", "32 janvier 2020 10h99", "2020-13-45", "\0"),
        *("Wed, 18 Mar 2020 10:30:00 +9900", "2020-03-18T10:30:00+99:00", "0001-01-01T00:00:00"),
        *("18 brumaire 1799", "9" * 5000),
    ],
)
def test_criterion_24_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


def test_criterion_24_absurd_offsets_are_known() -> None:
    assert has_absurd_offset("Wed, 18 Mar 2020 10:30:00 +9900")
    assert not has_absurd_offset("Wed, 18 Mar 2020 10:30:00 +1400")
    assert not has_absurd_offset("18-03-2020")
