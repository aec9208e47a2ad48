"""Panels of the editor that several rooms use."""

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.admin.panels import InlinePanel as StockInlinePanel


class ReadOnlyPanel(FieldPanel):
    """A field that only our code writes; what never happened is a dash, not “None”."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, **{**kwargs, "read_only": True})

    def format_value_for_display(self, value: Any) -> Any:
        return "–" if value in (None, "") else super().format_value_for_display(value)


class SlugPanel(FieldPanel):
    """The slug of an entry with a page of its own, told apart from the other addresses it has."""

    def __init__(self, field_name: str = "slug", **kwargs: Any) -> None:
        words = _("The end of the address of its page on this site; in small letters and hyphens.")
        super().__init__(field_name, **{"help_text": words, **kwargs})


_empty_rows: dict[tuple[int, str | None, str], str] = {}


class InlinePanel(StockInlinePanel):
    """Rows of a page. The empty row, which the browser copies for each new one, is written once a
    language, not at each opening of a page; one that tells the present moment, each time. Its
    fields may not depend on who opens the page: none has a `permission`."""

    class BoundPanel(StockInlinePanel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.form is None:
                return
            row = self.empty_child
            if not any(callable(field.initial) for field in row.form.fields.values()):
                row.render_form_content = partial(self._kept, row.render_form_content)

        def _kept(self, draw: Any) -> str:
            # A panel lives as long as the process.
            key = (id(self.panel), get_language(), self.formset.prefix)
            if key not in _empty_rows:
                _empty_rows[key] = draw()
            return _empty_rows[key]


class ReadinessPanel(Panel):
    """« Prêt à publier »: what the story still lacks, kept up to date while one writes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Ready to publish?"), "icon": "check", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/readiness_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "address": self._address()}

        def _address(self) -> str:
            if self.instance.pk:
                return reverse("kiosque_readiness", args=[self.instance.pk])
            meta, parent = self.instance._meta, self.form.parent_page
            return reverse(
                "kiosque_readiness_new", args=[meta.app_label, meta.model_name, parent.pk]
            )


class AskingPanel(Panel):
    """Which stories ask to stand in a dossier besides what it lists, as readers see them; each
    with the way to its form. Nothing can be changed here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Stories that ask to be here"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/asking_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            asking = self.instance.asking(self.instance.entries.all())
            rows = asking.values_list("publication__search_title", "publication__object_id")
            stories = [(title, reverse("wagtailadmin_pages:edit", args=[pk])) for title, pk in rows]
            return {**context, "stories": stories}
