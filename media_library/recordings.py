"""The typed shape of a recording of ours, for every door."""

from datetime import date

from django.utils.translation import get_language_info

from media_library.models import Captions, Recording, Video
from media_library.renditions import image_shape, is_closed
from media_library.schemas import CaptionsSchema, RecordingSchema


def recording_shape(recording: Recording | None, day: date) -> RecordingSchema | None:
    """What readers may have of a recording on a day; None where there is none, its collection is
    restricted or its rights have ended.

    Reads `collection`, `captions` and `poster` with its collection and renditions: prefetch them
    when there are many.
    """
    if recording is None or not recording.is_shown(day) or is_closed(recording.collection):
        return None
    poster = recording.poster
    return RecordingSchema(
        uuid=recording.uuid,
        title=recording.title,
        kind=recording.kind,
        url=recording.url,
        mime=recording.mime,
        duration_s=recording.duration_s,
        captions=_captions(recording),
        poster=image_shape(poster, decorative=not poster.alt) if poster else None,
        transcript=recording.transcript,
        credit=recording.credit,
        licence=recording.licence,
    )


def _captions(recording: Recording) -> list[CaptionsSchema]:
    if not isinstance(recording, Video):
        return []
    return [
        CaptionsSchema(language=one.language, label=_label(one), url=one.file.url)
        for one in recording.captions.all()
    ]


def _label(captions: Captions) -> str:
    """The language by its own name: « français », « English »; its code where Django knows none."""
    try:
        return str(get_language_info(captions.language.lower())["name_local"])
    except KeyError:
        return captions.language
