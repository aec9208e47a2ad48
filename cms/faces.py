"""The public face of a content: what `Publication` stores of it, before it is stored.

Each room says, for its own models, who is public and how they look, by registering a `Publisher`
in its `AppConfig.ready()`. `cms` thereby publishes feed items without knowing any feed.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import translation
from pydantic import BaseModel

from cms.schemas import SHAPE, Card, Details, Document, Inside, MediaRef, Quotation
from media_library.schemas import ImageSchema

Facet = tuple[str, UUID]

SEARCHED = 200_000
"""Bytes of a text that are searched, as UTF-8. PostgreSQL's index of one holds 1 MB (`tsvector`),
and of a byte it may make four and a half: a word, its parts, and their places."""


@dataclass(frozen=True, slots=True)
class Face:
    """What readers may see of one content. `path` is relative to the root and ends with `/`.

    `sort_title` is its place in an alphabetical list, empty for what goes by date. `unstored`
    stands for what is told of a content that stores no document, so that its ETag changes with it.
    `refresh_at` is the moment at which it changes by itself, brought forward to
    the first at which a picture in it may not be shown any more.
    """

    content: Model
    uuid: UUID
    kind: str
    path: str
    published_at: datetime
    updated_at: datetime
    listed: bool
    card: Card
    document: Document | None = None
    search_body: str = ""
    facets: frozenset[Facet] = frozenset()
    refresh_at: datetime | None = None
    locale: str = "fr"
    unstored: str = ""
    sort_title: str = ""
    card_json: str = field(init=False)
    document_json: str = field(init=False)
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "search_body", _cut(self.search_body, SEARCHED))
        object.__setattr__(self, "refresh_at", self._first_change())
        document = self.document.model_dump_json() if self.document else ""
        object.__setattr__(self, "card_json", self.card.model_dump_json())
        object.__setattr__(self, "document_json", document)
        object.__setattr__(self, "etag", self._fingerprint())

    def _first_change(self) -> datetime | None:
        # Items, which come by the thousand, have no document and one picture.
        shown = ends(self.document) if self.document else ends(self.card.image)
        return min(filter(None, (self.refresh_at, *shown)), default=None)

    def _fingerprint(self) -> str:
        """Equal for equal faces: a rebuild that changes nothing leaves the ETag alone."""
        facets = ",".join(sorted(f"{name}:{target.hex}" for name, target in self.facets))
        parts = (
            str(SHAPE),
            self.path,
            self.locale,
            self.sort_title,
            str(self.listed),
            self.published_at.isoformat(),
            self.updated_at.isoformat(),
            self.card_json,
            self.document_json,
            self.search_body,
            facets,
            str(self.refresh_at),
            self.unstored,
        )
        return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore") if len(text) * 4 > size else text


@dataclass(frozen=True, slots=True)
class Publisher:
    """How one model becomes public.

    `queryset()` gives all its rows, prefetching what `faces` reads; `faces(contents)` answers one
    face a content in the same order, None for what is not public. `bulk` says that no other row
    repeats anything of these, so that batches of them may be written side by side.

    A model says its `kind` and its `details_schema`, or they are given here. `insides(uuids)` tells
    public contents in full, in one query, where no document is stored.
    """

    model: type[Model]
    queryset: Callable[[], QuerySet[Any]]
    faces: Callable[[Sequence[Any]], list[Face | None]]
    bulk: bool = False
    kind: str = ""
    details: type[Details] | None = None
    insides: Callable[[Iterable[UUID]], dict[UUID, Inside]] | None = None


_publishers: dict[type[Model], Publisher] = {}


def register(publisher: Publisher) -> None:
    _publishers[publisher.model] = publisher


def publisher_of(model: type[Model]) -> Publisher:
    """Raises KeyError for a model that no room has registered."""
    return _publishers[model]


def is_published(model: type[Model]) -> bool:
    return model in _publishers


def publishers() -> list[Publisher]:
    """All of them, in order of registration: pages, then people and topics, then feeds."""
    return list(_publishers.values())


def faces_of(model: type[Model], contents: Sequence[Any]) -> list[Face | None]:
    """The faces of contents of one model. Words in them are in the site's language, whoever
    publishes and whatever the language of their admin."""
    with translation.override(settings.LANGUAGE_CODE):
        return publisher_of(model).faces(contents)


def quoted(value: Any) -> Iterator[Facet]:
    """The facets that a shape carries: every person, image, topic, content… anywhere inside it;
    under `said` those whose own words stand there."""
    for shape in _shapes(value):
        if isinstance(shape, Quotation) and shape.person:
            yield "said", shape.person.uuid
        facet = getattr(type(shape), "facet", None)
        if facet and shape.uuid:  # type: ignore[attr-defined]  # each shape with a facet has one
            yield facet, shape.uuid  # type: ignore[attr-defined]  # of a facet


def ends(value: Any) -> Iterator[datetime]:
    """The moments from which pictures and recordings inside a shape may not be shown any more."""
    for shape in _shapes(value):
        if isinstance(shape, ImageSchema | MediaRef) and shape.shown_until:
            yield shape.shown_until


def _shapes(value: Any) -> Iterator[BaseModel]:
    """A shape and those anywhere inside it."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _shapes(getattr(value, name))
    elif isinstance(value, dict):
        for child in value.values():
            yield from _shapes(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from _shapes(child)
