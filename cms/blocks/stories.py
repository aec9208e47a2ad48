"""Which blocks each page type may hold."""

from typing import Any

from pydantic import BaseModel
from wagtail import blocks

from cms.blocks.anchors import set_apart
from cms.blocks.data import DocumentBlock, FiguresBlock, TableBlock, TimelineBlock
from cms.blocks.links import CallToActionBlock, LinkBlock, PostBlock
from cms.blocks.media import AudioBlock, GalleryBlock, ImageBlock, VideoBlock
from cms.blocks.text import BoxBlock, HeadingBlock, NoteBlock, QuoteBlock, TextBlock
from cms.schemas import BlockSchema


class StoryBlock(blocks.StreamBlock):
    """A body of blocks that each know their schema."""

    def shape(self, value: blocks.StreamValue) -> list[BlockSchema]:
        """The typed blocks, in order; one whose content is gone is left out."""
        return [
            BlockSchema(type=child.block.name, id=str(child.id or ""), value=shape)
            for child, shape in self.shapes(value)
            if shape is not None
        ]

    def shapes(self, value: blocks.StreamValue) -> list[tuple[Any, BaseModel | None]]:
        """Each block with its shape, as this body tells its anchors apart."""
        children = list(value)
        return list(
            zip(children, set_apart([c.block.shape(c.value) for c in children]), strict=True)
        )

    def get_api_representation(self, value: Any, context: Any = None) -> list[dict[str, Any]]:
        shown = (block for block in self.shape(value or []) if not block.is_hidden)
        return [block.model_dump(mode="json") for block in shown]


class ArticleStoryBlock(StoryBlock):
    """Articles: everything."""

    text = TextBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    box = BoxBlock()
    note = NoteBlock()
    image = ImageBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    audio = AudioBlock()
    figures = FiguresBlock()
    timeline = TimelineBlock()
    table = TableBlock()
    document = DocumentBlock()
    link = LinkBlock()
    post = PostBlock()
    call_to_action = CallToActionBlock()


class EditoStoryBlock(StoryBlock):
    """Éditos: the video is the page's own; what goes with a short written text."""

    text = TextBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    image = ImageBlock()
    figures = FiguresBlock()
    document = DocumentBlock()
    link = LinkBlock()
    post = PostBlock()
    call_to_action = CallToActionBlock()


class EpisodeStoryBlock(StoryBlock):
    """Episodes: the recording is the page's own; what accompanies an interview."""

    text = TextBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    box = BoxBlock()
    note = NoteBlock()
    image = ImageBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    audio = AudioBlock()
    timeline = TimelineBlock()
    document = DocumentBlock()
    link = LinkBlock()
    call_to_action = CallToActionBlock()


class StandardStoryBlock(StoryBlock):
    """Standing pages (who we are, legal notices): nothing of the news."""

    text = TextBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    box = BoxBlock()
    image = ImageBlock()
    video = VideoBlock()
    figures = FiguresBlock()
    timeline = TimelineBlock()
    table = TableBlock()
    document = DocumentBlock()
    link = LinkBlock()
    call_to_action = CallToActionBlock()


class MagazineStoryBlock(StoryBlock):
    """The paper magazine: its contents and its pictures."""

    text = TextBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    image = ImageBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    figures = FiguresBlock()
    document = DocumentBlock()
    link = LinkBlock()
    call_to_action = CallToActionBlock()
