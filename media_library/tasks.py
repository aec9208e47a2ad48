"""django-q2 entry points. Their dotted names stand in queued tasks and schedules: a contract."""

import logging
from collections.abc import Iterable

from django.db import transaction
from django_q.tasks import async_task

from media_library import remote
from media_library.models import Image, Rendition
from media_library.originals import OriginalError
from media_library.renditions import LATER, PROMPT
from media_library.renditions import make_renditions as make
from media_library.rights import today
from media_library.signals import image_changed

logger = logging.getLogger(__name__)

BATCH = 500


def make_renditions(image_id: int) -> bool:
    """Makes the presets of one picture, says that it changed, and asks for its AVIF; whether it
    could. Nothing for a deleted one, or one whose rights have ended."""
    is_made = _made(image_id, PROMPT)
    if is_made:
        async_task("media_library.tasks.make_avif", image_id)
    return is_made


def make_avif(image_id: int) -> None:
    """The presets that take long, once the others are there."""
    _made(image_id, LATER)


def _made(image_id: int, names: Iterable[str]) -> bool:
    """A file that cannot be read is told, and not asked for again."""
    image = Image.objects.shown().filter(pk=image_id).first()
    if image is None:
        return False
    try:
        make(image, names)
    except OriginalError as error:
        logger.warning("Picture %s has no presets: %s", image_id, error)
        return False
    with transaction.atomic():
        image_changed.send(sender=Image, uuid=image.uuid)
    return True


def drop_ended_renditions() -> int:
    """Every hour: files of pictures whose rights have ended are deleted, so that their addresses
    answer 404; how many. Originals stay, for the admin."""
    count = 0
    while rows := list(Rendition.objects.filter(image__rights_until__lt=today())[:BATCH]):
        # By rows: Wagtail's receivers delete files after the commit.
        count += Rendition.objects.filter(pk__in=[row.pk for row in rows]).delete()[0]
    return count


def ask_host(remote_id: int) -> bool:
    """Asks what the host of one video says of it, if it is due; whether it was asked."""
    return remote.ask(remote_id)


def ask_due() -> int:
    """Every quarter of an hour: the videos whose hosts are to be asked again; how many."""
    return remote.ask_due()
