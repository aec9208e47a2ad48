"""What receivers of webhooks are told; the OpenAPI file declares it (`syndication.api`)."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from cms.changes import Change


class WebhookData(BaseModel):
    """`cursor` is where `/changes` goes on after these events; `gap` says that some before them are
    forgotten, so that a copy has to be made anew."""

    events: list[Change]
    cursor: str
    gap: bool


class WebhookMessage(BaseModel):
    """Events as they happen, in order, up to 100 in a message; `timestamp` is that of the last."""

    type: Literal["changes"] = "changes"
    timestamp: datetime
    data: WebhookData
