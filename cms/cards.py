"""Cards as the counter keeps them, for templates."""

from collections.abc import Iterable
from typing import Any

from pydantic_core import from_json


class StoredCard(dict[str, Any]):
    """A card's JSON object. `text` is the JSON itself, by which what was drawn of it is known."""

    text: str


def read(text: str) -> StoredCard:
    found = StoredCard(from_json(text))
    found.text = text
    return found


def read_all(texts: Iterable[str]) -> list[StoredCard]:
    return [read(text) for text in texts]
