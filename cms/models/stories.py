"""What every signed story has: kicker, standfirst, people, topics, a body of blocks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.redirects.models import Redirect
from wagtail.fields import RichTextField
from wagtail.search import index

from cms.around import around
from cms.blocks.stories import ArticleStoryBlock
from cms.blocks.text import SHORT_FEATURES, rich_text
from cms.bodies import ShownBlock, blocks_of, stored_blocks
from cms.details import StoryDetails
from cms.faces import Facet
from cms.fields import StoryField, editable, for_editors
from cms.models.base import AddressForm, BasePage
from cms.models.dossiers import DossierPage, dossiers_of
from cms.models.references import is_empty_html
from cms.panels import InlinePanel, ReadinessPanel
from cms.public_rows import PublicRow
from cms.readiness import Finding, story_findings
from cms.schemas import BlockSchema, Card, CorrectionSchema
from cms.typography import correct
from cms.widgets import FilteredCheckboxes


class BodyMixin(models.Model):
    """A page whose main part is a body of blocks."""

    body: StoryField

    class Meta:
        abstract = True

    def face_body(self) -> list[BlockSchema]:
        return self.body.stream_block.shape(self.body)

    def face_text(self) -> str:
        return stream_text(self.body)

    def shown_blocks(self, row: PublicRow | None = None) -> list[ShownBlock]:
        """Of what is due, as it stands: a picture whose rights end is gone at that moment."""
        if row is None or row.is_due:
            return blocks_of(self.body)
        return stored_blocks(row.document["body"])


def is_path(text: str) -> bool:
    return text.startswith("/") and not text.startswith("//") and not set(text) & set(" \\<>\"'")


def validate_path(path: str) -> None:
    """Raises ValidationError for what is no path of a site."""
    if not is_path(path):
        raise ValidationError(_("A path begins with a slash and holds no space: /2021/03/titre/."))


class StoryForm(AddressForm):
    """Says of each dossier in the list whether readers see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get("dossiers")
        # A form of an API may leave it out.
        if field:
            field.queryset = DossierPage.choosable()
            field.label_from_instance = DossierPage.choice


