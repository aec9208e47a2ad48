"""Links family: what leads elsewhere."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.models.publication import Publication
from cms.schemas import CallToActionSchema, ContentRef
from cms.widgets import ItemChooser


class ContentSchema(BaseModel):
    """Another public content: a frontend joins its card by `content.uuid`."""

    content: ContentRef


class ItemBlock(blocks.FieldBlock):
    """A content taken in from a source, by its public uuid.

    The uuid stays when the content is withdrawn, and nothing is shown until it is back.
    """

    schema = ContentSchema

    def __init__(self, required: bool = True, help_text: str = "", **kwargs: Any) -> None:
        self._required = required
        self._help_text = help_text
        super().__init__(**kwargs)

    @property
    def field(self) -> forms.UUIDField:
        if not hasattr(self, "_field"):
            self._field = forms.UUIDField(
                widget=ItemChooser(), required=self._required, help_text=self._help_text
            )
        return self._field

    def to_python(self, value: Any) -> UUID | None:
        return UUID(str(value)) if value else None

    def get_prep_value(self, value: UUID | None) -> str | None:
        return str(value) if value else None

    def get_form_state(self, value: UUID | None) -> Any:
        return self.field.widget.get_value_data(value)

    def shape(self, value: UUID | None) -> ContentSchema | None:
        return ContentSchema(content=ContentRef(uuid=value)) if value else None

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        shape = self.shape(value)
        return shape.model_dump(mode="json") if shape else None

    def get_context(self, value: UUID | None, parent_context: Any = None) -> dict[str, Any]:
        card = Publication.objects.cards_by_uuid([value]).get(value) if value else None
        context = super().get_context(value, parent_context)
        return {**context, "card": json.loads(card) if card else None}

    class Meta:
        icon = "rss"
        label = _("Content of the feed")
        group = _("Links")
        description = _("A video, an article or a podcast taken in from a source.")
        template = "blocks/item.html"


class CallToActionBlock(SnippetChooserBlock):
    """An appeal written once, placed anywhere."""

    schema = CallToActionSchema

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("cms.CallToAction", **kwargs)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("cms.blocks.links.CallToActionBlock", [], {})

    def shape(self, value: Any) -> CallToActionSchema | None:
        return value.shape() if value else None

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        shape = self.shape(value)
        return shape.model_dump(mode="json") if shape else None

    class Meta:
        icon = "mail"
        label = _("Call to action")
        group = _("Links")
        description = _("Subscribe, support, take part: set apart from the text.")
        template = "blocks/call_to_action.html"
