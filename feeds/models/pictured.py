"""What the search for an item's picture leaves on it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feeds.picture_errors import choices


class Pictured(models.Model):
    """An item whose picture is fetched after it came in (feeds/pictures.py writes these columns).

    `picture_url` is where the picture came from or is looked for: the feed's own address of it, or
    the one that the item's page gave. `picture_next_at` is None once nothing is to be done; a
    visit that changes the item sets it again. An attempt is counted before the work, and named
    `interrupted` until it is recorded.
    """

    image = models.ForeignKey(
        "media_library.Image",
        verbose_name=_("image"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_url = models.URLField(max_length=2000, blank=True, editable=False)
    picture_next_at = models.DateTimeField(null=True, default=timezone.now, editable=False)
    picture_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    picture_error = models.CharField(
        _("why there is no picture"), max_length=40, blank=True, choices=choices, editable=False
    )

    class Meta:
        abstract = True
