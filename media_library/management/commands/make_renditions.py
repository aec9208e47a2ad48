"""`manage.py make_renditions`: the presets that are missing, of pictures that came before them."""

from typing import Any

from django.core.management import BaseCommand

from media_library import tasks
from media_library.models import Image
from media_library.renditions import missing_specs


class Command(BaseCommand):
    help = (
        "Makes the missing presets of every picture that may be shown; AVIF follows in the "
        "background. A run that was stopped is simply run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        shown = Image.objects.shown().order_by("-pk").prefetch_related("renditions")
        made = 0
        for image in shown.iterator(chunk_size=200):
            if missing_specs(image) or not image.dominant_colour:
                made += tasks.make_renditions(image.pk)
        self.stdout.write(f"Presets of {made} pictures made.")
