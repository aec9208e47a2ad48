"""Strangers' HTML made safe with nh3, from a list of what is allowed, as the last step.

Size and nesting are bounded before nh3 reads anything: its time grows with their square
(60,000 nested `<div>` take six seconds).
"""

import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal
from urllib.parse import urlsplit

import nh3

from feeds.types import Item
from media_library.video_url import recognise

Relative = Literal["deny"] | tuple[Literal["rewrite_with_base"], str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MAX_HTML = 300 * 1024
MAX_DEPTH = 250
# Pixels: a narrower picture in a text is an icon.
MIN_IMAGE_WIDTH = 300
# Above, markup is dropped whatever its nesting: bounds nh3 to about a second on any input.
MAX_TAGS = 20_000

TAGS = _words("""
    a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h2 h3 h4 h5
    h6 hr i img ins kbd li mark ol p pre q s samp small strong sub sup table tbody td tfoot th
    thead time tr u ul var
""")
# A browser reads what we write by the rules of nh3 (HTML, 13.2.6): of misnested links and tables it
# would make another tree than the one that was checked, until one is stable after a few rounds.
ROUNDS = 4
# Dropped with what they hold; of every other tag that is not allowed, the text stays.
DROPPED = _words("""
    applet audio canvas embed frameset iframe math noembed noframes noscript object script select
    style svg template textarea title video xmp
""")
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "del": {"datetime"},
    "img": {"src", "alt", "title", "width", "height"},
    "ins": {"datetime"},
    "ol": {"start"},
    "q": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
SCHEMES = frozenset({"http", "https", "mailto"})
REL = "noopener nofollow ugc"

_VOID = _words("area base br col embed hr img input link meta source track wbr")
# Closed by the next one of their kind, so that a row of them is no nesting.
_IMPLIED_END = _words("dd dt li option p rb rp rt td th tr")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)")
_ANY_TAG = re.compile(r"<[^<>]*>")
_BREAKING = re.compile(r"<(?=/?(?:p|br|div|li|h[1-6]|t[rdh]|blockquote|figcaption|d[td])\b)", re.I)
# Possessive, and attributes apart: a tag that never ends is read once, not once an attribute.
_IFRAME = re.compile(r"<iframe\b[^<>]*+>", re.I)
_IMAGE = re.compile(r"<img\b[^<>]*+>", re.I)
_SOURCE = re.compile(r"\ssrc\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')", re.I)
# nh3 writes attributes between double quotes, the only place where `>` may then stand.
_CLEAN_TAG = re.compile(r"<(?:[^<>\"]|\"[^\"]*\")*>")
_CLEAN_IMAGE = re.compile(r"<img\b(?:[^<>\"]|\"[^\"]*\")*>")
# A parser swallows the first line break of a <pre>: left there, each cleaning would eat one.
_PRE_LINES = re.compile(r"<pre>\n+")
_WIDTH = re.compile(r"\bwidth\s*=\s*[\"']?(\d{1,5})(?:px)?\b(?!%)", re.I)
_ATTRIBUTE = re.compile(r"\s(src|alt)=\"([^\"]*)\"")
_PIXEL = re.compile(r"\b(?:width|height)=\"[01](?:px)?\"")


def clean_item(item: Item) -> Item:
    """The item with HTML that may be stored and shown."""
    return replace(item, html=clean_html(item.html, item.base))


def clean_html(markup: str, base: str = "") -> str:
    """Safe HTML: tags and attributes of the lists above, http, https and mailto only, relative
    addresses resolved against `base` (dropped without one), known players turned into links, no
    tracking pixel. Cleaning twice changes nothing.
    """
    markup = _IMAGE.sub(_picture, _IFRAME.sub(_player_link, bounded(markup)))
    cleaned = _clean(markup, base)
    for _ in range(ROUNDS):
        # Shown as they are by now, tags may be deeper than they seemed.
        again = _clean(_shallow(cleaned), base)
        if again == cleaned:
            return cleaned
        cleaned = again
    return _clean(html.escape(words(cleaned), quote=False), base)


