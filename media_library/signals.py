"""What the media library tells the rooms above it."""

from django.dispatch import Signal

image_changed = Signal()
"""Sent inside the transaction that changed what readers see of a picture: `uuid`."""

media_changed = Signal()
"""Sent inside the transaction that changed what is known of a video, elsewhere or ours: `uuid`."""

file_replaced = Signal()
"""Sent inside the transaction that gave a recording of ours another file: the `name` of the one it
had before."""
