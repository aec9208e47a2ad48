"""The typed shapes of one content in full: a union of blocks by `type`, and of contents by `kind`.

Both are built from what the rooms have registered, so a block or a kind that is public cannot be
left out. Imported after all of them are (`cms.api.app`), never by a model.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, Union
from uuid import UUID

from pydantic import BaseModel, Field, create_model
from pydantic.json_schema import SkipJsonSchema
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from cms.api.openapi import OPTIONAL
from cms.faces import publishers
from cms.models.publication import LISTED_KINDS
from cms.schemas import Card, CorrectionSchema, Details, Seo


class AlternateSchema(BaseModel):
    """The content in one language, itself included."""

    locale: str
    id: UUID
    url: str


def one_of(models: Sequence[type[BaseModel]], discriminator: str) -> Any:
    """The union of models, told apart by a field; a single one needs no union."""
    if len(models) == 1:
        return models[0]
    return Annotated[Union[tuple(models)], Field(discriminator=discriminator)]  # noqa: UP007 - computed


def story_blocks() -> dict[str, type[BaseModel]]:
    """The schema of each block that a public page may hold, by its type.

    Raises TypeError where two stories give one name two shapes: a client could not tell them apart.
    """
    found: dict[str, type[BaseModel]] = {}
    for block in _streams():
        for name, child in block.child_blocks.items():
            if found.setdefault(name, child.schema) is not child.schema:
                raise TypeError(f"Two shapes for a block of type {name}")
    return found


def _streams() -> Iterable[StreamBlock]:
    for publisher in publishers():
        for field in publisher.model._meta.get_fields():
            if isinstance(field, StreamField):
                yield field.stream_block


def block_model(name: str, schema: type[BaseModel]) -> type[BaseModel]:
    title = name.title().replace("_", "")
    fields: dict[str, Any] = {
        "type": (Literal[name], ...),
        "id": (str, ...),
        "value": (schema, ...),
    }
    return create_model(f"{title}Block", __doc__=schema.__doc__, **fields)


Block = one_of([block_model(*item) for item in story_blocks().items()], "type")
"""One block of a body."""

Body: Any = list[Block]  # type: ignore[valid-type]  # computed


class Content(Card):
    """One content in full: its card, then what a page of its own needs.

    `related` holds the cards of the public contents that `body` and `details` name by their uuid.
    """

    seo: Seo
    body: Body
    details: Details
    related: list[Card]
    corrections: list[CorrectionSchema]
    alternates: list[AlternateSchema]
    preview: bool


def details_by_kind() -> dict[str, list[type[Details]]]:
    found: dict[str, list[type[Details]]] = defaultdict(list)
    for publisher in publishers():
        kind = str(publisher.kind or publisher.model.kind)  # type: ignore[attr-defined]  # one of them
        found[kind].append(publisher.details or publisher.model.details_schema)  # type: ignore[attr-defined]  # of it
    return found


def content_model(kind: str, details: Sequence[type[Details]]) -> type[Content]:
    fields: dict[str, Any] = {
        "kind": (Literal[kind], ...),
        "details": (one_of(details, "type"), ...),
    }
    return create_model(f"{kind.title()}Content", __base__=Content, **fields)


def listed_model(kind: str, details: Sequence[type[Details]]) -> type[Card]:
    """A card with what `include` may add to it."""

    def added(shape: Any) -> tuple[Any, Any]:
        optional = shape | SkipJsonSchema[None]  # type: ignore[misc]  # of pydantic
        return optional, Field(None, json_schema_extra={OPTIONAL: True})

    fields: dict[str, Any] = {
        "kind": (Literal[kind], ...),
        "seo": added(Seo),
        "body": added(Body),
        "details": added(one_of(details, "type")),
        "related": added(list[Card]),
    }
    return create_model(f"Listed{kind.title()}", __base__=Card, **fields)


CONTENTS = {kind: content_model(kind, shapes) for kind, shapes in details_by_kind().items()}

AnyContent = one_of(list(CONTENTS.values()), "kind")
"""One content of any kind."""

AnyListed = one_of(
    [
        listed_model(kind, shapes)
        for kind, shapes in details_by_kind().items()
        if kind in LISTED_KINDS
    ],
    "kind",
)
"""One entry of `/contents`."""
