"""Anchors of the headings in one body, told apart: an address leads to one place."""

import re
from collections.abc import Iterator, Sequence
from itertools import count

from pydantic import BaseModel

from cms.blocks.text import HeadingSchema, TextSchema

_IDS = re.compile(r'(?<=<h[23] id=")[^"]+')
"""As `rich_text` writes them."""


def apart(anchors: Sequence[str]) -> list[str]:
    """Each once, in the same order: the second of two ends with `-2`, the third with `-3`. The
    first keeps its own, and so does one that a number would have taken: links to them go on
    working."""
    taken = set(anchors)
    numbers: dict[str, Iterator[int]] = {}
    found = []
    for anchor in anchors:
        own = anchor
        if anchor in numbers:
            own = next(name for n in numbers[anchor] if (name := f"{anchor}-{n}") not in taken)
            taken.add(own)
        elif anchor:
            numbers[anchor] = count(2)
        found.append(own)
    return found


def set_apart(shapes: Sequence[BaseModel | None]) -> list[BaseModel | None]:
    """The shapes of one body's blocks, whose headings have an anchor each."""
    anchors = iter(apart([anchor for shape in shapes for anchor in _anchors(shape)]))
    return [_anchored(shape, anchors) for shape in shapes]


def _anchors(shape: BaseModel | None) -> list[str]:
    if isinstance(shape, HeadingSchema):
        return [shape.anchor]
    return _IDS.findall(shape.html) if isinstance(shape, TextSchema) else []


def _anchored(shape: BaseModel | None, anchors: Iterator[str]) -> BaseModel | None:
    if isinstance(shape, HeadingSchema):
        return shape.model_copy(update={"anchor": next(anchors)})
    if isinstance(shape, TextSchema):
        return shape.model_copy(update={"html": _IDS.sub(lambda _: next(anchors), shape.html)})
    return shape
