"""What is shown when the database cannot be asked. No mark of a database: a query fails here."""

from django.test import Client, RequestFactory

from cms.views import server_error


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
