"""Icons, and `<picture>` from the typed shape of an image: `media_library.schemas.ImageSchema`,
as a dict."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()

SAFE_TYPES = {"image/jpeg", "image/png"}


@register.inclusion_tag("includes/picture.html")
def picture(
    image: Mapping[str, Any] | None,
    sizes: str = "100vw",
    *,
    ratio: str = "wide",
    eager: bool = False,
    alt: str | None = None,
    reveal: bool = False,
) -> dict[str, Any]:
    """`<picture>` with one `srcset` per MIME type, best first; nothing without a file.

    `ratio`: wide (16:9), portrait (4:5), square or natural. `eager` is for the one image that is
    seen first: no lazy loading, high priority. A sensitive picture is blurred; with `reveal`, which
    must not stand inside a link, the reader can uncover it.
    """
    files = _by_type((image or {}).get("sources") or [])
    if not image or not files:
        return {"image": None}
    fallback = next(reversed(files.values()))
    return {
        "image": image,
        "alternatives": _srcsets(dict(list(files.items())[:-1])),
        "fallback": _middle(fallback),
        "srcset": _srcset(fallback),
        "sizes": sizes,
        "ratio": ratio,
        "eager": eager,
        "is_sensitive": bool(image.get("is_sensitive")),
        "reveal": reveal,
        "alt": _alt(image) if alt is None else alt,
        "focus": _focus(image.get("focal_point")),
    }


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A decorative symbol of `img/icons.svg`; the word beside it carries the meaning."""
    return _icon(name, css)


@lru_cache(maxsize=256)
def _icon(name: str, css: str) -> SafeString:
    """The same on every page, and there several times."""
    return SafeString(render_to_string("includes/icon.html", {"name": name, "css": css}))


@register.simple_tag
def share_image(image: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The widest file that every network and player reads: JPEG or PNG; None without one, and of a
    sensitive picture, which nobody else would blur."""
    if not image or image.get("is_sensitive"):
        return None
    files = [s for s in image.get("sources") or [] if s["type"] in SAFE_TYPES]
    return max(files, key=lambda source: source["width"], default=None)


@register.simple_tag
def shared_picture(*images: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """`share_image` of the first that has one, with its `alt`."""
    found = ((image, share_image(image)) for image in images if image)
    return next(({**file, "alt": image["alt"]} for image, file in found if file), None)


def _by_type(sources: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    files: dict[str, list[Mapping[str, Any]]] = {}
    for source in sources:
        files.setdefault(source["type"], []).append(source)
    return files


def _srcsets(files: Mapping[str, list[Mapping[str, Any]]]) -> list[dict[str, str]]:
    return [{"type": mime, "srcset": _srcset(sources)} for mime, sources in files.items()]


def _srcset(sources: Iterable[Mapping[str, Any]]) -> str:
    # A comma or a space ends a candidate of `srcset`, so both are encoded in the address.
    return ", ".join(f"{quote(s['url'], safe='/:?&=%@+;~')} {s['width']}w" for s in sources)


def _middle(sources: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The file for browsers that know no `srcset`: neither a stamp nor a poster."""
    return sources[len(sources) // 2]


def _alt(image: Mapping[str, Any]) -> str:
    return "" if image.get("decorative") else image.get("alt", "")


def _focus(point: Any) -> str:
    """Classes that keep the focal point in view when CSS crops, to the nearest tenth.

    Classes and not a `style` attribute: the public pages' policy allows no inline style.
    """
    if not point:
        return ""
    x, y = (min(10, max(0, round(float(part) * 10))) for part in point)
    return f"fx-{x} fy-{y}"
