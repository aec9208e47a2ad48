"""Where a show, or the éditos, are followed elsewhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from cms.fields import for_editors
from shows.schemas import SubscriptionSchema


class SubscriptionLink(Orderable):
    """A feed or a platform; `page` is the page that tells of it."""

    label = models.CharField(_("label"), max_length=60)
    url = models.URLField(_("address"), max_length=1000)

    panels = [
        FieldRowPanel(
            [
                FieldPanel(
                    "label",
                    help_text=_(
                        "The platform: YouTube, PeerTube, Spotify… Our own RSS feed is already "
                        "there."
                    ),
                ),
                FieldPanel("url"),
            ]
        )
    ]
    api_fields = for_editors("label", "url")

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = _("subscription link")
        verbose_name_plural = _("subscription links")

    def __str__(self) -> str:
        return self.label

    def shape(self) -> SubscriptionSchema:
        return SubscriptionSchema(label=self.label, url=self.url)
