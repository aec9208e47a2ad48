"""Links family: what leads elsewhere."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from pydantic import BaseModel
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks.typed import TypedBlock
from cms.models.publication import Publication
from cms.schemas import CallToActionSchema, ContentRef, FrenchText
from cms.widgets import ContentChooser, as_uuid

NOTHING_LINKED = _("Choose a content, or paste an address.")
TWO_LINKS = _("A content or an address, not both: empty one of them.")
NO_TITLE = _("Say where this address leads: its readers cannot guess.")

NETWORKS = {
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "x": "X (Twitter)",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "tiktok": "TikTok",
    "telegram": "Telegram",
    "other": _("Another network"),
}


class LinkSchema(BaseModel):
    """A card that leads elsewhere: to `content`, whose card a frontend joins by its uuid, else to
    `url`, with the title and the words written here."""

    content: ContentRef | None = None
    url: str = ""
    title: FrenchText = ""
    text: FrenchText = ""


class PostSchema(BaseModel):
    """A post of a social network, quoted: no script, no picture of its own. `date` is ISO 8601."""

    network: str
    network_name: str = ""
    author: str
    handle: str = ""
    text: str
    date: str = ""
    url: str = ""


class ContentBlock(blocks.FieldBlock):
    """A public content of any kind, by its public uuid.

    The uuid stays when the content is withdrawn, and nothing is shown until it is back.
    """

    def __init__(self, required: bool = True, help_text: Any = "", **kwargs: Any) -> None:
        self._required = required
        self._help_text = help_text
        super().__init__(**kwargs)

    @property
    def field(self) -> forms.UUIDField:
        if not hasattr(self, "_field"):
            self._field = forms.UUIDField(
                widget=ContentChooser(), required=self._required, help_text=self._help_text
            )
        return self._field

    def to_python(self, value: Any) -> UUID | None:
        return as_uuid(value) if value else None

    def get_prep_value(self, value: UUID | None) -> str | None:
        return str(value) if value else None

    def get_form_state(self, value: UUID | None) -> Any:
        return self.field.widget.get_value_data(value)

    class Meta:
        icon = "doc-full"


class LinkBlock(TypedBlock, blocks.StructBlock):
    """A card to a content of this site, one of the feed, or an address."""

    schema = LinkSchema

    content = ContentBlock(
        label=_("Content"),
        required=False,
        help_text=_("An article, an episode, a dossier, or what a source has published."),
    )
    url = blocks.URLBlock(label=_("Or an address"), required=False, max_length=1000)
    title = blocks.CharBlock(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_("For an address. A content has its own."),
    )
    text = blocks.CharBlock(label=_("In one sentence"), required=False, max_length=300)

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        content, url = result.get("content"), result.get("url")
        if content and url:
            raise _at("url", TWO_LINKS)
        if self.is_deferred_validation:
            return result
        if not content and not url:
            raise _at("content", NOTHING_LINKED)
        if url and not result.get("title"):
            raise _at("title", NO_TITLE)
        return result

    def shape(self, value: Any) -> LinkSchema | None:
        content, url = value.get("content"), value.get("url") or ""
        if not content and not url:
            return None
        return LinkSchema(
            content=ContentRef(uuid=content) if content else None,
            url=url,
            title="" if content else value.get("title") or "",
            text=value.get("text") or "",
        )

    def get_searchable_content(self, value: Any) -> list[str]:
        """Words that are shown: none beside a content that is not public."""
        shape = self.shape(value)
        if shape is None or (shape.content and self._card(shape.content.uuid) is None):
            return []
        return [word for word in (shape.title, shape.text) if word]

    def shown(self, value: Any, shape: dict[str, Any] | None) -> dict[str, Any]:
        content = value.get("content")
        card = self._card(content) if content else None
        return {"card": json.loads(card) if card else None}

    @staticmethod
    def _card(uuid: UUID) -> str | None:
        return Publication.objects.cards_by_uuid([uuid]).get(uuid)

    class Meta:
        icon = "link"
        label = _("Link card")
        group = _("Links")
        description = _("Read also: a content of this site, of a source, or any address.")
        template = "blocks/link.html"
        preview_value = {
            "content": None,
            "url": "https://ville.example/gratuite",
            "title": "Le dossier complet de la ville",
            "text": "Les délibérations et les comptes, en accès libre.",
        }


class PostBlock(TypedBlock, blocks.StructBlock):
    """A post of a social network as a quotation: copied words, no script, no tracker."""

    schema = PostSchema

    text = blocks.TextBlock(
        label=_("Words of the post"), max_length=3000, help_text=_("Copied as they are.")
    )
    author = blocks.CharBlock(label=pgettext_lazy("of a post", "Author"), max_length=120)
    handle = blocks.CharBlock(
        label=_("Account"), required=False, max_length=120, help_text=_("@compte")
    )
    network = blocks.ChoiceBlock(
        label=_("Network"),
        choices=list(NETWORKS.items()),
        default="x",
    )
    date = blocks.DateBlock(label=_("Day"), required=False)
    url = blocks.URLBlock(label=_("Address of the post"), required=False, max_length=1000)

    def shape(self, value: Any) -> PostSchema:
        return PostSchema(
            network=value["network"],
            network_name="" if value["network"] == "other" else str(NETWORKS[value["network"]]),
            author=value["author"],
            handle=value.get("handle") or "",
            text=value["text"],
            date=value["date"].isoformat() if value.get("date") else "",
            url=value.get("url") or "",
        )

    class Meta:
        icon = "comment"
        label = _("Social post")
        group = _("Links")
        description = _("Quoted word for word: nothing is loaded from the network.")
        template = "blocks/post.html"
        preview_value = {
            "text": "Premier jour de gratuité : les bus sont pleins, et joyeux.",
            "author": "Usagers en colère",
            "handle": "@usagers",
            "network": "mastodon",
            "date": None,
            "url": "https://social.example/@usagers/1",
        }


def _at(name: str, message: Any) -> blocks.StructBlockValidationError:
    return blocks.StructBlockValidationError(block_errors={name: ValidationError(message)})


class CallToActionBlock(TypedBlock, SnippetChooserBlock):
    """An appeal written once, placed anywhere."""

    schema = CallToActionSchema
    sample = {
        "title": "Ce journal vit de ses lecteurs",
        "text": "Quatre numéros par an, livrés chez vous.",
        "label": "Je m’abonne",
        "url": "https://journal.example/abonnement",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("cms.CallToAction", **kwargs)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("cms.blocks.links.CallToActionBlock", [], {})

    def shape(self, value: Any) -> CallToActionSchema | None:
        return value.shape() if value else None

    class Meta:
        icon = "mail"
        label = _("Call to action")
        group = _("Links")
        description = _("Subscribe, support, take part: set apart from the text.")
        template = "blocks/call_to_action.html"
