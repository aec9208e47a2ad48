"""Choosers of public contents, whatever their model: the chosen value is the public uuid."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.chooser import BaseChooser

from cms.models.publication import Publication


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
        uuid = value if isinstance(value, UUID) else UUID(str(value))
        withdrawn = Publication(uuid=uuid, search_title=str(_("(content withdrawn)")))
        return Publication.objects.filter(uuid=uuid).first() or withdrawn

    def get_value_data_from_instance(self, instance: Publication) -> dict[str, Any]:
        return {"id": str(instance.uuid), "edit_url": "", "title": str(instance)}
