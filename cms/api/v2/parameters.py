"""What requests to `/api/v2/` may say. Whatever else they say is refused with a 400."""

from collections.abc import Collection

from django.http import QueryDict
from wagtail.api.v2.utils import BadRequestError

LONGEST = 2_000
"""Characters of a value."""
DEEPEST = 4
"""Brackets inside brackets in `fields`, whose parser calls itself for each."""


def check(asked: QueryDict, known: Collection[str]) -> None:
    """Raises BadRequestError. Of a parameter that is repeated Wagtail would read the last."""
    if unknown := sorted(set(asked) - set(known)):
        raise BadRequestError(
            "query parameter is not an operation or a recognised field: "
            + ", ".join(name[:100] for name in unknown[:10])
        )
    for name, values in asked.lists():
        if len(values) > 1:
            raise BadRequestError(f"{name} was given {len(values)} times")
        if len(values[0]) > LONGEST:
            raise BadRequestError(f"{name} cannot be longer than {LONGEST} characters")
    if _depth(asked.get("fields", "")) > DEEPEST:
        raise BadRequestError(f"fields cannot be nested more than {DEEPEST} times")
    if asked.get("format", "json") != "json":
        raise BadRequestError("format must be json")


def _depth(text: str) -> int:
    deepest = depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


def number(text: str, name: str) -> int:
    """Raises BadRequestError for what is no id: a number from 1 on that a database can hold."""
    if text.isascii() and text.isdigit() and 0 < len(text) < 19:
        return int(text)
    raise BadRequestError(f"{name} must be a positive integer")
