"""Keyset paging on (published_at, id): the deep end costs what the first page costs, and nothing
is skipped or repeated while contents are published."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Protocol, Self, TypeVar, overload
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from pydantic_core import from_json

from cms.models.publication import PublicationQuerySet

PAGE_SIZE = 20
MAX_PAGE_SIZE = 50

Rows = TypeVar("Rows", bound=QuerySet[Any])


class Placed(Protocol):
    """A row with a place in a list."""

    @property
    def id(self) -> int: ...
    @property
    def published_at(self) -> datetime: ...


class PlacedCard(Placed, Protocol):
    """One that has a card."""

    @property
    def uuid(self) -> UUID: ...
    @property
    def card(self) -> str: ...


class BadCursorError(ValueError):
    """The cursor did not come from this site, or is older than its format."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows. `backwards` reads what stands before it."""

    published_at: datetime
    id: int
    backwards: bool = False

    @classmethod
    def after(cls, row: Placed) -> Self:
        return cls(row.published_at, row.id)

    @classmethod
    def before(cls, row: Placed) -> Self:
        return cls(row.published_at, row.id, backwards=True)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises BadCursorError for anything that `encode` did not write."""
        try:
            micros, pk, side = base64.urlsafe_b64decode(text.encode("ascii")).decode().split(".")
            if not 0 <= int(pk) < 2**63 or side not in {"a", "b"}:
                raise BadCursorError(text)
            moment = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(micros))
            return cls(moment, int(pk), side == "b")
        except (binascii.Error, ValueError, OverflowError) as error:
            raise BadCursorError(text) from error

    def encode(self) -> str:
        micros = (self.published_at - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)
        side = "b" if self.backwards else "a"
        return base64.urlsafe_b64encode(f"{micros}.{self.id}.{side}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of rows, newest first, and its neighbours' cursors ("" where there is none)."""

    rows: Sequence[Any]
    next_cursor: str
    prev_cursor: str

    @property
    def cards(self) -> "Cards":
        return Cards(self.rows)


class Cards(Sequence[dict[str, Any]]):
    """The cards of rows. Their JSON is read when one of them is looked at: of a list that is drawn
    already, none is."""

    def __init__(self, rows: Sequence[PlacedCard]) -> None:
        self.texts = [row.card for row in rows]
        self.ids = [row.uuid for row in rows]

    @cached_property
    def _read(self) -> list[dict[str, Any]]:
        return [from_json(text) for text in self.texts]

    @overload
    def __getitem__(self, place: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, place: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, place: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        return self._read[place]

    def __len__(self) -> int:
        return len(self.texts)


def slice_of(
    rows: PublicationQuerySet, cursor: Cursor | None = None, limit: int = PAGE_SIZE
) -> Slice:
    """One query, whatever the depth; `limit` rows at most."""
    needed = ("published_at", "card", "uuid", "kind", "etag")
    return sliced(list(read_from(rows, cursor).only(*needed)[: limit + 1]), cursor, limit)


def read_from(rows: Rows, cursor: Cursor | None) -> Rows:
    """All that stands beyond a cursor, in its own direction, for `sliced`."""
    backwards = cursor is not None and cursor.backwards
    if cursor is not None:
        rows = rows.filter(_beyond(cursor))
    return rows.order_by(*(("published_at", "id") if backwards else ("-published_at", "-id")))


def sliced(found: Sequence[Placed], cursor: Cursor | None, limit: int) -> Slice:
    """The page that `limit + 1` rows make, read from a cursor on, in its own direction."""
    backwards = cursor is not None and cursor.backwards
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found = found[::-1]
    has_next = backwards or more
    has_prev = more if backwards else cursor is not None
    return Slice(
        rows=found,
        next_cursor=Cursor.after(found[-1]).encode() if found and has_next else "",
        prev_cursor=Cursor.before(found[0]).encode() if found and has_prev else "",
    )


def cards_context(request: HttpRequest, rows: PublicationQuerySet) -> dict[str, Any]:
    """Template context of a page of rows that `cms.api.lists` cannot narrow."""
    return context_of(request, lambda cursor: slice_of(rows, cursor))


def context_of(request: HttpRequest, read: Callable[[Cursor | None], Slice]) -> dict[str, Any]:
    """Template context of a list page."""
    cursor = cursor_of(request)
    page = read(cursor)
    return {
        "cards": page.cards,
        "next_cursor": page.next_cursor,
        "prev_cursor": page.prev_cursor,
        "cursor": request.GET["cursor"] if cursor else "",
    }


def cursor_of(request: HttpRequest) -> Cursor | None:
    """Where a list page goes on. One that is not ours shows the first page."""
    text = request.GET.get("cursor", "")
    try:
        return Cursor.decode(text) if text else None
    except BadCursorError:
        return None


def _beyond(cursor: Cursor) -> Q:
    """Written as a bound and a tie-break, so that the index on (published_at, id) serves it."""
    if cursor.backwards:
        tie = Q(published_at__gt=cursor.published_at) | Q(id__gt=cursor.id)
        return Q(published_at__gte=cursor.published_at) & tie
    tie = Q(published_at__lt=cursor.published_at) | Q(id__lt=cursor.id)
    return Q(published_at__lte=cursor.published_at) & tie
