"""Which blocks each family of pages may hold."""

from typing import Any

from wagtail import blocks

from cms.blocks.links import CallToActionBlock, ItemBlock
from cms.blocks.media import ImageBlock, VideoBlock
from cms.blocks.text import HeadingBlock, QuoteBlock, TextBlock
from cms.schemas import BlockSchema


class StoryBlock(blocks.StreamBlock):
    """A body of blocks that each know their schema."""

    def shape(self, value: blocks.StreamValue) -> list[BlockSchema]:
        """The typed blocks, in order; one whose content is gone is left out."""
        shapes = ((child, child.block.shape(child.value)) for child in value)
        return [
            BlockSchema(type=child.block.name, id=str(child.id or ""), value=shape)
            for child, shape in shapes
            if shape is not None
        ]

    def get_api_representation(self, value: Any, context: Any = None) -> list[dict[str, Any]]:
        return [block.model_dump(mode="json") for block in self.shape(value or [])]


class ArticleStoryBlock(StoryBlock):
    """Articles, éditos and episodes: everything."""

    text = TextBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    image = ImageBlock()
    video = VideoBlock()
    item = ItemBlock()
    call_to_action = CallToActionBlock()


class StandardStoryBlock(StoryBlock):
    """Standing pages (who we are, legal notices, the magazine): no feed."""

    text = TextBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    image = ImageBlock()
    video = VideoBlock()
    call_to_action = CallToActionBlock()
