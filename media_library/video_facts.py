"""What hosts say of a video: where to ask, and how to read the answer.

Pure: no network, no setting. Answers are strangers' words: whatever they hold, what comes out is
plain text of a bounded length, a duration that makes sense or none, an address of the web or none.
"""

import html
import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from feeds.addresses import web_url
from media_library.dimensions import size_of
from media_library.recording_files import MEASURED, Excerpt, duration_of
from media_library.video_url import Video

ADDRESSES = {
    # https://docs.joinpeertube.org/api-rest-reference.html#tag/Video/operation/getVideo
    "peertube": "https://{host}/api/v1/videos/{id}",
    # https://developers.dailymotion.com/api/platform-api/reference/#video
    "dailymotion": "https://api.dailymotion.com/video/{id}"
    "?fields=title,duration,aspect_ratio,thumbnail_720_url,owner.screenname",
    # https://developer.vimeo.com/api/oembed/videos
    "vimeo": "https://vimeo.com/api/oembed.json?url={page}",
    # https://oembed.com/#section7; asked for as a short, of any video it tells the true shape:
    # https://github.com/bluesky-social/social-app/issues/2386
    "youtube": "https://www.youtube.com/oembed?format=json"
    "&url=https%3A%2F%2Fwww.youtube.com%2Fshorts%2F{id}",
    "youtube film": "https://www.youtube.com/oembed?format=json&url={page}",
    "youtube page": "https://www.youtube.com/watch?v={id}",
}
"""Where each host answers for one video, and where YouTube shows what its oEmbed leaves out."""

MAX_TEXT = 255
"""Letters of a title or a name."""
LONGEST_S = 100 * 3600
"""Seconds. A longer duration is a mistake, or a live broadcast that counts on."""
WIDEST = 100_000
"""Pixels. No film is as wide."""

_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,1000}>")
# NUL and lone surrogates cannot be stored; other controls have no meaning in a title.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ISO_DURATION = re.compile(
    rb'itemprop="duration"\s+content="PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})S)?"'
)
_LENGTH = re.compile(rb'"lengthSeconds":"(\d{1,6})"')


class UnreadableError(Exception):
    """An answer that is not what its host promises."""


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What a host says of a video: plain text, seconds, the absolute address of a still picture,
    whether it is higher than wide. Empty or None: it does not say."""

    title: str = ""
    author: str = ""
    duration_s: int | None = None
    poster_url: str = ""
    is_vertical: bool | None = None


def uuid_of(video: Video) -> UUID:
    """The uuid of a video of others (RFC 9562, version 5): the same whoever works it out, so that
    what quotes a video and what is known of it meet without a look-up."""
    return uuid5(NAMESPACE_URL, "\0".join((video.provider, video.host, video.id)))


def question(video: Video) -> str:
    """The address to ask about a video; empty where no answer could tell anything."""
    if video.provider == "file":
        suffix = PurePosixPath(urlsplit(video.id).path).suffix.lower()
        return video.id if suffix in MEASURED else ""
    return _filled(video.provider, video)


def other_question(video: Video) -> str:
    """Where to ask once more before a video counts as gone; empty for nowhere."""
    return _filled("youtube film", video) if video.provider == "youtube" else ""


def page_question(video: Video) -> str:
    """The page to look at for the duration that the first answer leaves out; empty for none."""
    return _filled("youtube page", video) if video.provider == "youtube" else ""


def _filled(name: str, video: Video) -> str:
    page = quote(video.page_url, safe="")
    return ADDRESSES[name].format(host=video.host, id=video.id, page=page)


def read_answer(video: Video, asked: str, body: bytes) -> MediaFacts:
    """The facts in an answer to `question`, which came from the address `asked`. Raises
    UnreadableError."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(repr(error)[:200]) from error
    if not isinstance(answer, dict):
        raise UnreadableError(f"not an object: {body[:60]!r}")
    title, author, duration, poster, (width, height) = _READERS[video.provider](answer)
    return MediaFacts(
        title=text(title),
        author=text(author),
        duration_s=seconds(duration),
        poster_url=_poster(video, _address(poster, asked)),
        is_vertical=is_higher(width, height),
    )


def _poster(video: Video, told: str) -> str:
    """YouTube names the same picture otherwise for each way in which it is asked."""
    return video.thumbnail_url if told and video.provider == "youtube" else told


def facts_of_excerpt(head: bytes, tail: bytes, size: int) -> MediaFacts:
    """What a distant file of `size` bytes tells of itself at its two ends. This may take long, and
    is then for a process that can be killed."""
    excerpt = Excerpt(head, tail, size)
    duration = duration_of(excerpt)
    return MediaFacts(duration_s=duration, is_vertical=is_vertical(excerpt))


def is_vertical(file: Any) -> bool | None:
    """Whether the film in an open file is higher than wide; None for a sound, and for one that
    does not say."""
    found = size_of(file)
    return is_higher(*found) if found else None


def read_page(body: bytes) -> int | None:
    """Seconds that a page of YouTube's gives as the duration of its video."""
    if found := _ISO_DURATION.search(body):
        hours, minutes, rest = (int(part or 0) for part in found.groups())
        return seconds(hours * 3600 + minutes * 60 + rest)
    found = _LENGTH.search(body)
    return seconds(int(found[1])) if found else None


def text(value: Any) -> str:
    """Plain text on one line, without markup; empty for what is no text."""
    if not isinstance(value, str):
        return ""
    plain = html.unescape(_TAG.sub("", value[: MAX_TEXT * 20]))
    return " ".join(_CONTROLS.sub("", plain).split())[:MAX_TEXT]


def seconds(value: Any) -> int | None:
    """A whole number of seconds; None for what is no number, or no duration."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return round(value) if 0 < round(value) <= LONGEST_S else None


def is_higher(width: Any, height: Any) -> bool | None:
    """Whether a picture of that width and height, in whatever unit, is higher than wide; None for
    what is no size."""
    sizes = (width, height)
    if any(isinstance(size, bool) or not isinstance(size, int | float) for size in sizes):
        return None
    return bool(height > width) if all(0 < size <= WIDEST for size in sizes) else None


def _address(value: Any, base: str) -> str:
    return web_url(value, base) if isinstance(value, str) else ""


Told = tuple[Any, Any, Any, Any, tuple[Any, Any]]
"""Title, author, duration, address of a picture, width and height: as they came."""


def _peertube(answer: dict[str, Any]) -> Told:
    account = answer.get("account")
    author = account.get("displayName") if isinstance(account, dict) else None
    poster = answer.get("previewPath") or answer.get("thumbnailPath")
    # Since PeerTube 6.1.
    shape = answer.get("aspectRatio"), 1
    return answer.get("name"), author, answer.get("duration"), poster, shape


def _dailymotion(answer: dict[str, Any]) -> Told:
    names = ("title", "owner.screenname", "duration", "thumbnail_720_url", "aspect_ratio")
    title, author, duration, poster, shape = map(answer.get, names)
    return title, author, duration, poster, (shape, 1)


def _oembed(answer: dict[str, Any]) -> Told:
    names = ("title", "author_name", "duration", "thumbnail_url")
    title, author, duration, poster = map(answer.get, names)
    return title, author, duration, poster, (answer.get("width"), answer.get("height"))


_READERS: dict[str, Callable[[dict[str, Any]], Told]] = {
    "peertube": _peertube,
    "dailymotion": _dailymotion,
    "vimeo": _oembed,
    "youtube": _oembed,
}
