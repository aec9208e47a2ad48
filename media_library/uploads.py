"""Which uploaded files of recordings and captions are taken, and what an editor is told of the
others."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from media_library import traces
from media_library.recording_files import agrees

MAX_CAPTIONS = 2 * 1024 * 1024
"""Bytes. Three hours of speech, with their times, make 300 kB."""

OTHER_FORMAT = _(
    "This file is not what its name says: its ending is “%(ending)s”, and its content is another "
    "format or damaged. Export it again from your editing program."
)
TELEMETRY = _(
    "This film holds a track that tells where it was made at each moment, as action cameras and "
    "drones write it. Export it again from an editing program, which leaves it out."
)
TOO_LARGE = _(
    "This file has %(size)d MB, and at most %(limit)d are taken. Export it smaller, or upload it "
    "to a PeerTube instance and paste its address into the page."
)
NOT_CAPTIONS = _(
    "This is not a WebVTT file: its first word must be WEBVTT, and its letters UTF-8. Export the "
    "captions as WebVTT (.vtt)."
)


def check_recording(content: Any, ending: str) -> None:
    """Raises ValidationError for an open file that is too large, is not what `ending` (`.mp4`)
    says, or tells places that cannot be taken out. Takes out those that can."""
    limit = settings.RECORDINGS_MAX_UPLOAD_SIZE
    size = content.seek(0, 2)
    if size > limit:
        sizes = {"size": -(-size // 2**20), "limit": limit // 2**20}
        raise ValidationError(TOO_LARGE, code="too_large", params=sizes)
    content.seek(0)
    if not agrees(ending, content.read(4096)):
        raise ValidationError(OTHER_FORMAT, code="other_format", params={"ending": ending})
    try:
        traces.strip_places(content)
    except traces.TelemetryError:
        raise ValidationError(TELEMETRY, code="telemetry") from None


def check_captions(content: Any) -> None:
    """Raises ValidationError for an open file that is no WebVTT by its first line
    (https://www.w3.org/TR/webvtt1/#file-structure)."""
    content.seek(0)
    data = content.read(MAX_CAPTIONS + 1)
    content.seek(0)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    starts = text[:6] == "WEBVTT" and text[6:7] in {"", " ", "\t", "\n", "\r"}
    if len(data) > MAX_CAPTIONS or not starts:
        raise ValidationError(NOT_CAPTIONS, code="not_captions")
