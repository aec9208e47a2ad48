"""Panels of the editor that several rooms use."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class ReadOnlyPanel(FieldPanel):
    """A field that only our code writes; what never happened is a dash, not “None”."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, **{**kwargs, "read_only": True})

    def format_value_for_display(self, value: Any) -> Any:
        return "–" if value in (None, "") else super().format_value_for_display(value)


class SlugPanel(FieldPanel):
    """The slug of an entry with a page of its own, told apart from the other addresses it has."""

    def __init__(self, field_name: str = "slug", **kwargs: Any) -> None:
        words = _("The end of the address of its page on this site; in small letters and hyphens.")
        super().__init__(field_name, **{"help_text": words, **kwargs})
