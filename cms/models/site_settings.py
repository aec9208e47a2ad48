from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable

from cms.models.publication import Publication
from cms.panels import InlinePanel


def validate_address(text: str) -> None:
    """Raises ValidationError for what is neither a path here nor a full address."""
    if not text.startswith(("/", "https://", "http://", "mailto:")):
        raise ValidationError(_("Begin with / or with https://"))


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
    call_to_action = models.ForeignKey(
        "cms.CallToAction",
        verbose_name=_("call to action"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Offered by frontends on every page."),
    )
    alert_text = models.CharField(
        _("alert"),
        max_length=160,
        blank=True,
        help_text=_("A strip above every page: a live broadcast, an urgent notice. Empty: none."),
    )
    alert_url = models.CharField(
        _("address of the alert"),
        max_length=500,
        blank=True,
        validators=[validate_address],
        help_text=_("https://… or /recherche/"),
    )
    alert_until = models.DateTimeField(
        _("shown until"), null=True, blank=True, help_text=_("Empty: until the text is removed.")
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
        InlinePanel(
            "legal_links", label=_("link"), heading=_("Legal notices, personal data, accessibility")
        ),
        InlinePanel("social_links", label=_("link"), heading=_("Elsewhere on the Web")),
        FieldPanel("footer_text"),
        FieldPanel("contact_email"),
        FieldPanel("share_image"),
        FieldPanel("magazine"),
        FieldPanel("call_to_action"),
        MultiFieldPanel(
            [FieldPanel("alert_text"), FieldPanel("alert_url"), FieldPanel("alert_until")],
            heading=_("Alert strip"),
        ),
    ]

    class Meta:
        verbose_name = pgettext_lazy("settings", "site")

    def __str__(self) -> str:
        return self.site_name

    def alert_at(self, now: datetime) -> str:
        """The text of the strip at a moment; empty for none."""
        is_over = self.alert_until is not None and self.alert_until <= now
        return "" if is_over else self.alert_text

    @property
    def alert(self) -> str:
        """The text of the strip now; empty for none."""
        return self.alert_at(timezone.now())

    @property
    def public_magazine(self) -> Any:
        """The magazine, when anybody may read its page: one query."""
        if self.magazine_id is None:
            return None
        pages = apps.get_model("cms.MagazinePage")._default_manager
        rows = Publication.objects.filter(uuid=models.OuterRef("translation_key"))
        return pages.filter(models.Exists(rows), pk=self.magazine_id).first()


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
        _("or address"),
        max_length=500,
        blank=True,
        validators=[validate_address],
        help_text=_("https://… or /recherche/"),
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


class LegalLink(Link):
    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="legal_links")
