from typing import Any

from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.panels import InlinePanel
from home.forms import PinFormSet
from home.zones import HOLDING, Zone


def _words() -> SafeString:
    """How the zones are filled, each with its size and its rule."""
    how = _(
        "What you keep here leads its zone, in order, between its moments; without moments, until "
        "you take it out. The places left fill themselves:"
    )
    zones = ((zone.title, _places(zone), zone.rule) for zone in HOLDING)
    lines = format_html_join("", "<li><strong>{}</strong> ({}). {}</li>", zones)
    return format_html("<p>{}</p><ul>{}</ul>", how, lines)


def _places(zone: Zone) -> str:
    return ngettext("%(count)d place", "%(count)d places", zone.places) % {"count": zone.places}


WORDS = lazy(_words, SafeString)()


class PinsPanel(InlinePanel):
    """What is kept on the front page: one list, zone by zone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"help_text": WORDS, **kwargs})

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = PinFormSet
        return options
