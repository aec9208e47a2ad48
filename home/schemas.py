"""The shape of what is particular to the front page."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, create_model

from cms.schemas import ContentRef, Details
from home.pins import Kept
from home.zones import HoldingName

Moment = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
"""An aware datetime, given in UTC: a draft says it in the site's time zone."""

PIN: dict[str, Any] = {
    "zone": (HoldingName, ...),
    "from": (Moment | None, None),
    "until": (Moment | None, None),
}
PinRef = create_model(
    "PinRef",
    __base__=ContentRef,
    __doc__="A content kept in a zone, while `from` <= now < `until`; null: without a limit.",
    **PIN,  # `from` is a word of Python's
)


class FrontDetails(Details):
    """What the newsroom keeps in the zones, in order: also what does not count yet, or any more."""

    type: Literal["home"] = "home"
    pins: list[PinRef] = []  # type: ignore[valid-type]  # computed


def ref_of(kept: Kept) -> ContentRef:
    zone, uuid, begin, end = kept
    named = {"uuid": uuid, "zone": zone, "from": begin, "until": end}
    return PinRef.model_validate(named)
