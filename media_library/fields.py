"""The file of a picture, as every door writes it: forms, APIs, scripts."""

import hashlib
from pathlib import PurePosixPath
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from PIL import Image as PillowImage
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from media_library.captions import Said
from media_library.originals import take_in


def taken_in(name: str, content: File) -> tuple[ContentFile, Said]:
    """The file to keep, named after what it is, and what the one that came said of itself.

    Raises OriginalError, as `media_library.originals.take_in` does.
    """
    content.seek(0)
    original = take_in(content.read())
    path = PurePosixPath(name)
    if path.suffix.lower() not in original.suffixes:
        name = str(path.with_suffix(original.suffixes[0]))
    return ContentFile(original.data, name=name), original.said


class OriginalFieldFile(WagtailImageFieldFile):
    """A file that says nothing of where it was taken, nor of whoever took it."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """All that is stored passes here. The picture's row learns what the file was and said.

        Raises OriginalError; nothing is stored then.
        """
        kept, said = taken_in(name, content)
        data = kept.read()
        kept.seek(0)
        super().save(kept.name, kept, save=False)
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        self.instance.take_in(len(data), digest, said)
        if save:
            self.instance.save()

    def get_image_dimensions(self) -> tuple[int, int]:
        """From the head of the file: Wagtail would decode all of it. Raises OSError."""
        is_closed = self.closed
        self.open()
        try:
            # Left open: closing it would close the file, which is the caller's.
            size = PillowImage.open(self).size
        finally:
            if is_closed:
                self.close()
            else:
                self.seek(0)
        return size


class OriginalField(WagtailImageField):
    attr_class = OriginalFieldFile

    def deconstruct(self) -> tuple[Any, ...]:
        """To the database it is Wagtail's own: a migration need not know ours."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.images.models.WagtailImageField", args, kwargs
