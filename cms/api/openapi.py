"""The OpenAPI document, where Ninja's own says less than is true."""

from functools import lru_cache
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from pydantic import BaseModel

OPTIONAL = "x-optional"
"""Marks a field that an answer may leave out (`json_schema_extra`)."""

REF = "#/components/schemas/{model}"


class Problem(BaseModel):
    """An error, as RFC 9457 has it. `hint` says what to do about it."""

    type: str
    title: str
    status: int
    detail: str = ""
    hint: str = ""


class ContentSchema(OpenAPISchema):
    """Answers hold every field of their schema, those with a default too, and every operation may
    answer a problem."""

    _of_answer = False

    def responses(self, operation: Operation) -> dict[Any, Any]:
        self._of_answer = True
        found = super().responses(operation)
        self._of_answer = False
        self.schemas.setdefault("Problem", Problem.model_json_schema())
        content = {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}
        answers = {str(status): answer for status, answer in found.items()}
        return {**answers, "default": {"description": "A problem", "content": content}}

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        if self._of_answer:
            for schema in definitions.values():
                _require_all(schema)
        super().add_schema_definitions(definitions)


class ContentAPI(NinjaAPI):
    """Describes itself once a process: it takes a tenth of a second, and anybody may ask.

    An operation is named as its view: what clients generate from it knows no module of ours.
    """

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        return _described(self, self.get_root_path(path_params or {}))


@lru_cache
def _described(api: NinjaAPI, prefix: str) -> OpenAPISchema:
    return ContentSchema(api, prefix)


def _require_all(schema: dict[str, Any]) -> None:
    fields = schema.get("properties", {})
    required = [name for name, field in fields.items() if not field.pop(OPTIONAL, False)]
    if required:
        schema["required"] = required
