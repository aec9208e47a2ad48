"""The typed shapes of pictures, as every door gives them."""

from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel


class ImageSource(BaseModel):
    """One file that exists: its address relative to the root, pixels, and MIME type."""

    url: str
    width: int
    height: int
    type: str


class ImageSchema(BaseModel):
    """A picture: `sources` lists, per MIME type from best to safest, only files that exist.

    `focal_point` is (x, y) in fractions of width and height, from the top left.
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
    sources: list[ImageSource] = []
