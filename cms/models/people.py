from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Orderable
from wagtail.search import index

from cms.details import PersonDetails
from cms.faces import Face
from cms.fields import editable, for_editors
from cms.models.publication import Kind, Publication
from cms.models.topics import NamedContent
from cms.panels import SlugPanel
from cms.schemas import Card, PersonRef
from media_library.renditions import image_shape


class Assembly(models.TextChoices):
    """Where a person holds a seat."""

    NATIONAL_ASSEMBLY = "an", _("Assemblée nationale")
    SENATE = "senat", _("Senate")
    EUROPEAN_PARLIAMENT = "pe", _("European Parliament")
    REGION = "region", _("Regional council")
    DEPARTMENT = "departement", _("Departmental council")
    TOWN = "commune", _("Town council")


def validate_addresses(text: str) -> None:
    """Raises ValidationError naming the first line that is no http(s) address."""
    validate = URLValidator(schemes=["http", "https"])
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            validate(line.strip() or "https://example.org/")
        except ValidationError as error:
            message = _("Line %(number)d is no address: write one a line, https:// included.")
            raise ValidationError(message % {"number": number}, code="bad_address") from error


class PersonQuerySet(models.QuerySet["Person"]):
    def by_name(self) -> Self:
        """The order of every index of names (`NamedContent.sort_key`), folded."""
        row = Publication.objects.filter(uuid=models.OuterRef("uuid"))
        return self.order_by(models.Subquery(row.values("sort_title")), "name", "pk")

    def signing(self) -> Self:
        """Those who have made something that readers may see."""
        rows = Publication.objects.filter(
            content_type=models.OuterRef("page__content_type"), object_id=models.OuterRef("page")
        )
        signed = Contribution.objects.filter(models.Exists(rows), person=models.OuterRef("pk"))
        return self.filter(models.Exists(signed))


class Person(NamedContent):
    """Someone who writes, speaks, is interviewed or represents."""

    kind = Kind.PERSON
    details_schema = PersonDetails
    route = "cms:person"

    name = models.CharField(_("name"), max_length=150)
    sort_name = models.CharField(
        _("sorting name"),
        max_length=150,
        blank=True,
        help_text=_("Family name first, as in an index. Empty: the name."),
    )
    role = models.CharField(
        _("role"), max_length=150, blank=True, help_text=_("Journalist, deputy, researcher…")
    )
    biography = models.TextField(_("biography"), blank=True)
    portrait = models.ForeignKey(
        "media_library.Image",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    organisation = models.CharField(_("organisation"), max_length=150, blank=True)
    assembly = models.CharField(_("assembly"), max_length=12, choices=Assembly, blank=True)
    constituency = models.CharField(
        _("constituency"), max_length=150, blank=True, help_text=_("Seine-Saint-Denis, 3rd…")
    )
    website = models.URLField(_("website"), max_length=500, blank=True)
    same_as = models.TextField(
        _("same person elsewhere"),
        blank=True,
        max_length=5000,
        validators=[validate_addresses],
        help_text=_("One address a line: page of the assembly, Wikipedia, Mastodon…"),
    )

    panels = [
        FieldPanel("name"),
        SlugPanel(),
        FieldPanel("sort_name"),
        FieldRowPanel([FieldPanel("role"), FieldPanel("organisation")]),
        MultiFieldPanel(
            [FieldPanel("assembly"), FieldPanel("constituency")], heading=_("Elected office")
        ),
        FieldPanel("portrait"),
        FieldPanel("biography"),
        FieldPanel("website"),
        FieldPanel("same_as"),
    ]
    search_fields = [
        index.SearchField("name", boost=4),
        index.SearchField("biography"),
        index.SearchField("constituency"),
        index.AutocompleteField("name"),
        index.FilterField("assembly"),
    ]
    api_fields = [
        APIField("uuid"),
        *editable("name", "slug", "role", "biography", "organisation", "assembly"),
        *editable("constituency", "website"),
        APIField("same_as_urls"),
        *for_editors("sort_name", "portrait", "same_as"),
    ]

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_name", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def sort_key(self) -> str:
        return self.sort_name or self.name

    @property
    def same_as_urls(self) -> list[str]:
        return [line.strip() for line in self.same_as.splitlines() if line.strip()]

    def ref(self, role: str = "") -> PersonRef:
        return PersonRef(uuid=self.uuid, slug=self.slug, name=self.name, url=self.path, role=role)

    @classmethod
    def face_queryset(cls) -> models.QuerySet[Any]:
        return cls.objects.select_related("portrait__collection").prefetch_related(
            "portrait__renditions"
        )

    def face(self) -> Face:
        card = Card(
            id=self.uuid,
            kind=self.kind,
            url=self.path,
            title=self.name,
            kicker=self.role,
            standfirst=self.biography,
            published_at=self.created_at,
            updated_at=self.updated_at,
            image=image_shape(self.portrait),
        )
        return self.named_face(
            card,
            self.biography,
            {("image", self.portrait.uuid)} if self.portrait else set(),
            organisation=self.organisation,
            assembly=self.assembly,
            constituency=self.constituency,
            website=self.website,
            same_as=self.same_as_urls,
        )


class Contribution(Orderable):
    """Who made a page, and what they did for it."""

    class Role(models.TextChoices):
        TEXT = "text", _("text")
        VIDEO = "video", _("video")
        EDITING = "editing", _("editing")
        PHOTO = "photo", _("photography")
        TRANSLATION = "translation", _("translation")
        INTERVIEW = "interview", _("interview")

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="contributions")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="contributions", verbose_name=_("person")
    )
    role = models.CharField(
        pgettext_lazy("in the making of a page", "role"),
        max_length=12,
        choices=Role,
        default=Role.TEXT,
    )

    panels = [FieldRowPanel([FieldPanel("person"), FieldPanel("role")])]
    api_fields = for_editors("person", "role")

    class Meta(Orderable.Meta):
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"

    def ref(self) -> PersonRef:
        return self.person.ref(role=str(self.get_role_display()))
