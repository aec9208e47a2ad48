"""The shape of what is particular to the front page."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field

from cms.schemas import ContentRef, Details
from home.zones import ZoneName

Moment = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
"""An aware datetime, given in UTC: a draft says it in the site's time zone."""


class PinRef(ContentRef):
    """A content kept in a zone, while `from` <= now < `until`; null: without a limit."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    zone: ZoneName
    shown_from: Moment | None = Field(None, alias="from")
    shown_until: Moment | None = Field(None, alias="until")


class FrontDetails(Details):
    """What the newsroom keeps in the zones, in order: also what does not count yet, or any more."""

    type: Literal["home"] = "home"
    pins: list[PinRef] = []
