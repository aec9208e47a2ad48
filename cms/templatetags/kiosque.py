"""What the reader's templates need besides Django: dates, durations, words of a card, links out.

Cards are dicts read from stored JSON, so a date may be an ISO 8601 string as well as a datetime.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from html import unescape
from typing import Any
from unicodedata import normalize
from urllib.parse import quote, urlencode, urlsplit

from django import template
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import (
    get_language,
    get_language_info,
    gettext_lazy,
    ngettext,
    pgettext,
    pgettext_lazy,
)
from django.utils.translation import gettext as _

from cms.bodies import ShownBlock, minutes_of
from cms.models.stories import stream_text
from cms.typography import correct
from shows.durations import format_duration

register = template.Library()

KINDS = {
    "article": (gettext_lazy("Article"), "text"),
    "edito": (gettext_lazy("Video editorial"), "play"),
    "episode": (gettext_lazy("Interview"), "mic"),
    "show": (pgettext_lazy("broadcast", "Show"), "mic"),
    "dossier": (gettext_lazy("Dossier"), "folder"),
    "person": (gettext_lazy("Person"), "person"),
    "topic": (gettext_lazy("Topic"), "tag"),
    "source": (gettext_lazy("Source"), "feed"),
}
"""Per kind of content: the word for readers, and the symbol of `img/icons.svg`."""

MEDIA_KINDS = {
    "video": (gettext_lazy("Video"), "play"),
    "audio": (gettext_lazy("Audio"), "sound"),
}

OTHER_KIND = (gettext_lazy("Page"), "text")
ITEM_KIND = (gettext_lazy("Article"), "text")

PROVIDERS = {
    "youtube": "YouTube",
    "peertube": "PeerTube",
    "dailymotion": "Dailymotion",
    "vimeo": "Vimeo",
}

SLIPS = timedelta(minutes=15)

_IMAGE = re.compile(r"<img\b(?:[^<>\"]|\"[^\"]*\")*>")
_ALT = re.compile(r"\salt=\"([^\"]*)\"")


def moment(value: Any) -> datetime | None:
    """The aware datetime in the site's time zone that a card or a model gives, else None."""
    parsed = parse_datetime(value) if isinstance(value, str) else value
    if not isinstance(parsed, datetime):
        return None
    if timezone.is_naive(parsed):
        parsed = timezone.make_aware(parsed)
    return timezone.localtime(parsed)


def _day(value: date) -> str:
    return _day_in(get_language() or "", value.year, value.month, value.day)


@lru_cache(maxsize=512)
def _day_in(language: str, year: int, month: int, day: int) -> str:
    """In the language of the moment, which is the one given: a list says few days many times."""
    value = date(year, month, day)
    text = formats.date_format(value, "DATE_FORMAT")
    french = language.startswith("fr")
    # French counts the first of a month as « 1er »; Django's formats have no ordinal.
    return f"1er{text[1:]}" if french and value.day == 1 and text.startswith("1 ") else text


def _clock(value: datetime) -> str:
    hour, minute = value.hour, f"{value.minute:02d}"
    return pgettext("time of day", "%(hour)s:%(minute)s") % {"hour": hour, "minute": minute}


def _date_and_time(value: datetime) -> str:
    return _("%(date)s at %(time)s") % {"date": _day(value), "time": _clock(value)}


@register.filter
def day(value: Any) -> str:
    """`20 novembre 2026`; empty when `value` is no date."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return _day(value)
    when = moment(value)
    return _day(when) if when else ""


@register.filter
def of_kind(corrections: Iterable[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    """Those of a kind; one that was stored before there were two is a correction."""
    return [each for each in corrections if each.get("kind", "correction") == kind]


@register.filter
def iso_day(value: str) -> str:
    """`18 mars 2020` of `2020-03-18`."""
    return _day(date.fromisoformat(value))


@register.filter
def clock(value: Any) -> str:
    """`14 h 05` in the site's time zone."""
    when = moment(value)
    return _clock(when) if when else ""


@register.filter
def is_update_of(value: Any, other: Any) -> bool:
    """Whether readers are told that `value` is later: a slip mended at once is no update."""
    after, before = moment(value), moment(other)
    return bool(after and before and after - before >= SLIPS)


