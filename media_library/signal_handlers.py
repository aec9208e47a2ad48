from typing import Any

from django.db import transaction
from django_q.tasks import async_task
from wagtail.models import UploadedFile
from wagtail.tasks import delete_file_from_storage_task

from media_library.fields import taken_in
from media_library.models import Captions, Image, Recording
from media_library.renditions import missing_specs
from media_library.signals import image_changed


def start_renditions(instance: Image, **kwargs: Any) -> None:
    """Queues the missing presets once the picture is committed."""
    if missing_specs(instance) and not instance.rights_have_ended:
        image_id = instance.pk
        transaction.on_commit(lambda: async_task("media_library.tasks.make_renditions", image_id))


def announce_deletion(instance: Image, **kwargs: Any) -> None:
    image_changed.send(sender=Image, uuid=instance.uuid)


def silence_waiting(instance: UploadedFile, **kwargs: Any) -> None:
    """A picture that waits for the rest of its form lies where anybody may guess its address."""
    kind = instance.for_content_type
    if kind and kind.model_class() is Image and not instance.file._committed:
        instance.file, _said = taken_in(instance.file.name, instance.file)


def forget_replaced(sender: type[Recording], name: str, **kwargs: Any) -> None:
    _delete_later(sender._meta.get_field("file").storage, name)


def forget_file(instance: Recording | Captions, **kwargs: Any) -> None:
    _delete_later(instance.file.storage, instance.file.name)


def announce_deleted_recording(instance: Recording, **kwargs: Any) -> None:
    instance.announce(instance.file.name)


def _delete_later(storage: Any, name: str) -> None:
    """When nothing can bring its row back."""
    written = storage.deconstruct()
    transaction.on_commit(lambda: delete_file_from_storage_task.enqueue(written, name))
