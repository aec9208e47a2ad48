"""What is shown when the database cannot be asked. No mark of a database: a query fails here."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory

from cms.views import csrf_failure, server_error


def test_the_page_for_who_is_offline(client: Client) -> None:
    response = client.get("/hors-ligne/")
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count("<h1") == 1
    assert 'href="/"' in html
    assert not response.cookies


def test_the_page_of_a_breakdown() -> None:
    response = server_error(RequestFactory().get("/articles/"))
    assert response.status_code == 500
    assert "<h1" in response.content.decode()


def test_the_page_of_a_refused_form() -> None:
    response = csrf_failure(RequestFactory().post("/contact/"))
    assert response.status_code == 403
    assert "<h1" in response.content.decode()


@pytest.fixture(params=[OperationalError, InterfaceError])
def away(request: pytest.FixtureRequest, db: None, client: Client) -> Iterator[None]:
    """As when the server restarts: each statement fails."""

    def refuse(*args: Any) -> None:
        raise request.param("the connection to 10.1.2.3 was closed")

    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("path", ["/personnes/", "/rectificatifs/", "/nulle-part/"])
def test_a_page_asks_to_come_back_while_it_is_away(client: Client, path: str, away: None) -> None:
    response = client.get(path)
    html = response.content.decode()
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert html.count("<h1") == 1
    assert "10.1.2.3" not in html


@pytest.mark.parametrize(
    "path",
    ["content/v1/site", "content/v1/people", "content/v1/contents", "v2/pages/", "v3/pages/"],
)
def test_the_api_asks_to_come_back_while_it_is_away(client: Client, path: str, away: None) -> None:
    response = client.get(f"/api/{path}", headers={"Authorization": "Bearer kq_nothing"})
    problem = response.json()
    assert response.status_code == problem["status"] == 503
    assert response["Content-Type"] == "application/problem+json"
    assert int(response["Retry-After"]) > 0
    assert problem["hint"]
    assert "10.1.2.3" not in response.content.decode()
