"""What a picture's file says of itself in IPTC, XMP and EXIF: its maker, its words. Pure.

IPTC Photo Metadata Standard 2023.2. All of it was written by strangers: whatever cannot be read is
as if it were not there.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PIL import ExifTags, Image, IptcImagePlugin

logger = logging.getLogger(__name__)

_UTF8 = b"\x1b%G"
_CHARSET, _NAME, _BYLINE, _HEADLINE, _CREDIT, _CAPTION = (
    (1, 90),
    (2, 5),
    (2, 80),
    (2, 105),
    (2, 110),
    (2, 120),
)


@dataclass(frozen=True, slots=True)
class Said:
    """`credit` is the maker and the agency, `alt` what is shown, each one line or empty."""

    credit: str = ""
    alt: str = ""
    title: str = ""


def read(image: Image.Image) -> Said:
    """What an opened file says; XMP first, the newest of the three. Never raises."""
    try:
        return _said(_xmp(image), _iptc(image), image.getexif())
    except Exception:
        # Parsers raise whatever a stranger's bytes lead them to.
        logger.info("A picture's own words cannot be read", exc_info=True)
        return Said()


def _said(xmp: Mapping[str, Any], iptc: Mapping[tuple[int, int], str], exif: Image.Exif) -> Said:
    maker = _first(
        _words(xmp.get("creator")), iptc.get(_BYLINE), _line(exif.get(ExifTags.Base.Artist))
    )
    agency = _first(_words(xmp.get("Credit")), iptc.get(_CREDIT))
    return Said(
        credit=agency if maker in agency else " / ".join(filter(None, (maker, agency))),
        alt=_first(
            _words(xmp.get("AltTextAccessibility")),
            _words(xmp.get("description")),
            iptc.get(_CAPTION),
        ),
        title=_first(
            _words(xmp.get("title")),
            _words(xmp.get("Headline")),
            iptc.get(_HEADLINE),
            iptc.get(_NAME),
        ),
    )


def _first(*texts: str | None) -> str:
    return next(filter(None, texts), "")


def _iptc(image: Image.Image) -> dict[tuple[int, int], str]:
    found: Mapping[Any, Any] = IptcImagePlugin.getiptcinfo(image) or {}  # type: ignore[arg-type]  # of Pillow
    charset = "utf-8" if found.get(_CHARSET) == _UTF8 else ""
    return {key: _decoded(value, charset) for key, value in found.items() if key[0] == 2}


def _decoded(value: bytes | list[bytes], charset: str) -> str:
    """Many programs write UTF-8 without saying so; what is none is Windows' own."""
    if isinstance(value, list):
        return ", ".join(_decoded(part, charset) for part in value)
    try:
        return _line(value.decode(charset or "utf-8"))
    except UnicodeDecodeError:
        return _line(value.decode("cp1252", errors="ignore"))


def _xmp(image: Image.Image) -> dict[str, Any]:
    """Properties by their names without namespace."""
    described = _within(image.getxmp(), "xmpmeta", "RDF", "Description")
    parts = described if isinstance(described, list) else [described]
    return {name: value for part in parts if isinstance(part, dict) for name, value in part.items()}


def _within(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _words(value: Any) -> str:
    """The text of a property: plain, one of several languages, or several in their order."""
    return ", ".join(_texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if line := _line(value):
            yield line
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        if "Alt" in value:
            # The same words in several languages: the first is the default one.
            yield from list(_texts(_within(value, "Alt", "li")))[:1]
        else:
            inner = (value.get(name) for name in ("text", "li", "Seq", "Bag"))
            yield from _texts([part for part in inner if part])


def _line(text: Any) -> str:
    """One line of it, without what no database stores and no screen shows."""
    if not isinstance(text, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
