"""From an entry as written to an item as we understand it: identity, addresses, dates, text.

Pure: the same feed, source address and moment give the same items.
"""

import hashlib
import html
import logging
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from feeds.addresses import CONTROLS, MAX_URL, canonical_url, web_url
from feeds.kinds import duration_s, find_video, form_of, kind_of
from feeds.sanitise import MAX_HTML, iframe_sources, image_sources, plain_text
from feeds.types import NO_EXTRAS, Enclosure, Extras, Feed, Item, Kind, Markup, RawEntry

logger = logging.getLogger(__name__)

MAX_TITLE = 500
MAX_NAME = 150
MAX_DESCRIPTION = 1000
MAX_AUTHOR = 250
MAX_IDENTITY = 512
MAX_ENCLOSURES = 20
EXCERPT_LETTERS = 300
# Clocks differ; more than this ahead of ours and a date is a mistake or a trick to stay on top.
FUTURE = timedelta(minutes=5)
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
FARTHEST = timedelta(days=366)
"""Ahead of us: an embargo. Beyond it, a mistake."""

_SPACES = re.compile(r"[^\S\u00a0\u202f]+")


def normalise(feed: Feed, now: datetime) -> list[Item]:
    """The items of a feed, each identity once, in the document's order.

    An entry that says nothing (the torn end of a document) is left out; one that cannot be
    understood costs itself only, and is logged.
    """
    items: dict[str, Item] = {}
    urls = [_url(entry, feed) for entry in feed.entries]
    keys = _identities(feed.entries, urls)
    for entry, url, identity in zip(feed.entries, urls, keys, strict=True):
        if not _says_something(entry):
            continue
        try:
            item = _item(entry, identity, url, feed, now)
        except (ValueError, OverflowError):
            logger.warning("%s: an entry cannot be understood", feed.url, exc_info=True)
        else:
            items.setdefault(identity, item)
    return list(items.values())


def _says_something(entry: RawEntry) -> bool:
    said = (entry.title, entry.link, entry.summary.value, entry.content.value, entry.published)
    return any(said) or bool(entry.enclosures)


def _item(entry: RawEntry, identity: str, url: str, feed: Feed, now: datetime) -> Item:
    body = _body(entry)
    title = text(plain_text(entry.title))
    peertube_hosts = frozenset(urlsplit(a).netloc.lower() for a in (feed.url, feed.site_url))
    main_video = find_video(entry.players, peertube_hosts)
    enclosures = _enclosures(entry, url or feed.url)
    form = form_of(feed.url, url)
    video = main_video or find_video(iframe_sources(body), peertube_hosts)
    excerpt = _excerpt(entry, body)
    base = web_url(entry.content.base or entry.summary.base, feed.url) or feed.url
    return Item(
        identity=identity,
        guid=text(entry.guid)[:MAX_URL],
        url=url,
        title=shorten(
            title or shorten(excerpt, 80) or url or text(plain_text(feed.title)) or identity,
            MAX_TITLE,
        ),
        author=shorten(text(plain_text(entry.author)), MAX_AUTHOR),
        kind=Kind.LIVE if entry.is_live else kind_of(main_video, enclosures, form),
        published_at=believable(entry.published, now),
        excerpt=excerpt,
        html=body,
        base=base,
        image_url=_image(entry, body, base, video.thumbnail_url if video else ""),
        enclosures=enclosures,
        video=video,
        duration_s=duration_s(entry.duration, enclosures),
        language=language_code(entry.language or feed.language),
        extras=_extras(entry, url or feed.url),
        announced_at=announced(entry.published, now),
    )


def _extras(entry: RawEntry, base: str) -> Extras:
    """With addresses that may be followed, and words that a database can store."""
    extras = entry.extras
    if entry.picture_credit:
        credit = shorten(text(plain_text(entry.picture_credit)), MAX_AUTHOR)
        extras = replace(extras, picture_credit=credit)
    if extras is NO_EXTRAS:
        return extras
    transcripts = (replace(t, url=web_url(t.url, base)) for t in extras.transcripts)
    people = (
        replace(p, name=shorten(text(p.name), MAX_AUTHOR), url=web_url(p.url, base))
        for p in extras.people
    )
    return replace(
        extras,
        transcripts=tuple(t for t in transcripts if t.url),
        people=tuple(p for p in people if p.name),
        chapters=tuple(
            replace(c, title=shorten(text(c.title), MAX_TITLE)) for c in extras.chapters
        ),
        chapters_url=web_url(extras.chapters_url, base),
        soundbites=tuple(
            replace(s, title=shorten(text(s.title), MAX_TITLE)) for s in extras.soundbites
        ),
    )


def about(feed: Feed) -> dict[str, str]:
    """What a feed tells of itself, by field of a source, as a database can store it."""
    return {
        "name": shorten(text(plain_text(feed.title)), MAX_NAME),
        "site_url": web_url(feed.site_url, feed.url),
        "description": shorten(text(plain_text(feed.description)), MAX_DESCRIPTION),
        "language": language_code(feed.language),
    }


def _url(entry: RawEntry, feed: Feed) -> str:
    return canonical_url(web_url(entry.link, feed.site_url or feed.url))


def identities(feed: Feed) -> list[str]:
    """The key of each entry within its source, in order: the shortest that no other entry of the
    document has. That is the guid; the address where there is none; what the entry says where
    several share both, or where there is neither. Equal entries have equal keys.
    """
    return _identities(feed.entries, [_url(entry, feed) for entry in feed.entries])


