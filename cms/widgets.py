"""Choosers of public contents, whatever their model: the chosen value is the public uuid."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
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
        groups = super().optgroups(name, value, attrs)
        return sorted(groups, key=lambda group: not group[1][0]["selected"])