@register.simple_tag
def time(value: Any, style: str = "full", css: str = "") -> str:
    """`<time>` with its machine-readable moment. `style`: full, day, clock or short.

    `short` shows the hour of today's contents and the day of others'; full date in the title.
    """
    if not isinstance(value, str):
        return _time(value, style, css)
    today = timezone.localdate() if style == "short" else None
    where = (get_language(), timezone.get_current_timezone_name())
    return _told(value, style, css, where, today)


@lru_cache(maxsize=4096)
def _told(value: str, style: str, css: str, where: tuple[str | None, str], day: date | None) -> str:
    """Of a stored moment, which many pages tell; `where` and on which `day` say in which words."""
    return _time(value, style, css)


def _time(value: Any, style: str, css: str) -> str:
    when = moment(value)
    if when is None:
        return ""
    shown = {
        "full": _date_and_time,
        "day": _day,
        "clock": _clock,
        "short": _hour_or_day,
    }[style](when)
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        when.isoformat(timespec="seconds"),
        _date_and_time(when),
        format_html(' class="{}"', css) if css else "",
        shown,
    )


def _hour_or_day(value: datetime) -> str:
    if value.date() == timezone.localdate():
        return _clock(value)
    return formats.date_format(value, pgettext("day and month, as Django writes formats", "M j"))


@register.filter
def duration(seconds: Any) -> str:
    """`1:02:03` or `4:05`; empty for nothing, a negative or an unreadable number."""
    total = _whole_seconds(seconds)
    return format_duration(total) if total else ""


@register.filter
def duration_iso(seconds: Any) -> str:
    """`PT1H2M3S`, the form of the `datetime` attribute of a duration."""
    total = _whole_seconds(seconds)
    return f"PT{total // 3600}H{total // 60 % 60}M{total % 60}S" if total else ""


@register.filter
def duration_words(seconds: Any) -> str:
    """`1 hour 2 minutes`, for those who hear the page; below a minute, seconds."""
    total = _whole_seconds(seconds)
    hours, minutes = total // 3600, total // 60 % 60
    words = [ngettext("%d hour", "%d hours", hours) % hours] if hours else []
    words += [ngettext("%d minute", "%d minutes", minutes) % minutes] if minutes else []
    return " ".join(words) or (ngettext("%d second", "%d seconds", total) % total if total else "")


def _whole_seconds(seconds: Any) -> int:
    """Zero for what is not a positive number."""
    try:
        return max(0, int(seconds))
    except (TypeError, ValueError, OverflowError):
        return 0


@register.filter
def reading_minutes(body: Any) -> int:
    """Minutes, at least one, to read a body of blocks."""
    return minutes_of(len(stream_text(body).split()))


@register.filter
def first_sound(blocks: Iterable[ShownBlock]) -> str:
    """The anchor in `includes/body.html` of the first audio block; empty without any."""
    found = (block.id for block in blocks if block.shape and block.type == "audio")
    return f"son-{first}" if (first := next(found, "")) else ""


@register.filter
def euros(amount: Any) -> str:
    """`24 €`, `24,50 €`: as written where the reader is; empty for what is no amount."""
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return ""
    decimals = 0 if value == value.to_integral_value() else 2
    number = formats.number_format(value, decimal_pos=decimals)
    return pgettext("price", "€%(amount)s") % {"amount": number}


@register.filter
def is_number(cell: Any) -> bool:
    return isinstance(cell, int | float)


@register.filter
def table_cell(cell: Any) -> str:
    """What stands in a cell of a `TableSchema`: `1 234,5`, words, or rich text."""
    if isinstance(cell, Mapping):
        return SafeString(cell["html"])
    if isinstance(cell, int | float):
        number = int(cell) if float(cell).is_integer() else cell
        return correct(formats.number_format(number, use_l10n=True, force_grouping=True))
    return cell or ""


@register.filter
def kicker(card: Mapping[str, Any]) -> str:
    """What stands above a title: the newsroom's own words, else where the content belongs."""
    dossier, show = card.get("dossier") or {}, card.get("show") or {}
    sections = [topic["name"] for topic in card.get("topics") or [] if topic.get("is_section")]
    own = card.get("kicker") or dossier.get("title") or show.get("title")
    return own or next(iter(sections), "")


@register.filter
def kicker_url(card: Mapping[str, Any]) -> str:
    """Of what the kicker names; empty for other words of the newsroom."""
    sections = (topic for topic in card.get("topics") or [] if topic.get("is_section"))
    named = [card.get("dossier"), card.get("show"), *sections]
    found = {one.get("title") or one.get("name"): one["url"] for one in reversed(named) if one}
    return found.get(kicker(card), "")


