"""Under which terms contents of a source are shown here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feeds.schemas import LicenceSchema

CREATIVE_COMMONS = "https://creativecommons.org/"


class Licence(models.TextChoices):
    """What the owner of the texts allows. Empty: nothing is said, all rights are reserved."""

    AGREEMENT = "agreement", _("by agreement with us")
    CC0 = "cc0", "CC0 1.0"
    BY = "by", "CC BY 4.0"
    BY_SA = "by-sa", "CC BY-SA 4.0"
    BY_ND = "by-nd", "CC BY-ND 4.0"
    BY_NC = "by-nc", "CC BY-NC 4.0"
    BY_NC_SA = "by-nc-sa", "CC BY-NC-SA 4.0"
    BY_NC_ND = "by-nc-nd", "CC BY-NC-ND 4.0"

    @property
    def deed(self) -> str:
        """Where it stands in French; empty for an agreement."""
        if self is Licence.AGREEMENT:
            return ""
        if self is Licence.CC0:
            return f"{CREATIVE_COMMONS}publicdomain/zero/1.0/deed.fr"
        return f"{CREATIVE_COMMONS}licenses/{self.value}/4.0/deed.fr"


class Terms(models.Model):
    """Of a source, for all that it publishes."""

    licence = models.CharField(
        _("licence"),
        max_length=9,
        choices=Licence,
        blank=True,
        db_default="",
        help_text=_("Readers see it with each of its contents. Empty: all rights are reserved."),
    )
    keeps_from_engines = models.BooleanField(
        _("hide its contents from search engines"),
        default=False,
        db_default=False,
        help_text=_("Where you have agreed on that. Engines are sent to the original in any case."),
    )

    class Meta:
        abstract = True

    @property
    def licence_shape(self) -> LicenceSchema | None:
        if not self.licence:
            return None
        licence = Licence(self.licence)
        return LicenceSchema(code=licence.value, name=str(licence.label), url=licence.deed)
