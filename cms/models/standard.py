import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from smtplib import SMTPException
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.forms.forms import FormBuilder, WagtailAdminFormPageForm
from wagtail.contrib.forms.models import (
    FORM_FIELD_CHOICES,
    AbstractEmailForm,
    AbstractFormField,
)
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms.blocks.stories import MagazineStoryBlock, StandardStoryBlock
from cms.blocks.text import TEXT_FEATURES, rich_text
from cms.details import (
    FormDetails,
    FormFieldSchema,
    IssueEntrySchema,
    MagazineDetails,
    StandardDetails,
)
from cms.fields import StoryField, editable, for_editors
from cms.models.base import AddressForm, BasePage
from cms.models.stories import BodyMixin
from cms.panels import InlinePanel
from cms.rates import too_many_sent
from cms.schemas import Card
from cms.typography import correct

logger = logging.getLogger(__name__)


class StandardPage(BodyMixin, BasePage):
    """A standing page: who we are, charter, legal notices, accessibility."""

    details_schema = StandardDetails
    parent_page_types: ClassVar = ["home.HomePage", "cms.StandardPage"]
    subpage_types: ClassVar = ["cms.StandardPage"]

    body = StoryField(StandardStoryBlock(), blank=True, verbose_name=_("body"))

    content_panels = [*BasePage.content_panels, *BasePage.image_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    api_fields = [*BasePage.api_fields, *BasePage.image_api_fields, *editable("body")]
    stored_api_fields: ClassVar[Mapping[str, str]] = {
        **BasePage.stored_api_fields,
        "body": "body",
    }

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")


class MagazinePage(BodyMixin, BasePage):
    """The paper magazine: what it is, what it costs, what is in it, where to subscribe."""

    details_schema = MagazineDetails
    face_prefetch: ClassVar[Sequence[str]] = ("entries",)

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = []

    standfirst = models.TextField(_("standfirst"), blank=True, max_length=500)
    price_euros = models.DecimalField(
        _("price of a year"), max_digits=6, decimal_places=2, help_text=_("In euros.")
    )
    frequency = models.CharField(
        _("frequency"), max_length=60, blank=True, help_text=_("Quarterly, for instance.")
    )
    issue_title = models.CharField(_("current issue"), max_length=150, blank=True)
    subscription_url = models.URLField(_("subscription address"), max_length=1000)
    body = StoryField(MagazineStoryBlock(), blank=True, verbose_name=_("body"))

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("standfirst"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("price_euros"), FieldPanel("frequency")]),
                FieldPanel("subscription_url"),
            ],
            heading=_("Subscription"),
        ),
        FieldPanel("issue_title"),
        InlinePanel("entries", label=_("article"), heading=_("Contents of the issue")),
        *BasePage.image_panels,
        FieldPanel("body"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
    ]
    api_fields = [
        *BasePage.api_fields,
        *BasePage.image_api_fields,
        *editable("standfirst", "price_euros", "frequency", "issue_title", "subscription_url"),
        *editable("body"),
        *for_editors("entries"),
    ]
    stored_api_fields: ClassVar[Mapping[str, str]] = {
        **BasePage.stored_api_fields,
        "entries": "details.entries",
        "body": "body",
    }

    class Meta:
        verbose_name = _("magazine")
        verbose_name_plural = _("magazines")

    def face_card(self, path: str) -> Card:
        return super().face_card(path).model_copy(update={"standfirst": correct(self.standfirst)})

    def face_details(self) -> dict[str, Any]:
        return {
            "price_euros": str(self.price_euros),
            "frequency": correct(self.frequency),
            "issue_title": correct(self.issue_title),
            "subscription_url": self.subscription_url,
            "entries": [entry.shape() for entry in self.entries.all()],
        }

    def face_text(self) -> str:
        entries = "\n".join(f"{entry.title} {entry.authors}" for entry in self.entries.all())
        texts = (self.standfirst, self.issue_title, entries, super().face_text())
        return "\n".join(texts).strip()


