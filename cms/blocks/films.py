"""What an address plays, as cards and blocks say it: one film may stand at two hosts."""

from cms.schemas import MediaPlace, MediaRef
from media_library.facts import known_of
from media_library.renditions import image_shape
from media_library.schemas import ImageSchema
from media_library.video_facts import uuid_of
from media_library.video_url import Video, is_short, recognise


def media_ref(
    url: str, duration_s: int | None = None, has_transcript: bool = False
) -> MediaRef | None:
    """What an address plays, or None for one that no player knows, or that readers may not have.
    Without a duration, the one that is known of it."""
    media, is_vertical = _media_ref(url, duration_s, has_transcript)
    if media is None:
        return None
    return media.model_copy(update={"is_vertical": _shape(is_vertical, url)})


def _media_ref(
    url: str, duration_s: int | None, has_transcript: bool
) -> tuple[MediaRef | None, bool | None]:
    """And whether it is higher than wide, as far as anybody has told."""
    video = recognise(url)
    known = known_of(video) if video else None
    if video is None or known is None:
        return None, None
    media = played(video, duration_s or known.duration_s, has_transcript or known.has_transcript)
    more = {"captions": list(known.captions), "credit": known.credit}
    told = None if video.is_audio else known.is_vertical
    return media.model_copy(update={**more, "shown_until": known.shown_until}), told


def _shape(told: bool | None, *addresses: str) -> bool:
    """Where nobody has told it, an address may."""
    return any(map(is_short, addresses)) if told is None else told


def film_ref(
    url: str, peertube_url: str, duration_s: int | None = None, has_transcript: bool = False
) -> MediaRef | None:
    """What a film plays that may stand at two hosts, as `media_ref`: PeerTube's player, which
    follows nobody, before any other; before that, a file, which needs no player."""
    media, told = _media_ref(url, duration_s, has_transcript)
    twin, twin_told = _media_ref(peertube_url, duration_s, has_transcript)
    # The film is one: either host may have told.
    is_vertical = _shape(twin_told if told is None else told, url, peertube_url)
    if twin is None or (url and media is None):
        # What may not be shown here may not be shown from there.
        return media.model_copy(update={"is_vertical": is_vertical}) if media else None
    if media is None or media.uuid == twin.uuid:
        return twin.model_copy(update={"is_vertical": is_vertical})
    first, other = (media, twin) if media.provider == "file" else (twin, media)
    place = MediaPlace(uuid=other.uuid, provider=other.provider, page_url=other.page_url)
    duration = first.duration_s or other.duration_s
    update = {"also_on": place, "duration_s": duration, "is_vertical": is_vertical}
    return first.model_copy(update=update)


def film_poster(url: str, peertube_url: str) -> ImageSchema | None:
    """The still picture of a film that may stand at two hosts; None for one that is not shown."""
    if film_ref(url, peertube_url) is None:
        return None
    return poster_shape(url) or poster_shape(peertube_url)


def poster_shape(url: str) -> ImageSchema | None:
    """The still picture of what an address plays, kept in the library; None for none."""
    video = recognise(url)
    known = known_of(video) if video else None
    image = known.poster if known else None
    return image_shape(image, decorative=not image.alt) if image else None


def played(
    video: Video,
    duration_s: int | None = None,
    has_transcript: bool = False,
    is_vertical: bool = False,
) -> MediaRef:
    """A recognised video as cards and documents say it."""
    return MediaRef(
        uuid=uuid_of(video),
        kind="audio" if video.is_audio else "video",
        provider=video.provider,
        id=video.id,
        page_url=video.page_url,
        player_url=video.player_url,
        duration_s=duration_s,
        is_vertical=is_vertical,
        has_transcript=has_transcript,
    )
