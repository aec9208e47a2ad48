from typing import Any

from wagtail.admin.panels import Panel


class SameDayPanel(Panel):
    """Tells that another édito has this day. A notice, no error: two may be meant."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "shows/admin/same_day.html"

        def is_shown(self) -> bool:
            return self.instance.on_the_same_day().exists()

        def show_panel_furniture(self) -> bool:
            return False

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            others = self.instance.on_the_same_day()
            return {**super().get_context_data(parent_context), "others": others}
