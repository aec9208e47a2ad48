"""django-q2 entry points. Their dotted names stand in queued tasks: a contract."""

from django.db import transaction

from media_library.models import Image
from media_library.renditions import make_renditions as make
from media_library.signals import image_changed


def make_renditions(image_id: int) -> None:
    """Makes the presets of one picture, then says that it changed; nothing for a deleted one."""
    image = Image.objects.filter(pk=image_id).first()
    if image is None:
        return
    make(image)
    with transaction.atomic():
        image_changed.send(sender=Image, uuid=image.uuid)
