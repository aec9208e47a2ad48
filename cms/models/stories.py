"""What every signed story has: kicker, standfirst, people, topics, a body of blocks."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.search import index

from cms.blocks.stories import ArticleStoryBlock
from cms.fields import StoryField
from cms.models.base import BasePage
from cms.models.dossiers import dossier_of
from cms.schemas import BlockSchema, Card
from cms.typography import correct


class BodyMixin(models.Model):
    """A page whose main part is a body of blocks."""

    body: StoryField

    class Meta:
        abstract = True

    def face_body(self) -> list[BlockSchema]:
        return self.body.stream_block.shape(self.body)

    def face_text(self) -> str:
        return stream_text(self.body)


class StoryPage(BodyMixin, BasePage):
    """Articles, éditos, episodes."""

    face_prefetch: ClassVar[Sequence[str]] = ("contributions__person", "topics", "people")

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
    body = StoryField(ArticleStoryBlock(), blank=True, verbose_name=_("body"))

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
            [FieldPanel("topics", widget=CheckboxSelectMultiple), FieldPanel("people")],
            heading=_("What it is about"),
        ),
        FieldPanel("shown_date"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
    ]
    api_fields = [
        *BasePage.api_fields,
        APIField("kicker"),
        APIField("standfirst"),
        APIField("body"),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.shown_date and self.shown_date > timezone.now() + timedelta(minutes=5):
            message = _("This date is to come: to publish later, schedule the publication.")
            raise ValidationError({"shown_date": message})

    @property
    def display_date(self) -> Any:
        return self.shown_date or super().display_date

    def face_card(self, path: str) -> Card:
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
                    "dossier": dossier_of(self.uuid),
                }
            )
        )

    def face_text(self) -> str:
        return f"{self.standfirst}\n{super().face_text()}".strip()


def stream_text(value: Any) -> str:
    """Every searchable word of a body, as plain text."""
    return "\n".join(str(part) for part in value.stream_block.get_searchable_content(value))
