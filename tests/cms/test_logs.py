"""RELIABILITY 66: JSON lines, every one with its number, none with a secret."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django_q.tasks import async_task

from cms import logs


def note(word: str) -> str:
    """What the test's task does."""
    logging.getLogger("essai").warning("une tâche dit %s", word)
    return logs.run_id.get()


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What production's handler would write."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.RunFilter())
    handler.setFormatter(logs.LineFormatter(["levelname", "name", "message", "run"]))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def records(stream: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("offered", ["", "a" * 65, "x\ny", "é", "../etc"])
def test_criterion_34_an_odd_request_id_is_replaced(offered: str) -> None:
    made = logs.accepted_id(offered)
    assert made != offered
    assert logs.ACCEPTABLE.fullmatch(made)


@pytest.mark.django_db
def test_criterion_34_every_record_of_a_request_carries_its_number(
    client: Client, written: StringIO
) -> None:
    answer = client.get("/livez", headers={"X-Request-ID": "mandataire-42"})
    assert answer["X-Request-ID"] == "mandataire-42"
    client.get("/nulle-part/", headers={"X-Request-ID": "mandataire-43"})
    found = records(written)
    assert found
    assert {record["run"] for record in found} == {"mandataire-43"}


@pytest.mark.django_db
def test_criterion_34_every_record_of_a_task_carries_its_number(written: StringIO) -> None:
    identity = async_task("tests.cms.test_logs.note", "bonjour", sync=True)
    mine = [record for record in records(written) if record["name"] == "essai"]
    assert [(record["run"], record["message"]) for record in mine] == [
        (identity, "une tâche dit bonjour")
    ]


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("postgres://kiosque:motdepasse@db/x", "postgres://***@db/x"),
        ('password="abc\\" suite', 'password="***" suite'),
        ("Authorization: Bearer abc.def fin", "Authorization: Bearer *** fin"),
        ("?token=abc&page=2", "?token=***&page=2"),
        ("/admin/password_reset/confirm/MQ/abc-def/ lu", "/admin/password_reset/confirm/*** lu"),
        ("de 192.0.2.7 et 2001:db8::1", "de [ip] et [ip]"),
        ("à 12:45:33, Django 5.2.19", "à 12:45:33, Django 5.2.19"),
    ],
)
def test_criterion_34_no_secret_is_logged(written: StringIO, said: str, logged: str) -> None:
    logging.getLogger("essai").warning(said)
    assert records(written)[-1]["message"] == logged


def test_criterion_34_what_comes_with_a_record_is_cleaned_too(written: StringIO) -> None:
    asked = RequestFactory().get("/page/?token=abc")
    logging.getLogger("essai").warning("lu", extra={"request": asked, "status_code": 404})
    (record,) = records(written)
    assert record["request"] == "<WSGIRequest: GET '/page/?token=***'>"
    assert record["status_code"] == 404


def test_criterion_34_a_traceback_stays_on_its_line(written: StringIO) -> None:
    try:
        raise ValueError("secret=abc\nde 10.0.0.1")
    except ValueError:
        logging.getLogger("essai").exception("raté")
    (record,) = records(written)
    assert "abc" not in record["exc_info"]
    assert "10.0.0.1" not in record["exc_info"]
