"""The field has moved down to the media library, whose recordings have durations too; migrations
name it here."""

from media_library.duration_fields import DurationInput, DurationSecondsField

__all__ = ["DurationInput", "DurationSecondsField"]
