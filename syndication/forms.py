from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.models import Action, Kind


class WebhookForm(WagtailAdminModelForm):
    """What is told is ticked in lists; none ticked is all."""

    kinds = forms.MultipleChoiceField(
        label=_("Kinds"),
        choices=Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of which contents it is told. None ticked: of all."),
    )
    actions = forms.MultipleChoiceField(
        label=_("Events"),
        choices=Action.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What it is told of them. None ticked: everything."),
    )
