"""Videos elsewhere that nothing public plays any more: forgotten, with the posters that nobody
else uses. A page that comes back has its video asked for again."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.models import Page

from cms import publications
from cms.models import PublicationFacet
from cms.uses import used
from media_library import posters
from media_library.models import Image, RemoteMedia


@transaction.atomic
def forget() -> int:
    """How many were forgotten."""
    # A page that is being saved plays what it finds here: it comes before or after.
    publications.take_turn([Page])
    plays = PublicationFacet.objects.filter(facet="media", target_id=OuterRef("uuid"))
    rows = RemoteMedia.objects.exclude(Exists(plays))
    shown = set(rows.exclude(poster=None).values_list("poster", flat=True))
    count = rows.delete()[0]
    _forget_posters(shown)
    return count


def _forget_posters(pks: set[int]) -> None:
    """One that an editor has moved to another collection is the newsroom's."""
    if pks:
        unused = pks - used(Image, pks)
        for image in Image.objects.filter(pk__in=unused, collection__in=posters.collections()):
            image.delete()