def _clean(markup: str, base: str) -> str:
    try:
        cleaned = _allowed(markup, _relative(base))
    except ValueError:
        # nh3 knows more of names than we do, and refuses a base that has none.
        cleaned = _allowed(markup, "deny")
    return _CLEAN_IMAGE.sub(_visible_image, _PRE_LINES.sub("<pre>", cleaned)).strip()


def _allowed(markup: str, relative: Relative) -> str:
    return nh3.clean(
        markup,
        tags=set(TAGS),
        clean_content_tags=set(DROPPED),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel=REL,
        url_relative=relative,
    )


def _relative(base: str) -> Relative:
    try:
        parts = urlsplit(base)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    return ("rewrite_with_base", base) if usable else "deny"


def plain_text(markup: str) -> str:
    """The words of a piece of HTML, entities decoded; script and style leave nothing."""
    if "<" in markup:
        spaced = _BREAKING.sub(" <", bounded(markup))
        markup = nh3.clean(spaced, tags=set(), clean_content_tags=set(DROPPED))
    return html.unescape(markup)


def words(cleaned: str) -> str:
    """The words of HTML that `clean_html` has returned, ten times faster than `plain_text`."""
    return " ".join(html.unescape(_CLEAN_TAG.sub(" ", cleaned)).split())


def bounded(markup: str) -> str:
    """At most MAX_HTML letters, and only text where tags are too many or too deep."""
    if len(markup) > MAX_HTML:
        markup = markup[:MAX_HTML]
        if markup.rfind("<") > markup.rfind(">"):
            markup = markup[: markup.rfind("<")]
    return _shallow(markup)


def _shallow(markup: str) -> str:
    return markup if _is_reasonable(markup) else _ANY_TAG.sub(" ", markup)


def _is_reasonable(markup: str) -> bool:
    opened: Counter[str] = Counter()
    depth = deepest = tags = 0
    for closing, name in _TAG.findall(markup):
        name = name.lower()
        if name in _VOID or name in _IMPLIED_END:
            tags += 1
        elif not closing:
            tags += 1
            depth += 1
            opened[name] += 1
            deepest = max(deepest, depth)
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return deepest <= MAX_DEPTH and tags <= MAX_TAGS


def iframe_sources(markup: str) -> list[str]:
    """Addresses of the frames in a piece of HTML, entities decoded."""
    return _sources(_IFRAME.findall(markup[:MAX_HTML]))


def image_sources(markup: str) -> list[str]:
    """Addresses of the pictures in a piece of HTML that may stand for it: those known to be narrow
    (icons, tracking pixels) are left out."""
    return _sources(tag for tag in _IMAGE.findall(markup[:MAX_HTML]) if _is_wide(tag))


def alternative(cleaned: str, address: str) -> str:
    """What a text that `clean_html` has returned says in place of the picture at `address`."""
    for tag in _CLEAN_IMAGE.findall(cleaned):
        said = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        if said.get("src") == address:
            return said.get("alt", "")
    return ""


def _sources(tags: Iterable[str]) -> list[str]:
    return [url for tag in tags if (url := _source(tag)) is not None]


def _source(tag: str) -> str | None:
    """The address in a tag; None where there is none, which is not an empty one."""
    found = _SOURCE.search(tag)
    return found and html.unescape(found[1] or found[2] or "")


def _is_wide(tag: str) -> bool:
    width = _WIDTH.search(tag)
    return width is None or int(width[1]) >= MIN_IMAGE_WIDTH


def _player_link(frame: re.Match[str]) -> str:
    """A known player is a link to the video's page; what we draw ourselves comes from data."""
    video = recognise(_source(frame.group()) or "")
    if video is None or video.provider == "file":
        return frame.group()
    address = html.escape(video.page_url)
    return f'<p><a href="{address}">{address}</a></p>'


def _picture(image: re.Match[str]) -> str:
    """Nothing of one with an empty address: resolved, it would be that of the page."""
    address = _source(image.group())
    return image.group() if address is None or address.strip() else ""


def _visible_image(image: re.Match[str]) -> str:
    tag = image.group()
    return "" if " src=" not in tag or _PIXEL.search(tag) else tag