class IssueEntry(Orderable):
    """One article of the paper issue."""

    page = ParentalKey(MagazinePage, on_delete=models.CASCADE, related_name="entries")
    title = models.CharField(_("title"), max_length=200)
    authors = models.CharField(_("authors"), max_length=200, blank=True)
    page_number = models.PositiveSmallIntegerField(_("page"), null=True, blank=True)

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("authors"), FieldPanel("page_number")]),
    ]
    api_fields = for_editors("title", "authors", "page_number")

    class Meta(Orderable.Meta):
        verbose_name = _("article of the issue")
        verbose_name_plural = _("articles of the issue")

    def __str__(self) -> str:
        return self.title

    def shape(self) -> IssueEntrySchema:
        return IssueEntrySchema(title=self.title, authors=self.authors, page=self.page_number)


class FormField(AbstractFormField):
    """A new one is a line of text: without a type, the form could be neither saved nor seen."""

    page = ParentalKey("FormPage", on_delete=models.CASCADE, related_name="form_fields")
    field_type = models.CharField(
        _("field type"), max_length=16, choices=FORM_FIELD_CHOICES, default="singleline"
    )

    api_fields = for_editors(
        *("label", "help_text", "required", "field_type", "choices", "default_value")
    )

    def shape(self) -> FormFieldSchema:
        choices = FormBuilder([]).get_formatted_field_choices(self) if self.choices else ()
        return FormFieldSchema(
            name=self.clean_name,
            label=self.label,
            type=self.field_type,
            required=self.required,
            help_text=self.help_text,
            choices=[value for value, _label in choices],
            default=self.default_value,
        )


class FormAddressForm(AddressForm, WagtailAdminFormPageForm):
    """What both parents of a form page check."""


THANKS = "merci"


class FormPage(AbstractEmailForm, BasePage):
    """A form that readers fill: contact, « signaler une erreur ».

    Who has sent it is led to its thanks, at an address of their own below: a page that is loaded
    again sends nothing again.
    """

    base_form_class = FormAddressForm
    details_schema = FormDetails
    parent_page_types: ClassVar = ["home.HomePage", "cms.StandardPage"]
    subpage_types: ClassVar = []

    intro = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)
    thank_you = RichTextField(_("thanks"), blank=True, features=TEXT_FEATURES)

    content_panels = [
        FormSubmissionsPanel(),
        *BasePage.content_panels,
        FieldPanel("intro"),
        InlinePanel("form_fields", label=_("field"), heading=_("Form fields")),
        FieldPanel("thank_you"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("from_address"), FieldPanel("to_address")]),
                FieldPanel("subject"),
            ],
            heading=_("Sent by mail to"),
        ),
    ]
    api_fields = [
        *BasePage.api_fields,
        *editable("intro", "thank_you"),
        *for_editors("form_fields", "from_address", "to_address", "subject"),
    ]
    stored_api_fields: ClassVar[Mapping[str, str]] = {
        **BasePage.stored_api_fields,
        "intro": "details.intro.html",
        "fields": "details.fields",
    }

    class Meta:
        verbose_name = _("form page")
        verbose_name_plural = _("form pages")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if path_components == [THANKS] and self.live:
            return RouteResult(self, kwargs={"is_sent": True})
        found: RouteResult = super().route(request, path_components)
        return found

    def serve(
        self, request: HttpRequest, *args: Any, is_sent: bool = False, **kwargs: Any
    ) -> HttpResponse:
        if is_sent:
            thanks: HttpResponse = self.render_landing_page(request)
            return thanks
        if refused := too_many_sent(request, "form"):
            return refused
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response

    def render_landing_page(
        self, request: HttpRequest, form_submission: Any = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if form_submission is None:
            drawn: HttpResponse = super().render_landing_page(request, None, *args, **kwargs)
            return drawn
        see_other = HttpResponseRedirect(f"{self.get_url(request)}{THANKS}/")
        see_other.status_code = HTTPStatus.SEE_OTHER
        return see_other

    def send_mail(self, form: Any) -> None:
        """What a reader sent is kept before: a mail server that fails loses nothing of it, and must
        not make them send it twice."""
        try:
            super().send_mail(form)
        except (OSError, SMTPException):
            logger.exception("The answer to a form was kept, but not sent", extra={"page": self.pk})

    def face_details(self) -> dict[str, Any]:
        return {
            "intro": rich_text(self.intro),
            "fields": [field.shape() for field in self.form_fields.all()],
        }
