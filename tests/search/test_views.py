import pytest
from django.test import Client

from tests.factories import pages

pytestmark = pytest.mark.django_db


def test_results_are_said_and_shown(client: Client) -> None:
    pages.article(title="Chlorure de vinyle")
    html = client.get("/recherche/", {"q": "chlorure"}).content.decode()
    assert "Chlorure de vinyle" in html
    assert 'role="status"' in html


@pytest.mark.parametrize("query", ["", "a\0b", "x" * 10_000, "'\"%", "<script>alert(1)</script>"])
def test_any_query_answers_a_page(client: Client, query: str) -> None:
    response = client.get("/recherche/", {"q": query, "page": "9" * 30})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_reader_gets_no_cookie(client: Client) -> None:
    assert not client.get("/recherche/", {"q": "mot"}).cookies
