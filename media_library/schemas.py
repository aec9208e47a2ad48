"""The typed shapes of pictures, as every door gives them."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema


class ImageSource(BaseModel):
    """One file that exists: its address relative to the root, pixels, and MIME type."""

    url: str
    width: int
    height: int
    type: str


class ImageSchema(BaseModel):
    """A picture: `sources` lists, per MIME type from best to safest, only files that exist.

    `focal_point` is (x, y) in fractions of width and height, from the top left. `dominant_colour`
    is `#rrggbb`, `placeholder` a `data:` address of a few pixels; both are empty until the files
    are made. `is_sensitive` asks for a blur until the reader clicks. `shown_until`, the moment
    from which it may not be shown, stands in no JSON.
    """

    facet: ClassVar[str] = "image"

    uuid: UUID
    alt: str
    decorative: bool = False
    caption: str = ""
    credit: str = ""
    licence: str = ""
    width: int
    height: int
    focal_point: tuple[float, float] | None = None
    dominant_colour: str = ""
    placeholder: str = ""
    is_sensitive: bool = False
    sources: list[ImageSource] = []
    shown_until: SkipJsonSchema[datetime | None] = Field(default=None, exclude=True)


class CaptionsSchema(BaseModel):
    """WebVTT: what is said, at its moment. `language` is a BCP 47 tag, `label` its name there."""

    language: str
    label: str
    url: str
