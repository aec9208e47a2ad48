"""What the media library tells the rooms above it."""

from django.dispatch import Signal

image_changed = Signal()
"""Sent inside the transaction that changed what readers see of a picture: `uuid`."""

media_changed = Signal()
"""Sent inside the transaction that changed what is known of a video elsewhere: `uuid`."""

recording_changed = Signal()
"""Sent inside the transaction that changed what readers see of a recording of ours: `uuid`, and
the name of the file it had before another, `replaced`, or nothing."""
