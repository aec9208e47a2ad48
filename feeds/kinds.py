"""What an entry is: something to read, to watch or to listen to."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qs, urlsplit

from feeds.types import Enclosure, Kind
from media_library.video_url import Video, recognise

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})(?:\.\d+)?", re.ASCII)
_LONGEST_S = 7 * 24 * 3600


def find_video(addresses: Iterable[str], peertube_hosts: frozenset[str]) -> Video | None:
    """The first address that a known player plays; media files do not count."""
    for address in addresses:
        video = recognise(address, peertube_hosts)
        if video and video.provider != "file":
            return video
    return None


# YouTube lists the videos of a channel by form: the same letters before the channel's own.
YOUTUBE_LISTS = {"UULF": Kind.VIDEO, "UUSH": Kind.SHORT, "UULV": Kind.LIVE}


def form_of(feed_url: str, link: str) -> Kind:
    """The form of YouTube's videos: short where the list or the address says so, or live."""
    playlist = parse_qs(urlsplit(feed_url).query).get("playlist_id", [""])[0]
    if urlsplit(link).path.startswith("/shorts/"):
        return Kind.SHORT
    return YOUTUBE_LISTS.get(playlist[:4], Kind.VIDEO)


def kind_of(
    main_video: Video | None, enclosures: Sequence[Enclosure], form: Kind = Kind.VIDEO
) -> Kind:
    """`main_video` is what the entry is about, of that `form`; a video quoted in a text makes no
    video of it."""
    if main_video:
        return form if main_video.provider == "youtube" else Kind.VIDEO
    types = {enclosure.media_type.partition("/")[0] for enclosure in enclosures}
    if "video" in types:
        return Kind.VIDEO
    return Kind.PODCAST if "audio" in types else Kind.ARTICLE


def duration_s(text: str, enclosures: Sequence[Enclosure]) -> int | None:
    """Seconds of an iTunes duration (`3600`, `62:03`, `1:02:03`), else of the first file."""
    told = _seconds(text.strip())
    if told is None:
        told = next((e.duration_s for e in enclosures if e.duration_s), None)
    return told if told and told <= _LONGEST_S else None


def _seconds(text: str) -> int | None:
    if text.isascii() and text.isdigit():
        return int(text[:9])
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in clock.groups())
    return hours * 3600 + minutes * 60 + seconds
