"""The OpenAPI document, where Ninja's own says less than is true."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from inspect import cleandoc
from typing import Any

from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from pydantic import BaseModel, Field

OPTIONAL = "x-optional"
"""Marks a field that an answer may leave out (`json_schema_extra`)."""

View = Callable[..., Any]

PROBLEM = "application/problem+json"

REF = "#/components/schemas/{model}"


class Problem(BaseModel):
    """An error, as RFC 9457 has it. `hint` says what to do about it."""

    type: str
    title: str = Field(min_length=1)
    status: int
    detail: str = Field(default="", json_schema_extra={OPTIONAL: True})
    hint: str = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Webhook:
    """What is posted to those who asked for it."""

    name: str
    summary: str
    message: type[BaseModel]
    headers: list[dict[str, Any]]


class ContentSchema(OpenAPISchema):
    """Answers hold every field of their schema, those with a default too; every operation may
    answer a problem; a list of words is sent with commas."""

    _of_answer = False

    def __init__(self, api: NinjaAPI, path_prefix: str, webhooks: Sequence[Webhook]) -> None:
        super().__init__(api, path_prefix)
        self["webhooks"] = {webhook.name: {"post": self.told(webhook)} for webhook in webhooks}

    def told(self, webhook: Webhook) -> dict[str, Any]:
        """What we post to a receiver, and what we take for an answer."""
        return {
            "operationId": f"{webhook.name}_webhook",
            "summary": webhook.summary,
            "description": cleandoc(webhook.message.__doc__ or ""),
            "parameters": webhook.headers,
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": self.add_answer(webhook.message)}},
            },
            "responses": {
                "2XX": {"description": "Taken"},
                "default": {"description": "Not taken: the same message comes again"},
            },
        }

    def add_answer(self, model: type[BaseModel]) -> dict[str, Any]:
        """Declares what we write; the reference to it."""
        schema = model.model_json_schema(ref_template=REF, mode="serialization")
        found = {**schema.pop("$defs", {}), model.__name__: schema}
        for each in found.values():
            _require_all(each)
        self.schemas.update(found)
        return {"$ref": REF.format(model=model.__name__)}

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
        self.add_answer(Problem)
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

    def __init__(self, *, webhooks: Sequence[Webhook], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.webhooks = tuple(webhooks)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        return _described(self, self.get_root_path(path_params or {}))


@lru_cache
def _described(api: ContentAPI, prefix: str) -> OpenAPISchema:
    return ContentSchema(api, prefix, api.webhooks)


def reading(view: View) -> View:
    """Whoever writes to it is told that one reads here, not that a form's token is missing."""
    return csrf_exempt(require_safe(view))


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
