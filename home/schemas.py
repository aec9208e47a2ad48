"""The shape of what is particular to the front page."""

from typing import Literal

from cms.schemas import ContentRef, Details


class FrontDetails(Details):
    """What the newsroom keeps in the lead zone, in order."""

    type: Literal["home"] = "home"
    pins: list[ContentRef] = []
