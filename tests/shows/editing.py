"""What the editor's forms of éditos and episodes post."""

from typing import Any

from django.http import QueryDict
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.models.base import AddressForm
from shows.models import EditoIndexPage, EditoPage, EpisodePage
from tests.factories import pages

STORY = ("contributions", "references", "related_contents", "corrections")
FORMSETS: dict[Any, tuple[str, ...]] = {
    EditoPage: (*STORY, "chapters", "further_reading"),
    EpisodePage: (*STORY, "chapters", "guests", "quotes", "notes"),
}


def posted(model: Any, inlines: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """`inlines` holds the rows of formsets by name."""
    formsets = {name: inline_formset((inlines or {}).get(name, [])) for name in FORMSETS[model]}
    data = {"title": "Un titre", "slug": "un-titre", "body": streamfield([]), **formsets}
    data["methodology"] = rich_text("")
    if model is EditoPage:
        data["day"] = "2026-03-18"
    return {**nested_form_data({**data, "comments": inline_formset([])}), **fields}


def form_of(page: Any, parent: Any, data: dict[str, Any], files: Any = None) -> AddressForm:
    """The editor's form of a page, bound to what is posted."""
    form_class = type(page).get_edit_handler().get_form_class()
    query = QueryDict(mutable=True)
    query.update(data)
    form: AddressForm = form_class(
        query, files or {}, instance=page, parent_page=parent, for_user=None
    )
    return form


def edito_form(files: Any = None, page: Any = None, **fields: Any) -> Any:
    index = pages.only(EditoIndexPage, title="Éditos", slug="editos")
    return form_of(page or EditoPage(), index, posted(EditoPage, **fields), files)


def episode_form(page: Any = None, **fields: Any) -> Any:
    return form_of(page or EpisodePage(), pages.show(), posted(EpisodePage, **fields))
