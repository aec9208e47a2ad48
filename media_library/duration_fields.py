from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from shows.durations import format_duration, parse_duration


class DurationInput(forms.Field):
    """A duration typed as `hh:mm:ss`, kept as seconds."""

    def prepare_value(self, value: Any) -> Any:
        return format_duration(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            return parse_duration(str(value))
        except ValueError as error:
            message = _("Write a duration as 12:30 or 1:02:30.")
            raise ValidationError(message, code="bad_duration") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class DurationSecondsField(models.PositiveIntegerField):
    """Seconds in the database, `hh:mm:ss` in forms."""

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": DurationInput, **kwargs})
