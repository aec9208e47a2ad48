"""Pictures of items in the media library: kept once a source, forgotten when nobody uses them."""

import hashlib
import io
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files.images import ImageFile
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Collection

from cms.publications import chunks
from cms.uses import used
from feeds.models import FeedItem, Source, Status
from feeds.models.sources import LENDS_PICTURES
from feeds.pixels import Drawn
from feeds.sanitise import alternative
from media_library.models import Image

BATCH = 200
SETTLED = timedelta(days=1)
"""A younger picture is left alone by `sweep`: somebody may be about to use it."""
MAX_NAME = 250


def known(source_id: int, address: str) -> int | None:
    """The picture that came from this address for another item of the source."""
    # Without an error: an item whose address has changed keeps its old picture until the new one.
    had = FeedItem.objects.filter(source=source_id, picture_url=address, picture_error="")
    return had.exclude(image=None).values_list("image", flat=True).first()


def held(image_id: int) -> Image | None:
    """A picture that stays until the end of the transaction; None when it is gone."""
    return Image.objects.select_for_update().filter(pk=image_id).first()


def keep(item: FeedItem, drawn: Drawn) -> Image:
    """The picture of an item: one of the same source with the same bytes, or a new one."""
    digest = hashlib.sha1(drawn.data, usedforsecurity=False).hexdigest()
    same = FeedItem.objects.filter(source=item.source_id, image__file_hash=digest)
    image_id = same.values_list("image", flat=True).first()
    return (held(image_id) if image_id else None) or _new(item, drawn, digest)


def _new(item: FeedItem, drawn: Drawn, digest: str) -> Image:
    name = f"{item.slug[:60].strip('-') or item.kind}.webp"
    return Image.objects.create(
        title=item.title[:255],
        file=ImageFile(io.BytesIO(drawn.data), name=name),
        # Wagtail's forms write these two, its models do not.
        file_size=len(drawn.data),
        file_hash=digest,
        alt=alternative(item.html, item.picture_url)[:MAX_NAME],
        credit=_credit(item),
        source_url=item.url or item.picture_url,
        collection=collection(),
    )


def _credit(item: FeedItem) -> str:
    """Who made it, if the feed says so, and in any case where it was taken."""
    maker = item.extras.get("picture_credit", "")
    return " / ".join(filter(None, (maker, item.source.name)))[:MAX_NAME]


def collection() -> Collection:
    """Where pictures of items are kept; made when it is first needed."""
    found = collections().first()
    if found:
        return found
    # One at a time, or two would each make it.
    root = Collection.objects.select_for_update().get(depth=1)
    return collections().first() or root.add_child(name=_name())


def collections() -> QuerySet[Collection]:
    """That one, if it is there."""
    return Collection.objects.filter(depth=2, name=_name())


def _name() -> str:
    """In French whoever asks: the name is how it is found again."""
    with translation.override("fr"):
        return _("Pictures of the wire")


def forget(image_ids: Iterable[int]) -> int:
    """Deletes, of these pictures, those that came in with items and that nobody uses any more: no
    item, no source, no page, no draft; how many. One that an editor has moved to another
    collection is the newsroom's. In batches, each a transaction."""
    return sum(_forget(batch) for batch in chunks(sorted(set(image_ids)), BATCH))


@transaction.atomic
def _forget(pks: Iterable[int]) -> int:
    # Held, so that no item takes one while we look.
    images = Image.objects.select_for_update().filter(pk__in=pks, collection__in=collections())
    found = {image.pk: image for image in images}
    unused = found.keys() - used(Image, list(found))
    for pk in unused:
        found[pk].delete()
    return len(unused)


def sweep(now: datetime) -> int:
    """Forgets the pictures of items that are gone, were rejected, have another by now, or whose
    source lends none any more; how many."""
    lenders = Source.objects.filter(LENDS_PICTURES).values("pk")
    unlent = Q(status=Status.REJECTED) | ~Q(source__in=lenders)
    # As if they had just come in: what is lent again one day is fetched again. No card shows them.
    with transaction.atomic():
        lent = FeedItem.objects.exclude(image=None).filter(unlent)
        lent.hold_sources()
        lent.update(
            image=None, picture_url="", picture_attempts=0, picture_error="", picture_next_at=now
        )
    items = FeedItem.objects.filter(image=OuterRef("pk"))
    old = Image.objects.filter(collection__in=collections(), created_at__lt=now - SETTLED)
    return forget(old.exclude(Exists(items)).values_list("pk", flat=True))