class StoryPage(BodyMixin, BasePage):
    """Articles, éditos, episodes."""

    base_form_class = StoryForm
    details_schema: ClassVar[type[StoryDetails]] = StoryDetails
    face_prefetch: ClassVar[Sequence[str]] = (
        "contributions__person",
        "topics",
        "people",
        "dossiers",
        "references__document__collection",
        "related_contents",
        "corrections",
    )

    kicker = models.CharField(
        _("kicker"), max_length=60, blank=True, help_text=_("A few words above the title.")
    )
    standfirst = models.TextField(
        _("standfirst"),
        blank=True,
        max_length=500,
        help_text=_("What the reader must know, in two sentences."),
    )
    shown_date = models.DateTimeField(
        _("date shown"),
        null=True,
        blank=True,
        help_text=_("Empty: the moment of the first publication."),
    )
    topics = ParentalManyToManyField(
        "cms.Topic", blank=True, verbose_name=_("topics"), related_name="+"
    )
    people = ParentalManyToManyField(
        "cms.Person", blank=True, verbose_name=_("people it is about"), related_name="+"
    )
    dossiers = ParentalManyToManyField(
        "cms.DossierPage",
        blank=True,
        verbose_name=_("dossiers"),
        related_name="+",
        help_text=_("This page stands in them once it is published, after what they list."),
    )
    body = StoryField(ArticleStoryBlock(), blank=True, verbose_name=_("body"))
    methodology = RichTextField(
        _("behind the story"),
        blank=True,
        features=SHORT_FEATURES,
        help_text=_("How it was made: who was met, when, under which conditions, who refused."),
    )
    legacy_path = models.CharField(
        _("former address"),
        max_length=255,
        blank=True,
        validators=[validate_path],
        help_text=_("Where it stood on the former site: /2021/03/titre/. Its links lead here."),
    )

    title_panels = [
        FieldPanel("kicker"),
        *BasePage.content_panels,
        FieldPanel("standfirst"),
    ]
    story_panels = [
        *BasePage.image_panels,
        FieldPanel("body"),
        InlinePanel("contributions", label=_("contribution"), heading=_("Who made it")),
        MultiFieldPanel(
            [
                FieldPanel("topics", widget=FilteredCheckboxes),
                FieldPanel("people", widget=FilteredCheckboxes),
                FieldPanel("dossiers", widget=FilteredCheckboxes),
            ],
            heading=_("What it is about"),
        ),
        InlinePanel("references", label=_("source"), heading=_("Sources and documents")),
        FieldPanel("methodology"),
        InlinePanel("related_contents", label=_("content"), heading=_("To read next"), max_num=6),
        InlinePanel(
            "corrections",
            label=_("correction"),
            heading=_("Corrections and replies"),
            help_text=_(
                "What was wrong once it was published, and replies of those it names. A typing "
                "error needs none."
            ),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("shown_date"), FieldPanel("legacy_path")],
            heading=_("Date and former address"),
            classname="collapsed",
        ),
    ]
    ready_panels = [ReadinessPanel()]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
    ]
    api_fields = [
        *BasePage.api_fields,
        *BasePage.image_api_fields,
        *editable("kicker", "standfirst", "body"),
        *for_editors("contributions", "topics", "people", "dossiers", "references"),
        *for_editors("methodology", "related_contents", "shown_date", "legacy_path"),
        *for_editors("corrections"),
    ]
    stored_api_fields: ClassVar[Mapping[str, str]] = {
        **BasePage.stored_api_fields,
        **{name: f"card.{name}" for name in ("topics", "authors", "people", "dossier")},
        "body": "body",
        "corrections": "corrections",
        **{name: f"details.{name}" for name in ("references", "methodology", "related")},
    }

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """A former address once given goes on leading here, whatever becomes of the field."""
        super().save(*args, **kwargs)
        if self.live and self.legacy_path and not self._taken_redirect():
            path = Redirect.normalise_path(self.legacy_path)
            Redirect.objects.get_or_create(old_path=path, site=None, redirect_page=self)

    def clean(self) -> None:
        super().clean()
        if self.shown_date and self.shown_date > timezone.now() + timedelta(minutes=5):
            message = _("This date is to come: to publish later, schedule the publication.")
            raise ValidationError({"shown_date": message})
        # Also asked where the field's own check has failed.
        if is_path(self.legacy_path) and self._taken_redirect():
            message = _("Another page has this former address already: look for it in Redirects.")
            raise ValidationError({"legacy_path": message})

    def _taken_redirect(self) -> bool:
        path = Redirect.normalise_path(self.legacy_path)
        return Redirect.objects.filter(old_path=path).exclude(redirect_page=self.pk).exists()

    @property
    def display_date(self) -> Any:
        return self.shown_date or super().display_date

    def face_card(self, path: str) -> Card:
        dossiers = dossiers_of(self.uuid, self._asked())
        return (
            super()
            .face_card(path)
            .model_copy(
                update={
                    "kicker": correct(self.kicker),
                    "standfirst": correct(self.standfirst),
                    "topics": [topic.ref() for topic in self.topics.all()],
                    "authors": [c.ref() for c in self.contributions.all()],
                    "people": [person.ref() for person in self.people.all()],
                    "dossier": next(iter(dossiers), None),
                    "dossiers": dossiers,
                }
            )
        )

    def _asked(self) -> list[UUID]:
        """The dossiers that it asks for, public or not."""
        return [dossier.uuid for dossier in self.dossiers.all()]

    def face_facets(self, card: Card) -> Iterable[Facet]:
        return [("asked", uuid) for uuid in self._asked()]

    def face_details(self) -> dict[str, Any]:
        return {
            "references": [reference.shape() for reference in self.references.all()],
            "methodology": None if is_empty_html(self.methodology) else rich_text(self.methodology),
            "related": [related.ref() for related in self.related_contents.all()],
        }

    def face_corrections(self) -> list[CorrectionSchema]:
        corrections = sorted(self.corrections.all(), key=lambda each: each.at, reverse=True)
        return [correction.shape() for correction in corrections]

    def face_text(self) -> str:
        return f"{self.standfirst}\n{super().face_text()}".strip()

    def findings(self, user: AbstractUser) -> Iterator[Finding]:
        """What it still lacks before it is published, as that user may know it."""
        return story_findings(self, user)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        chosen = [UUID(reference["uuid"]) for reference in context["details"]["related"]]
        return {**context, **around(Card.model_validate(context["card"]), chosen)}


def stream_text(value: Any) -> str:
    """Every searchable word of a body, as plain text."""
    return "\n".join(str(part) for part in value.stream_block.get_searchable_content(value))
