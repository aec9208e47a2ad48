"""What the editor's form of the front page refuses of its pins."""

from collections.abc import Iterable, Mapping
from math import inf
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modelcluster.forms import BaseChildFormSet

from cms.models.publication import HAS, Publication, PublicationFacet
from home.pins import Kept, crowded, repeated
from home.zones import BY_NAME, HOLDING, ORDER

Nature = tuple[str, frozenset[str]]
"""The kind of a content and what it has, of what zones ask for."""

REPEATED = _("It stands in this zone already, at the same time.")


class PinFormSet(BaseChildFormSet):
    """Pins zone by zone, whatever the order in which they were added. Says at the field what does
    not fit: in the form and not in the model, which the clock publishes as well."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        # A machine that names no zone leaves it as it is: at first, that which leads.
        form.fields["zone"].required = False

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            if form.is_valid() and form.instance.zone not in BY_NAME:
                form.add_error("zone", form.fields["zone"].error_messages["required"])
        forms = self._readable()
        natures = natures_of(form.instance.content for form in forms)
        for form in forms:
            zone, nature = BY_NAME[form.instance.zone], natures.get(form.instance.content)
            # What is withdrawn has none, and may come back.
            if nature and not zone.accepts(*nature):
                form.add_error("content", zone.refusal)
        fitting = [form for form in forms if form.is_valid()]
        kept = [form.instance.kept for form in fitting]
        for place in repeated(kept):
            fitting[place].add_error("content", REPEATED)
        for place in crowded(kept, {name: zone.places for name, zone in BY_NAME.items()}):
            if fitting[place].is_valid():
                fitting[place].add_error("zone", _is_full(kept[place]))

    def _readable(self) -> list[Any]:
        """Those that can be judged, in the editor's order."""
        forms = [
            form
            for form in self.forms
            if form.is_valid()
            and form.cleaned_data.get("content")
            and not self._should_delete_form(form)
        ]
        return sorted(forms, key=_order)

    @property
    def ordered_forms(self) -> list[Any]:
        return sorted(super().ordered_forms, key=lambda form: ORDER[form.instance.zone])

    def save(self, commit: bool = True) -> list[Any]:
        saved: list[Any] = super().save(commit=False)
        # Of those that were not touched the place may be another one as well.
        pins = self.instance.pins
        pins.add(*(form.instance for form in self.ordered_forms))
        if commit:
            pins.commit()
        return saved


def _order(form: Any) -> float:
    order = form.cleaned_data["ORDER"]
    return inf if order is None else order


def _is_full(each: Kept) -> str:
    places = BY_NAME[each.zone].places
    sentence = ngettext(
        "This zone has %(count)d place, which is taken: choose other moments, or another zone.",
        "This zone has %(count)d places, which are taken: choose other moments, or another zone.",
        places,
    )
    return sentence % {"count": places}


def natures_of(uuids: Iterable[UUID]) -> Mapping[UUID, Nature]:
    """Of those that are public. Two queries."""
    named = set(uuids)
    asked = {HAS[zone.has]: zone.has for zone in HOLDING if zone.has}
    facets = PublicationFacet.objects.filter(
        publication__uuid__in=named, facet="has", target_id__in=asked
    ).values_list("publication__uuid", "target_id")
    has = {(uuid, asked[target]) for uuid, target in facets}
    return {
        uuid: (kind, frozenset(name for name in asked.values() if (uuid, name) in has))
        for uuid, kind in Publication.objects.filter(uuid__in=named).values_list("uuid", "kind")
    }
