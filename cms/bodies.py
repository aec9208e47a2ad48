"""A body of blocks as templates draw it: what is public as it is stored, a draft as it stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from wagtail.blocks import StreamValue

from cms.models.publication import Publication

WORDS_A_MINUTE = 220

Shape = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block for `includes/body.html`. `shape` is its typed shape as a dict, None where there is
    nothing left to show; `card` that of the content which a link leads to, if it is public."""

    type: str
    id: str
    shape: Shape | None
    card: Shape | None = None

    @property
    def template(self) -> str:
        return f"blocks/{self.type}.html"


def blocks_of(body: StreamValue) -> list[ShownBlock]:
    """Those of a body in memory, which may be a draft's."""
    shapes = body.stream_block.shapes(body)
    return list(_as_they_stand(shapes))


def _as_they_stand(shapes: Iterable[tuple[Any, Any]]) -> Iterator[ShownBlock]:
    for child, shape in shapes:
        told = shape.model_dump(mode="json") if shape else None
        shown = {"shape": told, **child.block.shown(child.value, told)}
        yield ShownBlock(child.block_type, str(child.id or ""), shown["shape"], shown.get("card"))


def stored_blocks(body: Iterable[Shape]) -> list[ShownBlock]:
    """Those of a stored document. The cards of the contents that links lead to come in one query,
    which is not asked without any."""
    body = list(body)
    named = {_linked(block) for block in body} - {None}
    cards = Publication.objects.cards_by_uuid(uuid for uuid in named if uuid) if named else {}
    return [
        ShownBlock(block["type"], block["id"], block["value"], _card(_linked(block), cards))
        for block in body
    ]


def _linked(block: Shape) -> UUID | None:
    content = block["value"].get("content") if block["type"] == "link" else None
    return UUID(content["uuid"]) if content else None


def _card(uuid: UUID | None, cards: Mapping[UUID, str]) -> Shape | None:
    card = cards.get(uuid) if uuid else None
    found: Shape | None = from_json(card) if card else None
    return found


def minutes_of(words: int) -> int:
    """Minutes, at least one, to read so many words."""
    return max(1, round(words / WORDS_A_MINUTE))
