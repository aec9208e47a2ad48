"""Which videos a page plays, by the addresses that stand in it: found without a query."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from wagtail import blocks
from wagtail.fields import StreamField

from cms.blocks.media import (
    AudioBlock,
    VideoBlock,
    validate_peertube_url,
    validate_video_url,
)

_VALIDATORS = (validate_video_url, validate_peertube_url)


def addresses_of(page: Model) -> Iterator[str]:
    """Those in fields that say by their validator that they take one, and in blocks of videos
    and sounds however deep. Not all are addresses that a player knows."""
    for field in page._meta.fields:
        if isinstance(field, StreamField):
            value = getattr(page, field.name)
            yield from _in_block(value.stream_block, value.raw_data)
        elif any(one in field.validators for one in _VALIDATORS):
            yield getattr(page, field.name)


def _in_block(block: blocks.Block, raw: Any) -> Iterator[str]:
    """As stored: the values of blocks would be read from the database."""
    if raw is None:
        return
    if isinstance(block, VideoBlock | AudioBlock):
        yield raw.get("url") or ""
        yield raw.get("peertube_url") or ""
    elif isinstance(block, blocks.StreamBlock):
        for child in raw:
            if child["type"] in block.child_blocks:
                yield from _in_block(block.child_blocks[child["type"]], child["value"])
    elif isinstance(block, blocks.StructBlock):
        for name, child_block in block.child_blocks.items():
            yield from _in_block(child_block, raw.get(name))
    elif isinstance(block, blocks.ListBlock):
        for child in raw:
            # Lists that were stored before Wagtail 2.16 hold their values bare.
            is_wrapped = isinstance(child, dict) and child.get("type") == "item"
            yield from _in_block(block.child_block, child["value"] if is_wrapped else child)
