"""Still pictures of videos, in the media library: kept once, with who made them."""

import hashlib
import io

from django.core.files.images import ImageFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from wagtail.models import Collection

from feeds.pixels import Drawn
from media_library.models import Image
from media_library.video_facts import MediaFacts

NAME = "Vignettes"
"""In French whoever asks: the name is how it is found again."""
MAX_CREDIT = 250


@transaction.atomic
def keep(drawn: Drawn, facts: MediaFacts, page_url: str) -> Image:
    """The poster of a video: the one of its author with the same bytes, or a new one."""
    digest = hashlib.sha1(drawn.data, usedforsecurity=False).hexdigest()
    folder = collection()
    credit = facts.author[:MAX_CREDIT]
    same = Image.objects.filter(collection=folder, file_hash=digest, credit=credit).first()
    return same or Image.objects.create(
        title=facts.title or page_url[:255],
        file=ImageFile(io.BytesIO(drawn.data), name=f"{slugify(facts.title)[:60] or 'video'}.webp"),
        # Wagtail's forms write these two, its models do not.
        file_size=len(drawn.data),
        file_hash=digest,
        credit=credit,
        source_url=page_url,
        collection=folder,
    )


def collection() -> Collection:
    """Where posters are kept; made when it is first needed. Within a transaction."""
    # One at a time, or two would each make it, and each keep the same poster.
    root = Collection.objects.select_for_update().get(depth=1)
    return collections().first() or root.add_child(name=NAME)


def collections() -> QuerySet[Collection]:
    """That one, if it is there."""
    return Collection.objects.filter(depth=2, name=NAME)
