"""`/forms/{uuid}`: the fields of a form page, and what a reader sends, checked as the page does."""

import json
import re
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from ninja import Path, Router
from pydantic import BaseModel, Field

from cms.api.caching import conditional, content_key, etag_of
from cms.api.errors import UnknownParameterError, problem
from cms.api.openapi import OPTIONAL, Problem
from cms.api.parameters import NoParameters
from cms.api.rich_text import absolute
from cms.blocks.text import TextSchema, rich_text
from cms.details import FormFieldSchema
from cms.models import FormPage, Publication
from cms.models.publication import Kind

router = Router(tags=["forms"])

LARGEST = 100_000
"""Bytes of what a reader sends."""
ANY_FIELDS = {"type": "object", "additionalProperties": True}
"""Those of the form, which the newsroom has made."""


class FormAnswer(BaseModel):
    id: UUID
    url: str
    title: str
    intro: TextSchema
    fields: list[FormFieldSchema]


class Thanks(BaseModel):
    """What the newsroom says to who has sent the form."""

    thanks: TextSchema


class RefusedForm(Problem):
    """With what is wrong of each field, in words for the reader, where it is the fields."""

    errors: dict[str, list[str]] = Field(default={}, json_schema_extra={OPTIONAL: True})


@router.get("/forms/{uuid}", response=FormAnswer, summary="The fields of a form")
def form(request: HttpRequest, uuid: Path[UUID]) -> HttpResponse:
    NoParameters.refuse_unknown(request)
    page = public_form(uuid)
    intro = rich_text(page.intro)
    shape = FormAnswer(
        id=page.uuid,
        url=page.get_url(),
        title=page.title,
        intro=with_public_links(intro),
        fields=[field.shape() for field in page.form_fields.all()],
    )
    body = absolute(shape.model_dump_json())
    return conditional(
        request,
        etag_of([body]),
        lambda: HttpResponse(body, content_type="application/json"),
        [content_key(uuid), *(content_key(link.uuid) for link in intro.links)],
    )


@router.post(
    "/forms/{uuid}",
    response={201: Thanks, 422: RefusedForm},
    summary="Send a form",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": ANY_FIELDS},
                "application/x-www-form-urlencoded": {"schema": ANY_FIELDS},
            },
        }
    },
)
def send_form(request: HttpRequest, uuid: Path[UUID]) -> HttpResponse:
    """Fields by their `name`, as a JSON object or as a browser sends a form; several values of
    one field as a list. The newsroom finds it among the submissions of the page."""
    NoParameters.refuse_unknown(request)
    page = public_form(uuid)
    sent = received(request)
    if isinstance(sent, HttpResponse):
        return sent
    filled = page.get_form(sent, page=page, user=AnonymousUser())
    for name in sent:
        if name not in filled.fields:
            raise UnknownParameterError(name, filled.fields)
    if not filled.is_valid():
        return refused(filled.errors.get_json_data())
    page.process_form_submission(filled)
    thanks = Thanks(thanks=with_public_links(rich_text(page.thank_you))).model_dump_json()
    response = HttpResponse(absolute(thanks), status=201, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def with_public_links(text: TextSchema) -> TextSchema:
    """The same, without the uuid of a page that is not public: it would tell that it is there."""
    rows = Publication.objects.filter(uuid__in=[link.uuid for link in text.links])
    public = set(rows.values_list("uuid", flat=True))
    return text.model_copy(update={"links": [each for each in text.links if each.uuid in public]})


def public_form(uuid: UUID) -> FormPage:
    """Raises Http404 for what is no public form."""
    if not Publication.objects.of_kind(Kind.PAGE).filter(uuid=uuid).exists():
        raise Http404
    page = FormPage.objects.filter(translation_key=uuid, live=True, alias_of=None).first()
    if page is None:
        raise Http404
    return page


HALVES = re.compile("[\ud800-\udfff]")


def received(request: HttpRequest) -> MultiValueDict[str, Any] | HttpResponse:
    """The fields that were sent, as a browser's form gives them, or the problem with them."""
    if len(request.body) > LARGEST:
        return problem(413, "Too long", hint=f"{LARGEST} bytes are enough for any form.")
    if request.content_type == "application/x-www-form-urlencoded":
        return QueryDict(request.body, encoding="utf-8")
    if request.content_type != "application/json":
        hint = "Send application/json or application/x-www-form-urlencoded."
        return problem(415, "Unsupported media type", hint=hint)
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return problem(400, "Not JSON", hint="Send one JSON object of field names and values.")
    return as_form(sent) if isinstance(sent, dict) else _not_an_object()


def _not_an_object() -> HttpResponse:
    return problem(422, "Not an object", hint="Send one JSON object of field names and values.")


def as_form(sent: dict[str, Any]) -> MultiValueDict[str, Any] | HttpResponse:
    """JSON values as a browser would send them: true is a ticked box, null and false nothing."""
    fields: MultiValueDict[str, Any] = MultiValueDict()
    for name, value in sent.items():
        values = value if isinstance(value, list) else [value]
        if any(isinstance(one, dict | list) for one in values):
            hint = "A value is a text, a number, true, false, null, or a list of those."
            return problem(422, "Not a value", repr(name[:100]), hint=hint)
        if any(HALVES.search(one) for one in (name, *values) if isinstance(one, str)):
            hint = "Send whole characters: JSON can name halves of them, which no text holds."
            return problem(422, "Not a character", ascii(name[:100]), hint=hint)
        given = [_text(one) for one in values if one is not None and one is not False]
        if given:
            fields.setlist(name, given)
    return fields


def _text(value: Any) -> str:
    return "on" if value is True else str(value)


def refused(found: dict[str, list[dict[str, str]]]) -> HttpResponse:
    errors = {name: [error["message"] for error in some] for name, some in found.items()}
    shape = RefusedForm(
        type="about:blank",
        title="Invalid form",
        status=422,
        hint="Put right the fields that `errors` names, and send the form again.",
        errors=errors,
    )
    body = shape.model_dump_json(exclude_defaults=True)
    return HttpResponse(body, status=422, content_type="application/problem+json")
