from typing import Any

from cms.panels import InlinePanel
from home.forms import PinFormSet


class PinsPanel(InlinePanel):
    """What is kept on the front page: one list, zone by zone."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = PinFormSet
        return options
