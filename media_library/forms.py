"""The form of a picture, wherever it is sent or edited: one, many, in a page, by API v3."""

import os.path
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from media_library.originals import OriginalError, measure

TOO_LARGE = _(
    "This file is too big (%(file_size)s, where %(max_filesize)s is the most): make it smaller or "
    "save it as JPEG or WebP, then send it again."
)
TOO_MANY_PIXELS = _(
    "This picture has more than %(limit)s million pixels: make it smaller, 4,000 pixels wide are "
    "plenty, then send it again."
)
NOT_A_PICTURE = _(
    "This file is damaged, or no picture that browsers show: send a JPEG, PNG, WebP, AVIF, GIF or "
    "HEIC file."
)
OTHER_FORMAT = _(
    "This file is named .%(extension)s, but what it holds is %(image_format)s: give it the name of "
    "its format, or save it again in that of its name."
)
BROKEN = _(
    "This picture is damaged, or was cut off on its way: save it again where it comes from, or "
    "send another copy."
)
ENDED = _("The rights to this picture ended on %(day)s: it is not shown any more.")

HEIF = {"heic", "heif"}


class OriginalFormField(WagtailImageField):
    """Wagtail's own, which looks at the head of a file before it decodes anything."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_messages |= {
            "file_too_large": TOO_LARGE,
            "invalid_image": NOT_A_PICTURE,
            "invalid_image_known_format": OTHER_FORMAT,
        }

    def to_python(self, data: Any) -> Any:
        upload = forms.FileField.to_python(self, data)
        if upload is None:
            return None
        self.check_image_file_size(upload)
        with self._sentences():
            upload.seek(0)
            measure(upload.read(), self.max_image_pixels)
            upload.seek(0)
            # Decodes it, so that what is cut off is found here and not in a task.
            return super().to_python(data)

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except ValidationError:
            raise
        except OriginalError as error:
            raise self._in_words(error) from error
        except Exception as error:
            # Decoders raise whatever a damaged file leads them to.
            raise ValidationError(BROKEN, code="broken") from error

    def _in_words(self, error: OriginalError) -> ValidationError:
        sentences = {"too_many_pixels": TOO_MANY_PIXELS, "not_a_picture": NOT_A_PICTURE}
        limit = {"limit": (error.limit or self.max_image_pixels) // 1_000_000}
        return ValidationError(sentences.get(error.name, BROKEN), code=error.name, params=limit)

    def check_image_file_format(self, f: Any) -> None:
        """Apple's two names of one format agree with each other."""
        extension = os.path.splitext(f.name)[1].lower()[1:]
        if not (extension in HEIF and f.image.format_name == "heic"):
            super().check_image_file_format(f)


class ImageForm(BaseImageForm):
    """Says what is wrong with a file at the file, and at the date that rights have ended."""

    class Meta(BaseImageForm.Meta):
        # The browser's own calendar: forms of many pictures come by script, without other scripts.
        widgets = {
            **BaseImageForm.Meta.widgets,
            "rights_until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plain := self.fields.get("file"):
            self.fields["file"] = OriginalFormField(
                label=plain.label, required=plain.required, widget=plain.widget
            )
        if "rights_until" in self.fields and self.instance.rights_have_ended:
            day = date_format(self.instance.rights_until)
            self.fields["rights_until"].help_text = ENDED % {"day": day}
