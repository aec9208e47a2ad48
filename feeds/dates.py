"""Dates as feeds write them: RFC 822 and 3339 as they should be, names of zones, French months.

feedparser reads a date without a zone, or with the name of one, as UTC, and no French month.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
FARTHEST = timedelta(hours=14)
"""No zone is further from UTC: what says more is no date at all."""

ZONES = {
    "CEST": "+0200",
    "CET": "+0100",
    "MESZ": "+0200",
    "MEZ": "+0100",
    "HAEC": "+0200",
    "HNEC": "+0100",
    "WEST": "+0100",
    "WET": "+0000",
    "EEST": "+0300",
    "EET": "+0200",
    "BST": "+0100",
    "MSK": "+0300",
    "AEST": "+1000",
    "JST": "+0900",
}
"""Names that RFC 822 does not define, as offsets; ambiguous ones are left out."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv",
            "fevrier fevr fev",
            "mars",
            "avril avr",
            "mai",
            "juin",
            "juillet juil",
            "aout",
            "septembre sept",
            "octobre oct",
            "novembre nov",
            "decembre dec",
        ),
        start=1,
    )
    for name in names.split()
}

_ZONE_NAME = re.compile(rf"\b({'|'.join(ZONES)})\s*$", re.I)
_FRENCH = re.compile(
    r"(?:^|\D)(?P<day>\d{1,2})(?:er)?[\s-]+(?P<month>[a-z]{3,9})\.?,?[\s-]+(?P<year>\d{4})"
    r"(?:\D{1,5}?(?P<hour>\d{1,2})\s?[h:]\s?(?P<minute>\d{2})?(?:[:m](?P<second>\d{2}))?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?\s*$",
    re.I,
)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})$")


def read_date(text: str, zone: tzinfo = PARIS) -> datetime | None:
    """The moment in UTC, or None. A date that names no zone is in `zone`."""
    text = " ".join(text.split())[:100]
    text = _ZONE_NAME.sub(lambda name: ZONES[name[1].upper()], text)
    for reader in (_read_iso, _read_french, _read_mail):
        try:
            date = reader(text)
        except (OverflowError, ValueError):
            continue
        if date is not None:
            return _in_utc(date, zone)
    return None


def has_absurd_offset(text: str) -> bool:
    """Whether a date names an offset that no place on earth has, `+9900`."""
    offset = _OFFSET.search(text.strip())
    if offset is None or ":" not in text[: offset.start()]:
        return False
    return timedelta(hours=int(offset[2]), minutes=int(offset[3])) > FARTHEST


def _in_utc(date: datetime, zone: tzinfo) -> datetime | None:
    date = date if date.tzinfo else date.replace(tzinfo=zone)
    try:
        offset = date.utcoffset()
        return None if offset is None or abs(offset) > FARTHEST else date.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _read_iso(text: str) -> datetime | None:
    """RFC 3339 and what else ISO 8601 allows, with a space for the T."""
    return datetime.fromisoformat(text) if text[:4].isdigit() else None


def _read_french(text: str) -> datetime | None:
    """`mercredi 18 mars 2020 à 10h30`, `mer., 18 févr. 2020 10:30:00 +0100`."""
    found = _FRENCH.search(_folded(text))
    month = found and MONTHS.get(found["month"].lower())
    if not found or not month:
        return None
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    year, day = int(found["year"]), int(found["day"])
    return datetime(year, month, day, hour, minute, second, tzinfo=_zone(found["zone"]))


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    offset = _OFFSET.search(text)
    if offset is None:
        return UTC
    behind = -1 if offset[1] == "-" else 1
    return timezone(behind * timedelta(hours=int(offset[2]), minutes=int(offset[3])))


def _folded(text: str) -> str:
    """Without accents: a `é` may be written as one letter or two."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _read_mail(text: str) -> datetime | None:
    """RFC 5322, 3.3 and what mail programs make of it."""
    parsed = parsedate_tz(text)
    if parsed is None:
        return None
    offset_s = parsed[9]
    zone = None if offset_s is None else timezone(timedelta(seconds=offset_s))
    # `-0000` and a missing zone are told apart by nothing else.
    is_local = offset_s in (None, 0) and not re.search(r"(?:[A-Z]{1,3}|[+-]\d{4})$", text)
    return datetime(*parsed[:6], tzinfo=None if is_local else zone or UTC)
