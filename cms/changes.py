"""What happens in public, in the order of its numbers, as it is told to those who keep a copy."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from pydantic import BaseModel, Field

from cms.api.pagination import BadCursorError
from cms.models.publication import Action, Kind, Publication, PublicationEvent

EPOCH = datetime.fromtimestamp(0, UTC)
LEFT = (Action.UNPUBLISH, Action.DELETE)


class ForgottenError(Exception):
    """What has happened since this place is not known any more in full."""


class Change(BaseModel):
    """One event. It says which content and where, never what is in it: read `/contents/{id}`."""

    id: UUID
    kind: Kind
    action: Action
    url: str = Field(description="Where the content stands since then, or stood before it left")
    former_url: str = Field(description="Where it stood before it moved; else empty")
    at: datetime

    @classmethod
    def of(cls, event: PublicationEvent) -> Self:
        return cls(
            id=event.uuid,
            kind=Kind(event.kind),
            action=Action(event.action),
            url=f"{settings.SITE_URL}{event.path}",
            former_url=f"{settings.SITE_URL}{event.former_path}" if event.former_path else "",
            at=event.at,
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the outbox: just after the event of this number.

    The moment of that event goes with it: a database that was restored from a backup gives its
    numbers anew, to other events.
    """

    number: int = 0
    at: datetime = EPOCH

    @classmethod
    def after(cls, event: PublicationEvent) -> Self:
        return cls(event.number or 0, event.at)

    @classmethod
    def now(cls) -> Self:
        """After all that has a number."""
        event = PublicationEvent.objects.exclude(number=None).order_by("-number").first()
        return cls.after(event) if event else cls()

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises BadCursorError for anything that `encode` did not write."""
        try:
            number, micros = base64.urlsafe_b64decode(text.encode("ascii")).decode().split(".")
            if not 0 <= int(number) < 2**63:
                raise BadCursorError(text)
            return cls(int(number), EPOCH + timedelta(microseconds=int(micros)))
        except (binascii.Error, ValueError, OverflowError) as error:
            raise BadCursorError(text) from error

    def encode(self) -> str:
        micros = (self.at - EPOCH) // timedelta(microseconds=1)
        return base64.urlsafe_b64encode(f"{self.number}.{micros}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events that follow each other; `end` is where the next stretch begins. `more` says that
    there is something in it already."""

    events: list[Any]
    end: Place
    more: bool


def numbered() -> QuerySet[Any]:
    """Events in their order. Each knows whether its content `is_public` at this moment."""
    public = Publication.objects.filter(uuid=OuterRef("uuid"))
    events = PublicationEvent.objects.filter(number__isnull=False).order_by("number")
    return events.annotate(is_public=Exists(public))


def tellable() -> QuerySet[Any]:
    """Of a content that is not public any more, only that it has left."""
    return numbered().filter(Q(action__in=LEFT) | Q(is_public=True))


def events_from(number: int, count: int) -> QuerySet[Any]:
    """So many events, the first of this number."""
    return numbered().filter(number__gte=number)[:count]


def since(place: Place, limit: int) -> Stretch:
    """The next `limit` events at most, in one query. Raises ForgottenError."""
    events = list(events_from(place.number, limit + 2))
    if place.number:
        # The event of the place itself is the proof that none after it is forgotten.
        if not events or Place.after(events.pop(0)) != place:
            raise ForgottenError
    elif events and events[0].number != 1:
        raise ForgottenError
    found = events[:limit]
    return Stretch(found, Place.after(found[-1]) if found else place, len(events) > limit)


def told(events: Iterable[Any]) -> list[Change]:
    """What is told of events: of a content that is not public any more, only that it has left."""
    shown = [e for e in events if e.action in LEFT or e.is_public]
    return [Change.of(event) for event in shown]
