from typing import Any

from django.db import transaction
from django_q.tasks import async_task

from media_library.models import Image
from media_library.renditions import filter_specs
from media_library.signals import image_changed


def start_renditions(instance: Image, **kwargs: Any) -> None:
    """Queues the missing presets once the picture is committed."""
    made = set(instance.renditions.values_list("filter_spec", flat=True))
    if not made.issuperset(filter_specs(instance.width)):
        image_id = instance.pk
        transaction.on_commit(lambda: async_task("media_library.tasks.make_renditions", image_id))


def announce_deletion(instance: Image, **kwargs: Any) -> None:
    image_changed.send(sender=Image, uuid=instance.uuid)
