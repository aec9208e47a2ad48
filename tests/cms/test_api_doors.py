"""The manners of the content API: problems of every kind, CORS, HEAD."""

from typing import Any

import pytest
from django.test import Client, override_settings

from cms.api import documents
from tests.factories import pages

pytestmark = pytest.mark.django_db
URL = "/api/content/v1/contents"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/content/v1/contents/%FF%FE", 404),
        ("/api/content/v1/%E0%A4%A", 404),
        (f"{URL}?topic=%FF%FE", 422),
        (f"{URL}?%FF=1", 422),
        (f"{URL}?kind=article&kind=edito", 422),
        (f"{URL}?limit=1&limit=1", 422),
        (f"{URL}?q=" + "x" * 10_000, 422),
        (f"{URL}?kind=" + "article," * 2_000, 200),
        ("/api/content/v1/" + "x" * 10_000, 404),
    ],
)
def test_nothing_asked_is_a_failure(client: Client, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    if status != 200:
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == status


def test_a_failure_of_ours_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("mot de passe")

    monkeypatch.setattr(documents, "row_at", fail)
    client = Client(raise_request_exception=False)
    response = client.get(f"{URL}/{pages.article().uuid}")
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert "mot de passe" not in response.content.decode()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_failure_of_a_page_is_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("cms.models.ArticlePage.get_context", fail)
    response = Client(raise_request_exception=False).get(pages.article().url)
    assert (response.status_code, response["Content-Type"]) == (500, "text/html; charset=utf-8")


def test_a_host_that_is_not_ours_is_a_problem() -> None:
    with override_settings(ALLOWED_HOSTS=["example.org"]):
        response = Client().get(URL, headers={"Host": "ailleurs.example"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_any_site_may_read(client: Client) -> None:
    for address in (URL, f"{URL}?topik=1", "/api/content/v1/nowhere"):
        response = client.get(address, headers={"Origin": "https://front.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in response["Access-Control-Expose-Headers"]
        assert "Origin" not in response.get("Vary", "").title()
        assert "Access-Control-Allow-Credentials" not in response


def test_a_preflight_is_answered_and_no_other_door_opens(client: Client) -> None:
    asked = {"Origin": "https://front.example", "Access-Control-Request-Method": "POST"}
    response = client.options(URL, headers=asked)
    assert response.status_code == 204
    assert "POST" in response["Access-Control-Allow-Methods"]
    assert "Content-Type" in response["Access-Control-Allow-Headers"]
    assert client.options(URL).status_code == 405
    for address in ("/api/v2/pages/", "/"):
        assert "Access-Control-Allow-Origin" not in client.options(address, headers=asked)


def test_head_is_get_without_its_body(client: Client) -> None:
    pages.article()
    head, get = client.head(URL), client.get(URL)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == get["ETag"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/content/v1/openapi.json", 405),
        ("/api/content/v1/docs", 405),
        ("/api/content/v1/contents", 405),
        ("/api/content/v1/", 404),
        ("/api/content/v1/nowhere", 404),
        ("/api/v2/pages/", 405),
        ("/api/v2/pages/1/", 405),
        ("/api/v2/pages/find/", 405),
        ("/api/v2/", 404),
        ("/api/v2/nowhere/", 404),
        ("/api/v3/", 401),
        ("/api/v3/openapi.json", 401),
        ("/api/v3/pages/", 401),
        ("/api/", 404),
        ("/api/nowhere", 404),
    ],
)
def test_who_writes_where_one_reads_is_told_so(method: str, address: str, status: int) -> None:
    """As strangers do, without a cookie and the token that goes with it."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    response = client.generic(method, address, b"{}", content_type="application/json")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response.json()["hint"]
    if status == 405:
        assert "GET" in response["Allow"]


def test_a_form_without_its_token_is_refused() -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "ada"})
    assert (response.status_code, response["Content-Type"]) == (403, "text/html; charset=utf-8")
