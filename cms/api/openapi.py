"""The OpenAPI document, where Ninja's own says less than is true."""

from functools import lru_cache
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from pydantic import BaseModel, Field

OPTIONAL = "x-optional"
"""Marks a field that an answer may leave out (`json_schema_extra`)."""

PROBLEM = "application/problem+json"

REF = "#/components/schemas/{model}"


class Problem(BaseModel):
    """An error, as RFC 9457 has it. `hint` says what to do about it."""

    type: str
    title: str = Field(min_length=1)
    status: int
    detail: str = Field(default="", json_schema_extra={OPTIONAL: True})
    hint: str = Field(min_length=1)


class ContentSchema(OpenAPISchema):
    """Answers hold every field of their schema, those with a default too; every operation may
    answer a problem; a list of words is sent with commas."""

    _of_answer = False

    def responses(self, operation: Operation) -> dict[Any, Any]:
        self._of_answer = True
        found = super().responses(operation)
        self._of_answer = False
        answers = {str(status): as_problem(status, answer) for status, answer in found.items()}
        if "GET" in operation.methods:
            answers["304"] = {"description": "It is as `If-None-Match` has it"}
        content = {PROBLEM: {"schema": {"$ref": REF.format(model="Problem")}}}
        for status, whose in {"4XX": "in what was asked", "5XX": "of ours"}.items():
            answers[status] = {"description": f"A problem {whose}", "content": content}
        return answers

    def operation_parameters(self, operation: Operation) -> list[dict[str, Any]]:
        found = super().operation_parameters(operation)
        for parameter in found:
            if parameter["schema"].get("type") == "array":
                parameter |= {"style": "form", "explode": False}
        return found

    def get_components(self) -> dict[str, Any]:
        problem = Problem.model_json_schema()
        _require_all(problem)
        self.schemas["Problem"] = problem
        return super().get_components()

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


def as_problem(status: int, answer: dict[str, Any]) -> dict[str, Any]:
    """Ninja takes every answer for what its renderer writes."""
    if status < 400:
        return answer
    (content,) = answer["content"].values()
    return {**answer, "content": {PROBLEM: content}}


def _require_all(schema: dict[str, Any]) -> None:
    fields = schema.get("properties", {})
    required = [name for name, field in fields.items() if not field.pop(OPTIONAL, False)]
    if required:
        schema["required"] = required
