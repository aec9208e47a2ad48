"""What readers may have of a video besides its address: all that stands with a recording of ours,
else what its host tells."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import get_language_info

from media_library import models, rights
from media_library.renditions import is_closed
from media_library.schemas import CaptionsSchema
from media_library.video_facts import uuid_of
from media_library.video_url import Video


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a video. From `shown_until` on it may not be played any more;
    `is_vertical`: None where nobody has told its shape."""

    duration_s: int | None = None
    poster: models.Image | None = None
    has_transcript: bool = False
    captions: tuple[CaptionsSchema, ...] = ()
    credit: str = ""
    shown_until: datetime | None = None
    is_vertical: bool | None = None


def known_of(video: Video) -> Known | None:
    """None for a recording of ours that readers may not have now: its collection is restricted or
    its rights have ended. One query, or up to four for an address of ours."""
    if recording := _ours(video):
        return _known(recording)
    found = models.RemoteMedia.objects.filter(uuid=uuid_of(video)).select_related(
        "poster__collection"
    )
    row = found.first()
    if row is None:
        return Known()
    return Known(row.duration_s, row.poster, is_vertical=row.is_vertical)


def _ours(video: Video) -> models.Recording | None:
    """What stands on this site. On a host of files it is asked for like anybody's."""
    folder = urljoin(f"{settings.SITE_URL}/", settings.MEDIA_URL)
    if video.provider != "file" or not video.id.startswith(folder):
        return None
    name = video.id.removeprefix(folder)
    for model in (models.Video, models.Audio):
        rows = model.objects.filter(file=name).select_related("collection", "poster__collection")
        if found := rows.first():
            return found
    return None


def _known(recording: models.Recording) -> Known | None:
    if rights.have_ended(recording.rights_until) or is_closed(recording.collection):
        return None
    return Known(
        duration_s=recording.duration_s,
        is_vertical=recording.is_vertical if isinstance(recording, models.Video) else None,
        poster=recording.poster,
        has_transcript=bool(recording.transcript),
        captions=_captions(recording),
        credit=recording.credit,
        shown_until=rights.shown_until(recording.rights_until),
    )


def _captions(recording: models.Recording) -> tuple[CaptionsSchema, ...]:
    if not isinstance(recording, models.Video):
        return ()
    return tuple(
        CaptionsSchema(language=one.language, label=_label(one), url=one.file.url)
        for one in recording.captions.all()
    )


def _label(captions: models.Captions) -> str:
    """The language by its own name: « français », « English »; its code where Django knows none."""
    try:
        return str(get_language_info(captions.language.lower())["name_local"])
    except KeyError:
        return captions.language
