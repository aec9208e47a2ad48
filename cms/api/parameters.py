"""What every endpoint takes: closed lists of parameters and of values, told apart from mistakes."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator
from pydantic.json_schema import SkipJsonSchema

from cms.api.errors import RepeatedParameterError, UnknownParameterError

YEARS = range(1900, 3000)


def in_reach(moment: datetime) -> datetime:
    """An aware moment (a naive one is the site's own time) that every database can compare."""
    if moment.year not in YEARS:
        raise ValueError(f"a year from {YEARS.start} to {YEARS.stop - 1} is needed")
    return moment if moment.tzinfo else timezone.make_aware(moment)


def with_year_first(text: Any) -> Any:
    """Or a number would be taken for seconds since 1970, which no client means."""
    if isinstance(text, str) and not re.match(r"\d{4}-", text):
        raise ValueError("a moment is written 2026-11-28 or 2026-11-28T17:20:05Z")
    return text


Moment = Annotated[datetime, BeforeValidator(with_year_first), AfterValidator(in_reach)]

OptionalMoment = Moment | SkipJsonSchema[None]


def words(accepted: Sequence[str]) -> Callable[[dict[str, Any]], None]:
    """Declares a text as what it is: a list from a closed list, with commas (`json_schema_extra`).
    `chosen` reads it."""

    def declare(schema: dict[str, Any]) -> None:
        schema.pop("default")
        schema |= {"type": "array", "items": {"type": "string", "enum": list(accepted)}}

    return declare


class Parameters(Schema):
    """The query string of one endpoint."""

    @classmethod
    def refuse_unknown(cls, request: HttpRequest) -> None:
        """Raises UnknownParameterError: a filter that is silently ignored answers a wrong list. Of
        a parameter that is repeated all values but the last would be; RepeatedParameterError."""
        for name, values in request.GET.lists():
            if name not in cls.model_fields:
                raise UnknownParameterError(name, cls.model_fields)
            if len(values) > 1:
                raise RepeatedParameterError(name)


class NoParameters(Parameters):
    """Of an endpoint that takes none."""


def chosen(text: str, accepted: Sequence[str]) -> list[str]:
    """Comma-separated values of a closed list. Raises UnknownParameterError for any other."""
    values = [value.strip() for value in text.split(",") if value.strip()]
    for value in values:
        if value not in accepted:
            raise UnknownParameterError(value, accepted)
    return values


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
