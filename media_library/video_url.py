"""What a video address means: the only place that knows the players.

Pure: no network, no setting. An address that is not recognised gives None, never an error.
"""

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any, Literal
from urllib.parse import SplitResult, parse_qs, urlsplit

import idna

Provider = Literal["youtube", "peertube", "dailymotion", "vimeo", "file"]

MEDIA_TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
}

_YOUTUBE_HOSTS = {"youtube.com", "youtube-nocookie.com", "youtu.be"}
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_FOLDERS = {"embed", "shorts", "live", "v", "e"}
_DAILYMOTION_ID = re.compile(r"[A-Za-z0-9]{5,20}")
_VIMEO_NUMBER = re.compile(r"\d{4,12}")
_VIMEO_HASH = re.compile(r"[0-9a-f]{8,12}")
# A PeerTube video is a UUID, or that UUID in 22 letters of base 58.
_PEERTUBE_ID = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[1-9A-HJ-NP-Za-km-z]{22}", re.ASCII
)
_PEERTUBE_FOLDERS = (("w",), ("videos", "watch"), ("videos", "embed"))
_START = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Video:
    """One video and where it plays.

    `id` is the provider's own (the whole address for a media file; `number/hash` for an unlisted
    Vimeo video), `player_url` goes into a frame (a file: into a media element), `page_url` is for
    people, `host` is the PeerTube instance, `start_s` the second to start at, `media_type` is
    set for files only.
    """

    provider: Provider
    id: str
    player_url: str
    page_url: str
    host: str = ""
    thumbnail_url: str = ""
    start_s: int = 0
    media_type: str = ""

    def as_json(self) -> dict[str, Any]:
        """What `Video(**…)` takes back."""
        return asdict(self)

    @property
    def is_audio(self) -> bool:
        return self.media_type.startswith("audio/")


def recognise(url: str, peertube_hosts: Collection[str] | None = None) -> Video | None:
    """The video an http(s) address points to, else None.

    `peertube_hosts` limits PeerTube to known instances; None accepts any host whose path has
    PeerTube's shape, which is right for an address typed by an editor and wrong for a stranger's.
    """
    parts = _split(url)
    if parts is None:
        return None
    host = _bare_host(parts)
    path = tuple(piece for piece in parts.path.split("/") if piece)
    if host in _YOUTUBE_HOSTS:
        return _youtube(parts, path)
    if host in {"dailymotion.com", "dai.ly", "geo.dailymotion.com"}:
        return _dailymotion(parts, path)
    if host in {"vimeo.com", "player.vimeo.com"}:
        return _vimeo(parts, path)
    if peertube_hosts is None or parts.netloc.lower() in peertube_hosts:
        return _peertube(parts, path) or _file(url, parts)
    return _file(url, parts)


def is_short(url: str) -> bool:
    """Whether an address is of YouTube's shorts, which are square or higher than wide."""
    video, parts = recognise(url), _split(url)
    path = parts.path if parts else ""
    return video is not None and video.provider == "youtube" and path.startswith("/shorts/")


def is_facebook(url: str) -> bool:
    """Whether an address is of Facebook, whose player tells Facebook who watches: a link only."""
    parts = _split(url)
    return parts is not None and _bare_host(parts) in {"facebook.com", "fb.watch", "fb.com"}


def _split(url: str) -> SplitResult | None:
    if url.startswith("//"):
        url = f"https:{url}"
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
        _asked_netloc(parts)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return None
    return parts


def _asked_netloc(parts: SplitResult) -> str:
    """Host and port as a browser asks for them, and as a policy has to name them: of a name in
    letters its A-labels (UTS 46). Raises ValueError for a name that cannot be asked for."""
    host = parts.hostname or ""
    if host.isascii():
        return parts.netloc.lower()
    port = f":{parts.port}" if parts.port else ""
    return f"{idna.encode(host, uts46=True).decode()}{port}"