def has_own_names(feed: Feed) -> bool:
    """Whether no two entries share what each would be known by first."""
    names = [_name(entry, _url(entry, feed)) for entry in feed.entries]
    return len(set(names)) == len(names)


def _identities(entries: Sequence[RawEntry], urls: Sequence[str]) -> list[str]:
    shortest = [_name(entry, url) for entry, url in zip(entries, urls, strict=True)]
    if len(set(shortest)) == len(shortest):
        return [_bounded(key) for key in shortest]
    keys = [_keys(entry, url) for entry, url in zip(entries, urls, strict=True)]
    shared = Counter(key for of_entry in keys for key in of_entry)
    chosen = [next((k for k in ks if shared[k] == 1), ks[-1]) for ks in keys]
    return [_bounded(key) for key in chosen]


def deleted_identities(feed: Feed) -> list[str]:
    """The keys of entries that the document says are no more (RFC 6721), by their guids."""
    keys = (_named(text(guid)) for guid in feed.deleted)
    return [_bounded(key) for key in keys if key]


def _bounded(key: str) -> str:
    return key if len(key) <= MAX_IDENTITY else f"long:{_digest(key)}"


def _named(guid: str) -> str:
    bare = _bare_address(guid)
    return f"guid:{bare}" if bare else ""


def _keys(entry: RawEntry, url: str) -> list[str]:
    """From the least to the most particular. The scheme, `www.` and the last slash of an address
    tell no two entries apart."""
    named, address = _named(text(entry.guid)), _bare_address(url)
    placed = f"{named} {address}".strip() if named else address and f"url:{address}"
    dated = (entry.title, str(entry.published))
    said = _digest(*dated, entry.summary.value, entry.content.value)
    keys = [
        named,
        placed,
        placed and f"{placed} {_digest(*dated)}",
        f"{placed} hash:{said}".strip(),
    ]
    return list(dict.fromkeys(key for key in keys if key))


def _name(entry: RawEntry, url: str) -> str:
    """The first of its keys."""
    address = _bare_address(url)
    return _named(text(entry.guid)) or (address and f"url:{address}") or _keys(entry, url)[0]


def _bare_address(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    if not separator or scheme.lower() not in {"http", "https"}:
        return value
    host, slash, path = rest.partition("/")
    return f"{host.lower().removeprefix('www.')}{slash}{path}".rstrip("/")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def text(value: str) -> str:
    """One line that a database can store: no control character, spaces reduced to one each.

    No-break spaces stay: French typography needs them.
    """
    return _SPACES.sub(" ", CONTROLS.sub("", value)).strip()


def shorten(value: str, letters: int) -> str:
    """At most `letters` letters, cut between words, ending in an ellipsis where cut."""
    if len(value) <= letters:
        return value
    kept = value[: letters - 1]
    if not value[letters - 1].isspace():
        kept = kept.rsplit(" ", 1)[0]
    return kept.rstrip(" ,;:.") + "…"


def believable(published: datetime | None, now: datetime) -> datetime | None:
    """The date, or None when it is before the web or after now (UTC)."""
    if published is None or not OLDEST <= published <= now + FUTURE:
        return None
    return published


def announced(published: datetime | None, now: datetime) -> datetime | None:
    """The date where it is still to come, and not by too much: what may be an embargo (UTC)."""
    if published is None or not now + FUTURE < published <= now + FARTHEST:
        return None
    return published


def language_code(value: str) -> str:
    """`fr` of `fr`, `fr-FR`, `fr_FR`; empty when it is no language tag."""
    found = re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", value.strip())
    return found.group(1).lower() if found else ""


def _body(entry: RawEntry) -> str:
    """The longer of content and summary, as HTML."""
    longest = max(entry.content, entry.summary, key=lambda markup: len(markup.value))
    return _as_html(longest)


def _as_html(markup: Markup) -> str:
    value = CONTROLS.sub("", markup.value[: MAX_HTML * 2])
    if re.search(r"<[a-zA-Z/!]", value):
        return value
    if markup.is_text:
        value = html.escape(html.unescape(value), quote=False)
    paragraphs = re.split(r"\n\s*\n", value.strip()) if value.strip() else []
    return "".join(f"<p>{'<br>'.join(p.strip().splitlines())}</p>" for p in paragraphs)


def _excerpt(entry: RawEntry, body: str) -> str:
    source = entry.summary.value or body
    return shorten(text(plain_text(source[:MAX_HTML])), EXCERPT_LETTERS)


def _enclosures(entry: RawEntry, base: str) -> tuple[Enclosure, ...]:
    """Files that a browser may play or download, each address once; torrents and Flash are not."""
    found: dict[str, Enclosure] = {}
    for enclosure in entry.enclosures:
        media_type = text(enclosure.media_type).lower().partition(";")[0][:100]
        url = web_url(enclosure.url, base)
        if not url or media_type in {"application/x-bittorrent", "application/x-shockwave-flash"}:
            continue
        found.setdefault(
            url,
            Enclosure(
                url=url,
                media_type=media_type,
                length=enclosure.length,
                duration_s=enclosure.duration_s,
                width=enclosure.width,
                is_default=enclosure.is_default,
            ),
        )
    return tuple(found.values())[:MAX_ENCLOSURES]


def _image(entry: RawEntry, body: str, base: str, of_video: str) -> str:
    """The entry's own thumbnail, else the video's, else the first picture of the text."""
    candidates: Iterable[str] = (*entry.images, of_video, *image_sources(body))
    return next((url for url in (web_url(c, base) for c in candidates if c) if url), "")