@register.filter
def kind_label(card: Mapping[str, Any]) -> str:
    return str(_kind(card)[0])


@register.filter
def kind_icon(card: Mapping[str, Any]) -> str:
    """The id of a symbol in `img/icons.svg`."""
    return _kind(card)[1]


def _kind(card: Mapping[str, Any]) -> tuple[Any, str]:
    kind = card.get("kind", "")
    if kind == "item":
        media = card.get("media") or {}
        return MEDIA_KINDS.get(media.get("kind", ""), ITEM_KIND)
    return KINDS.get(kind, OTHER_KIND)


@register.filter
def provider_name(media: Mapping[str, Any]) -> str:
    """The name of whom a player is: `YouTube`, else the host it lives on."""
    known = PROVIDERS.get(media.get("provider", ""), "")
    where = host(media.get("page_url", ""))
    return f"{known} ({where})" if known == "PeerTube" and where else known or where


@register.filter
def web_url(url: Any) -> str:
    """The address itself when it is absolute http(s), else nothing: never `javascript:`."""
    try:
        parts = urlsplit(str(url or "").strip())
    except ValueError:
        return ""
    return parts.geturl() if parts.scheme in {"http", "https"} and parts.netloc else ""


@register.filter
def lang(card: Mapping[str, Any]) -> str:
    """The attribute for words of a source that are in another language than the page's."""
    language = card.get("language", "")
    if not language or language == get_language():
        return ""
    return format_html(' lang="{}"', language)


@register.filter
def host(url: Any) -> str:
    """`lemondencommun.info` of an absolute address; empty for anything else."""
    try:
        name = urlsplit(web_url(url)).hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.")


@register.filter
def language_name(code: str) -> str:
    """`Français` of `fr`, in the reader's own language; the code itself when nobody knows it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@register.filter
def typeset(text: Any) -> str:
    """What was typed, as it is printed; empty for nothing."""
    return correct(str(text or ""))


@register.filter
def begins_with_vowel(words: Any) -> bool:
    """Before which French says « d’ » instead of « de »; not so for an h, which may be aspirate."""
    first = normalize("NFD", str(words))[:1].lower()
    return bool(first) and first in "aeiouœæ"


@register.filter
def parent_path(url: str) -> str:
    """`/editos/lundi/` → `/editos/`: the list that a content stands in."""
    return f"{url.rstrip('/').rpartition('/')[0]}/"


@register.simple_tag(takes_context=True)
def absolute(context: Mapping[str, Any], url: Any) -> str:
    """An address of this site with its origin; without a request, as it came."""
    request, text = context.get("request"), str(url or "")
    return request.build_absolute_uri(text) if request and text else text


@register.simple_tag
def page_link(cursor: str, kept: Mapping[str, str] | None = None) -> str:
    """`?type=video&cursor=…`: the whole query of a list's page, with the filters that are `kept`,
    whatever else the present one carries."""
    return f"?{urlencode({**(kept or {}), 'cursor': cursor})}"


@register.simple_tag
def mail_query(subject: str, body: str) -> str:
    """`subject=…&body=…` of a `mailto:` address (RFC 6068), of text that may be escaped already."""
    return urlencode({"subject": unescape(subject), "body": unescape(body)}, quote_via=quote)


@register.filter
def at(values: Any, key: Any) -> Any:
    """What stands under a key; nothing where there is no such key, or no such list."""
    return values.get(key, "") if isinstance(values, Mapping) else ""


@register.filter
def local_html(html: Any) -> SafeString:
    """Cleaned HTML of a source without its pictures: each is replaced by its alternative text.

    A picture would be fetched from its server before any click. `html` must come from
    `feeds.sanitise.clean_html`, whose output alone these expressions read rightly.
    """
    return SafeString(_IMAGE.sub(_picture_in_words, str(html or "")))


def _picture_in_words(image: re.Match[str]) -> str:
    alt = _ALT.search(image.group())
    # Read and written anew: what is harmless between quotes may not be so in a text.
    words = unescape(alt.group(1)).strip() if alt else ""
    label = _("Picture:")
    return f'<span class="absent-picture">{escape(label)} {escape(words)}</span>' if words else ""
