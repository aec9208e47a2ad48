"""Choosers of public contents, whatever their model: the chosen value is the public uuid."""

from typing import Any
from uuid import UUID

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import RadioSelectAdapter
from wagtail.admin.widgets.chooser import BaseChooser

from cms.models.publication import Publication


def as_uuid(value: Any) -> UUID | None:
    """None for what is no uuid, as somebody may post it."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None


class ContentChooser(BaseChooser):
    """Chooses any listed content. A uuid whose content is withdrawn stays, and says so."""

    model = Publication
    choose_one_text = _("Choose a content")
    choose_another_text = _("Choose another content")
    link_to_chosen_text = _("Open this content")
    chooser_modal_url_name = "content_chooser:choose"
    icon = "doc-full"
    show_edit_link = False

    def get_instance(self, value: Any) -> Publication | None:
        if value is None or isinstance(value, Publication):
            return value
        uuid = as_uuid(value)
        if uuid is None:
            return None
        withdrawn = Publication(uuid=uuid, search_title=str(_("(content withdrawn)")))
        return Publication.objects.filter(uuid=uuid).first() or withdrawn

    def get_value_data_from_instance(self, instance: Publication) -> dict[str, Any]:
        return {"id": str(instance.uuid), "edit_url": "", "title": str(instance)}


class FilteredCheckboxes(forms.CheckboxSelectMultiple):
    """Boxes to tick, the ticked first, with a field that narrows them down: a list of hundreds of
    names is usable with a thumb, and without a script it is a list of boxes."""

    template_name = "cms/admin/filtered_checkboxes.html"

    class Media:
        js = ("js/filtered-checkboxes.js",)

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        if isinstance(self.choices, ModelChoiceIterator):
            # Read at once: a few hundred names are not worth a cursor on the server.
            self.choices = [self.choices.choice(row) for row in self.choices.queryset]
        groups = super().optgroups(name, value, attrs)
        return sorted(groups, key=lambda group: not group[1][0]["selected"])


class FilteredCheckboxesAdapter(RadioSelectAdapter):
    """What scripts get to draw the widget anew, which none does: without its names, which the
    page would hold twice."""

    def js_args(self, widget: FilteredCheckboxes) -> list[Any]:
        args: list[Any] = super().js_args(FilteredCheckboxes(widget.attrs))
        return args


register(FilteredCheckboxesAdapter(), FilteredCheckboxes)