def _bare_host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    for prefix in ("www.", "m.", "music."):
        host = host.removeprefix(prefix)
    return host


def _query(parts: SplitResult, name: str) -> str:
    return parse_qs(parts.query).get(name, [""])[0]


def _start(parts: SplitResult) -> int:
    """Seconds of `t=`, `start=` or `#t=`, written `90`, `90s` or `1h2m3s`; 0 when unreadable."""
    text = _query(parts, "t") or _query(parts, "start")
    if not text and parts.fragment.startswith("t="):
        text = parts.fragment[2:]
    found = _START.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds


def _youtube(parts: SplitResult, path: tuple[str, ...]) -> Video | None:
    if _bare_host(parts) == "youtu.be" and path:
        video_id = path[0]
    elif len(path) >= 2 and path[0] in _YOUTUBE_FOLDERS:
        video_id = path[1]
    else:
        video_id = _query(parts, "v") if path == ("watch",) else ""
    if not _YOUTUBE_ID.fullmatch(video_id):
        return None
    return Video(
        provider="youtube",
        id=video_id,
        player_url=f"https://www.youtube-nocookie.com/embed/{video_id}",
        page_url=f"https://www.youtube.com/watch?v={video_id}",
        thumbnail_url=f"https://i.ytimg.com/vi/{video_id}/hqdefault.jpg",
        start_s=_start(parts),
    )


def _dailymotion(parts: SplitResult, path: tuple[str, ...]) -> Video | None:
    if path and path[0].startswith("player"):
        video_id = _query(parts, "video")
    elif _bare_host(parts) == "dai.ly" and path:
        video_id = path[0]
    else:
        video_id = path[-1] if path[:-1] in {("video",), ("embed", "video")} else ""
    video_id = video_id.split("_")[0]  # /video/x8abcd_un-titre
    if not _DAILYMOTION_ID.fullmatch(video_id):
        return None
    return Video(
        provider="dailymotion",
        id=video_id,
        player_url=f"https://geo.dailymotion.com/player.html?video={video_id}",
        page_url=f"https://www.dailymotion.com/video/{video_id}",
        thumbnail_url=f"https://www.dailymotion.com/thumbnail/video/{video_id}",
        start_s=_start(parts),
    )


def _vimeo(parts: SplitResult, path: tuple[str, ...]) -> Video | None:
    numbers = [i for i, piece in enumerate(path) if _VIMEO_NUMBER.fullmatch(piece)]
    if not numbers:
        return None
    at = numbers[-1]
    after = path[at + 1] if len(path) > at + 1 else _query(parts, "h")
    private = after if _VIMEO_HASH.fullmatch(after) else ""
    number = path[at]
    return Video(
        provider="vimeo",
        id=f"{number}/{private}" if private else number,
        player_url=f"https://player.vimeo.com/video/{number}"
        + (f"?h={private}" if private else ""),
        page_url=f"https://vimeo.com/{number}" + (f"/{private}" if private else ""),
        start_s=_start(parts),
    )


def _peertube(parts: SplitResult, path: tuple[str, ...]) -> Video | None:
    if path[:-1] not in _PEERTUBE_FOLDERS or not _PEERTUBE_ID.fullmatch(path[-1]):
        return None
    host, video_id = parts.netloc.lower(), path[-1]
    return Video(
        provider="peertube",
        id=video_id,
        host=host,
        player_url=f"https://{_asked_netloc(parts)}/videos/embed/{video_id}",
        page_url=f"https://{host}/w/{video_id}",
        start_s=_start(parts),
    )


def _file(url: str, parts: SplitResult) -> Video | None:
    media_type = MEDIA_TYPES.get(PurePosixPath(parts.path).suffix.lower())
    if media_type is None:
        return None
    is_plain = (parts.hostname or "").isascii()
    player_url = url if is_plain else parts._replace(netloc=_asked_netloc(parts)).geturl()
    return Video(
        provider="file", id=url, player_url=player_url, page_url=url, media_type=media_type
    )
