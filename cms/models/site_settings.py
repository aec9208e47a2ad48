from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable

from cms.models.publication import Publication


@register_setting(icon="site")
class SiteSettings(ClusterableModel, BaseSiteSetting):
    """What is printed around every page."""

    site_name = models.CharField(_("name of the site"), max_length=80, blank=True)
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    description = models.TextField(
        _("description"), blank=True, max_length=300, help_text=_("For search engines and shares.")
    )
    footer_text = models.TextField(_("footer text"), blank=True)
    contact_email = models.EmailField(_("contact"), blank=True)
    share_image = models.ForeignKey(
        "media_library.Image",
        verbose_name=_("default share image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    magazine = models.ForeignKey(
        "cms.MagazinePage",
        verbose_name=_("magazine"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Its subscription strip stands at the foot of every page."),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("site_name"), FieldPanel("tagline"), FieldPanel("description")],
            heading=_("Identity"),
        ),
        InlinePanel(
            "navigation", label=_("link"), heading=_("Main menu (6 links at most)"), max_num=6
        ),
        InlinePanel("footer_links", label=_("link"), heading=_("Footer")),
        InlinePanel("social_links", label=_("link"), heading=_("Elsewhere on the Web")),
        FieldPanel("footer_text"),
        FieldPanel("contact_email"),
        FieldPanel("share_image"),
        FieldPanel("magazine"),
    ]

    class Meta:
        verbose_name = pgettext_lazy("settings", "site")

    def __str__(self) -> str:
        return self.site_name

    @property
    def public_magazine(self) -> Any:
        """The magazine, when anybody may read its page."""
        page = self.magazine
        is_public = page and Publication.objects.filter(uuid=page.uuid).exists()
        return page if is_public else None


class LinkManager(models.Manager["Link"]):
    """With the page of each: the links around a page cost one query a list."""

    def get_queryset(self) -> models.QuerySet["Link"]:
        return super().get_queryset().select_related("page")


class Link(Orderable):
    """A page of ours or any address, under a label."""

    label = models.CharField(_("label"), max_length=60)
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    address = models.CharField(
        _("or address"), max_length=500, blank=True, help_text=_("https://… or /recherche/")
    )

    objects = LinkManager()

    panels = [FieldPanel("label"), FieldPanel("page"), FieldPanel("address")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        if not self.page_id and not self.address:
            raise ValidationError({"address": _("Choose a page or write an address.")})
        if self.address and not self.address.startswith(("/", "https://", "http://", "mailto:")):
            raise ValidationError({"address": _("Begin with / or with https://")})

    @property
    def url(self) -> Any:
        """Empty while the page is not published: templates leave such a link out."""
        if self.page is None:
            return self.address
        return self.page.get_url() if self.page.live else ""

    @property
    def title(self) -> str:
        return self.label


class NavigationLink(Link):
    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="navigation")


class FooterLink(Link):
    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="footer_links")


class SocialLink(Link):
    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="social_links")
