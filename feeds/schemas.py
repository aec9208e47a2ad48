"""The shapes of what is particular to sources and to what they publish."""

from typing import Literal

from cms.schemas import Details
from feeds.types import Enclosure, Extras


class SourceDetails(Details):
    """`nature` is a word of ours (`media`, `deputy`…), `language` what it says of itself. `contact`
    is a mail address or the address of a page."""

    nature: str
    group: str = ""
    feed_url: str
    site_url: str = ""
    contact: str = ""
    language: str = ""


class ItemDetails(Details):
    """What its source tells of it. `enclosures` are its files, `extras` what a recording says of
    itself; both lie where the source keeps them."""

    type: Literal["article", "video", "podcast", "live", "short"]
    author: str = ""
    enclosures: list[Enclosure] = []
    extras: Extras = Extras()


class FeedDetails(Details):
    """The list of all that sources publish."""

    type: Literal["feed"] = "feed"
