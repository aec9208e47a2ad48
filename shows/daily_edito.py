"""The day's édito from a phone: an address, a sentence, and it is out.

paste, type, « Publish » → checked as in the long form → CreatePageAction → « View », « Edit »
"""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.actions.create_page import CreatePageAction
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.models import Contribution, Person
from cms.models.base import ascii_slug
from shows.models import EditoIndexPage, EditoPage


def index_of_editos() -> EditoIndexPage | None:
    """Where éditos are made: there is one at most."""
    return EditoIndexPage.objects.first()


def may_write(user: Any) -> bool:
    """Whether somebody may make an édito, be it a draft."""
    index = index_of_editos()
    return index is not None and bool(index.permissions_for_user(user).can_add_subpage())


class DailyEditoForm(WagtailAdminModelForm):
    """The least that an édito is made of; its day is today's."""

    author = forms.ModelChoiceField(
        Person.objects.all(), label=_("Author"), required=False, empty_label=_("Nobody")
    )
    # How many éditos of the day the editor was told of.
    noticed = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta(WagtailAdminModelForm.Meta):
        model = EditoPage
        fields = ["video_url", "title", "standfirst"]
        labels = {"title": _("Title, in one sentence"), "standfirst": _("Standfirst (optional)")}
        widgets = {
            "video_url": forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"}),
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "standfirst": forms.Textarea(attrs={"rows": 2}),
        }

    field_order = ["video_url", "title", "standfirst", "author", "noticed"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["video_url"].required = True
        self.fields["title"].help_text = ""
        self._focus_on(next(iter(self.errors), "video_url"))

    def _focus_on(self, name: str) -> None:
        """The first field that is wrong, else the first one: a keyboard that opens by itself."""
        if name in self.fields:
            self.fields[name].widget.attrs["autofocus"] = True

    def clean_title(self) -> str:
        """Its address is made of it."""
        title: str = self.cleaned_data["title"]
        if not ascii_slug(title):
            raise ValidationError(_("Write a sentence: there is not one letter in this title."))
        return title

    def save(self, commit: bool = True) -> Any:
        page = super().save(commit=commit)
        if author := self.cleaned_data.get("author"):
            page.contributions = [Contribution(person=author, role=Contribution.Role.VIDEO)]
        return page


class DailyEditoView(WagtailAdminTemplateMixin, FormView):
    template_name = "shows/admin/daily_edito.html"
    form_class = DailyEditoForm
    page_title = _("Today’s édito")
    header_icon = "media"
    index: EditoIndexPage

    @property
    def user(self) -> Any:
        """Somebody of the newsroom: Wagtail's own addresses let nobody else in."""
        return self.request.user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        index = index_of_editos()
        if index is None:
            messages.error(request, _("First make the page of all éditos, under the front page."))
            return redirect("wagtailadmin_home")
        if not may_write(request.user):
            raise PermissionDenied
        self.index = index
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def may_publish(self) -> bool:
        return bool(self.index.permissions_for_user(self.user).can_publish_subpage())

    @cached_property
    def others(self) -> list[EditoPage]:
        """Éditos that have today's date already."""
        return list(EditoPage().on_the_same_day())

    def get_initial(self) -> dict[str, Any]:
        last = EditoPage.objects.filter(owner=self.user).order_by("-pk").first()
        signed = last.contributions.first() if last else None
        return {"author": signed.person_id if signed else None, "noticed": len(self.others)}

    def get_form_kwargs(self) -> dict[str, Any]:
        page = EditoPage(owner=self.user)
        return {**super().get_form_kwargs(), "instance": page, "for_user": self.user}

    @transaction.atomic
    def form_valid(self, form: DailyEditoForm) -> HttpResponse:
        # One at a time: of two presses of the button the second finds what the first has made.
        EditoIndexPage.objects.select_for_update().get(pk=self.index.pk)
        self.others = list(EditoPage().on_the_same_day())
        if len(self.others) > (form.cleaned_data["noticed"] or 0):
            # One has come since the form was opened, or the button was pressed twice.
            form.data = {**form.data.dict(), "noticed": len(self.others)}
            return self.render_to_response(self.get_context_data(form=form))
        try:
            page = self._make(form)
        except ValidationError as error:
            form.add_error(None, [message for message in error.messages if message])
            return self.form_invalid(form)
        return redirect("daily_edito_done", page.pk)

    @transaction.atomic
    def _make(self, form: DailyEditoForm) -> EditoPage:
        """Published by who may, else a draft, submitted where a workflow waits for it."""
        user = self.user
        page: Any = CreatePageAction(
            form.instance, self.index, user=user, form=form, publish=self.may_publish
        ).execute()
        workflow = None if self.may_publish else page.get_workflow()
        if workflow:
            workflow.start(page, user)
        return page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        publish, keep = _("Publish the édito"), _("Save the draft")
        return {
            **context,
            "action_url": reverse("daily_edito"),
            "media": context["form"].media,
            "others": self.others,
            "may_publish": self.may_publish,
            "submit_button_label": publish if self.may_publish else keep,
            "submit_button_active_label": _("One moment…"),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class DailyEditoDoneView(WagtailAdminTemplateMixin, TemplateView):
    """What became of it, and the two ways on."""

    template_name = "shows/admin/daily_edito_done.html"
    page_title = _("Today’s édito")
    header_icon = "media"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Raises PermissionDenied for whom the page is no business of."""
        page = get_object_or_404(EditoPage, pk=kwargs["pk"])
        if not page.permissions_for_user(self.request.user).can_edit() and not page.live:
            raise PermissionDenied
        draft = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        return {
            **super().get_context_data(**kwargs),
            "edito": page,
            "view_url": page.get_url(self.request) if page.live else draft,
            "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": reverse("daily_edito"), "label": self.page_title}]
