"""The content API keeps the contract that its OpenAPI file states.

Schemathesis asks every operation for what the file allows and for what it does not, and holds each
answer against it.

The suite asks in this process, the same at each run; `make trials` asks over HTTP, for longer.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from unittest import mock

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance, response_schema_conformance

from cms import previews
from cms.api.app import api
from cms.api.listings import LISTINGS
from cms.demo import library
from cms.models import ArticlePage, FormPage, Publication
from tests.demo.pictures import tiny

pytestmark = pytest.mark.django_db

EXAMPLES = 12
"""Requests an operation and mode."""

OPERATIONS = [
    (path, method)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
]


def has_parameters(path: str, method: str) -> bool:
    return bool(api.get_openapi_schema()["paths"][path][method]["parameters"])


@pytest.fixture(scope="module")
def newsroom(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo's, filled in once for all of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        with mock.patch.object(library, "draw", tiny):
            call_command("demo", verbosity=0)
        # As Django's own test client does: the transaction outlives a request.
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
        yield
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)
        transaction.set_rollback(True)


@lru_cache
def contract() -> Any:
    described = json.loads(json.dumps(api.get_openapi_schema()))
    config = schemathesis.Config.from_dict({"generation": {"deterministic": True}})
    found = schemathesis.openapi.from_dict(described, config=config)
    found.app = get_wsgi_application()
    return found


def known(path: str) -> dict[str, Any]:
    """What an operation is asked for, of what stands in the newsroom; the rest is generated."""
    room = path.split("/")[4]
    article: Any = ArticlePage.objects.live().exclude(image=None).first()
    form: Any = FormPage.objects.live().first()
    if "{uuid}" in path:
        uuids = {"contents": article.uuid, "images": article.image.uuid, "forms": form.uuid}
        return {"path_parameters": {"uuid": str(uuids[room])}}
    if "{slug}" in path:
        row = Publication.objects.of_kind(LISTINGS[room]).latest("pk")
        return {"path_parameters": {"slug": row.path.rstrip("/").rpartition("/")[2]}}
    if "{token}" in path:
        return {"path_parameters": {"token": previews.issue(article, 1)}}
    return {"query": {"path": article.get_url()}} if room == "resolve" else {}


def sent() -> dict[str, Any]:
    """What the form of the newsroom takes, as JSON."""
    form: Any = FormPage.objects.live().first()
    values = {"email": "ada@example.org", "checkboxes": [], "checkbox": True}
    body = {
        field.clean_name: values.get(field.field_type, field.choices.split(",")[0] or "Ada")
        for field in form.form_fields.all()
    }
    return {"body": body, "media_type": "application/json"}


def ask(case: Any) -> int:
    excluded: list[Any] = [positive_data_acceptance]
    if case.query and "fields" in case.query:
        # It gives a part of what is declared, which a schema has no words for.
        excluded.append(response_schema_conformance)
    response = case.call_and_validate(excluded_checks=excluded)
    status: int = response.status_code
    return status


def asked(cases: Any) -> set[int]:
    """The statuses of the answers, each of them as declared."""
    seen = set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def one(case: Any) -> None:
        seen.add(ask(case))

    one()
    return seen


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_what_is_allowed_is_answered_as_declared(newsroom: None, path: str, method: str) -> None:
    operation, here = contract()[path][method], known(path)
    if method == "post":
        assert 201 in asked(operation.as_strategy(**here, **sent()))
    else:
        assert 200 in asked(operation.as_strategy(**here))
    asked(operation.as_strategy())


@pytest.mark.parametrize(("path", "method"), [each for each in OPERATIONS if has_parameters(*each)])
def test_what_is_not_allowed_is_refused_as_declared(newsroom: None, path: str, method: str) -> None:
    cases = contract()[path][method].as_strategy(schemathesis.GenerationMode.NEGATIVE)
    assert min(asked(cases)) >= 400
