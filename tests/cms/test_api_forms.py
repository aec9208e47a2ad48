"""`/api/content/v1/forms/{uuid}`: fields, and what readers send."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from wagtail.contrib.forms.models import FormSubmission

from cms.api.forms import FormAnswer, Thanks
from cms.models import FormPage
from tests.cms.counter import fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> FormPage:
    page = pages.form(thank_you="<p>Merci&nbsp;!</p>", to_address="redaction@example.org")
    fields: list[dict[str, Any]] = [
        {"label": "Nom", "field_type": "singleline"},
        {"label": "Adresse", "field_type": "email"},
        {"label": "Sujets", "field_type": "checkboxes", "choices": "Erreur, Question, Autre"},
        {"label": "Accord", "field_type": "checkbox", "required": False},
    ]
    for field in fields:
        page.form_fields.create(**field)
    page.save()
    return page


def url(page: FormPage) -> str:
    return f"/api/content/v1/forms/{page.uuid}"


def send(client: Client, page: FormPage, sent: Any, **kwargs: Any) -> Any:
    body = sent if isinstance(sent, bytes) else json.dumps(sent)
    return client.post(url(page), body, content_type="application/json", **kwargs)


GOOD = {"nom": "Ada", "adresse": "ada@example.org", "sujets": ["Erreur", "Autre"], "accord": True}


def test_the_fields(client: Client, page: FormPage) -> None:
    response = client.get(url(page))
    answer = FormAnswer.model_validate_json(response.content)
    assert [field.name for field in answer.fields] == ["nom", "adresse", "sujets", "accord"]
    assert answer.fields[2].choices == ["Erreur", "Question", "Autre"]
    assert answer.url == f"http://localhost{page.get_url()}"
    held = {"If-None-Match": response["ETag"]}
    assert client.get(url(page), headers=held).status_code == 304


def test_what_is_sent_is_kept_and_mailed(client: Client, page: FormPage) -> None:
    response = send(client, page, GOOD)
    assert response.status_code == 201, response.content
    assert "Merci" in Thanks.model_validate_json(response.content).thanks.html
    assert FormSubmission.objects.get().form_data == GOOD
    assert mail.outbox[0].to == ["redaction@example.org"]


def test_a_browsers_form_is_taken_too(client: Client, page: FormPage) -> None:
    body = "nom=Ada&adresse=ada%40example.org&sujets=Erreur&sujets=Autre&accord=on"
    response = client.post(url(page), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 201
    assert FormSubmission.objects.get().form_data == GOOD


def test_a_mail_server_that_fails_loses_nothing(
    client: Client, page: FormPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("wagtail.contrib.forms.models.send_mail", fail)
    assert send(client, page, GOOD).status_code == 201
    assert FormSubmission.objects.count() == 1


def test_what_is_wrong_is_told_field_by_field(client: Client, page: FormPage) -> None:
    response = send(client, page, {"adresse": "ada", "sujets": ["Rien"]})
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert set(response.json()["errors"]) == {"nom", "adresse", "sujets"}
    assert not FormSubmission.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff", 400),
        (b"[" * 50_000, 400),
        (b"[]", 422),
        (b'{"nom": {"a": 1}}', 422),
        (b'{"inconnu": "a"}', 422),
        (b'{"nom": "' + b"a" * 100_001 + b'"}', 413),
        (b'{"nom": "\\u0000", "adresse": "a@example.org", "sujets": "Autre"}', 422),
    ],
)
def test_bad_bodies_are_refused(client: Client, page: FormPage, body: bytes, status: int) -> None:
    response = send(client, page, body)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert not FormSubmission.objects.exists()


@pytest.mark.parametrize(
    "change", [{"nom": "x \ud800"}, {"sujets": ["Erreur", "\udfff"]}, {"\ud800": "x"}]
)
def test_half_a_character_is_refused(
    client: Client, page: FormPage, change: dict[str, Any]
) -> None:
    answer = send(client, page, {**GOOD, **change})
    assert answer.status_code == 422
    assert "characters" in answer.json()["hint"]
    assert not FormSubmission.objects.exists()


def test_another_kind_of_body_is_refused(client: Client, page: FormPage) -> None:
    response = client.post(url(page), "a", content_type="text/plain")
    assert response.status_code == 415


def test_only_public_forms_are_there(client: Client, page: FormPage) -> None:
    fresh(page).unpublish()
    other = pages.standard()
    for uuid in (page.uuid, other.uuid, uuid4()):
        address = f"/api/content/v1/forms/{uuid}"
        assert client.get(address).status_code == 404
        assert client.post(address, GOOD, content_type="application/json").status_code == 404
