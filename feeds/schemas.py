"""The shapes of what is particular to sources and to what they publish."""

from typing import Literal

from pydantic import BaseModel

from cms.schemas import Details
from feeds.types import Enclosure, Extras


class LicenceSchema(BaseModel):
    """What others may do with a text. `code` is `agreement` (with this newsroom, with nobody else)
    or one of Creative Commons' (`cc0`, `by`, `by-sa`…), `name` its words for readers, `url` its
    text, empty for an agreement."""

    code: str
    name: str
    url: str = ""


class SourceDetails(Details):
    """`nature` is a word of ours (`media`, `deputy`…), `language` what it says of itself. `contact`
    is a mail address or the address of a page. Without a `licence` all rights are reserved."""

    nature: str
    group: str = ""
    feed_url: str
    site_url: str = ""
    contact: str = ""
    language: str = ""
    licence: LicenceSchema | None = None


class ItemDetails(Details):
    """What its source tells of it. `enclosures` are its files, `extras` what a recording says of
    itself; both lie where the source keeps them. `licence` is the source's."""

    type: Literal["article", "video", "podcast", "live", "short"]
    author: str = ""
    enclosures: list[Enclosure] = []
    extras: Extras = Extras()
    licence: LicenceSchema | None = None


class FeedDetails(Details):
    """The list of all that sources publish."""

    type: Literal["feed"] = "feed"
