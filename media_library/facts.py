"""What is known of a video: by its host's word, or as a recording of ours whose address it is."""

from collections.abc import Iterable
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings

from media_library import models
from media_library.video_facts import MediaFacts, uuid_of
from media_library.video_url import Video


def facts_of(video: Video) -> MediaFacts | None:
    """None while nobody has told anything. One query, or two for a recording of ours."""
    return facts_of_many([video]).get(uuid_of(video))


def facts_of_many(videos: Iterable[Video]) -> dict[UUID, MediaFacts]:
    """`facts_of` many at once, by `uuid_of` each; what is not known is missing. Three queries at
    most."""
    by_uuid = {uuid_of(video): video for video in videos}
    ours = _ours(by_uuid)
    others = by_uuid.keys() - ours.keys()
    told = models.RemoteMedia.objects.filter(uuid__in=others, fetched_at__isnull=False)
    facts = {row.uuid: row.facts for row in told} if others else {}
    return facts | {uuid: _facts(recording) for uuid, recording in ours.items()}


def poster_of(video: Video) -> models.Image | None:
    """The still picture of a video, in the library. With its collection and its renditions."""
    uuid = uuid_of(video)
    own = _ours({uuid: video}).get(uuid)
    row = own or models.RemoteMedia.objects.of(uuid).first()
    return row.poster if row else None


def recording_of(video: Video) -> models.Recording | None:
    """The film or sound of ours whose address a video is; None for all others, without a query."""
    return _ours({uuid_of(video): video}).get(uuid_of(video))


def _facts(recording: models.Recording) -> MediaFacts:
    return MediaFacts(recording.title, recording.credit, recording.duration_s)


def _ours(videos: dict[UUID, Video]) -> dict[UUID, models.Recording]:
    """Those that stand on this site. On a host of files they are asked for like anybody's."""
    folder = urljoin(f"{settings.SITE_URL}/", settings.MEDIA_URL)
    names = {
        video.id.removeprefix(folder): uuid
        for uuid, video in videos.items()
        if video.provider == "file" and video.id.startswith(folder)
    }
    if not names:
        return {}
    found: list[models.Recording] = []
    for model in (models.Video, models.Audio):
        rows = model.objects.filter(file__in=names).select_related("poster__collection")
        found += rows.prefetch_related("poster__renditions")
    return {names[recording.file.name]: recording for recording in found}
