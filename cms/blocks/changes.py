"""Changes of stored bodies, for data migrations (`wagtail.blocks.migrations`)."""

from typing import Any

from wagtail.blocks.migrations.operations import BaseBlockOperation


class ItemsToLinks(BaseBlockOperation):
    """A content of the feed becomes a link card to that content."""

    def apply(self, block_value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {**child, "type": "link", "value": {"content": child["value"]}}
            if child["type"] == "item"
            else child
            for child in block_value
        ]

    @property
    def operation_name_fragment(self) -> str:
        return "items_to_links"
