"""Forms that readers fill: no cookie, nothing sent by another site, and nothing sent twice."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from wagtail.contrib.forms.models import FormSubmission

from cms.api.caching import content_key
from cms.models import FormPage
from cms.same_origin import is_from_elsewhere
from tests.factories import pages

pytestmark = pytest.mark.django_db

OURS = "https://journal.example"


@pytest.fixture
def form() -> FormPage:
    form = pages.form(title="Contact", slug="contact", thank_you="<p>Bien reçu.</p>")
    form.form_fields.create(label="Message", field_type="multiline")
    form.save()
    return form


@pytest.fixture
def reader() -> Client:
    """A browser that holds nothing, and of which nothing is overlooked."""
    return Client(enforce_csrf_checks=True)


def sent() -> list[Any]:
    return [submission.form_data for submission in FormSubmission.objects.all()]


@pytest.mark.parametrize(
    ("headers", "is_elsewhere"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, False),
        ({"Origin": OURS}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": OURS}, True),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Origin": "https://autre.example"}, True),
        ({"Origin": "http://journal.example"}, True),
        ({"Origin": f"{OURS}.autre.example"}, True),
        ({"Origin": "null"}, True),
    ],
)
def test_who_sends_is_told_by_the_browser(headers: dict[str, str], is_elsewhere: bool) -> None:
    assert is_from_elsewhere("POST", headers, OURS) == is_elsewhere
    assert is_from_elsewhere("DELETE", headers, OURS) == is_elsewhere
    assert not is_from_elsewhere("GET", headers, OURS)


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}, {}]
)
def test_a_reader_needs_no_cookie(reader: Client, form: FormPage, headers: dict[str, str]) -> None:
    page = reader.get(form.url)
    assert not page.cookies
    assert "csrf" not in page.content.decode()
    response = reader.post(form.url, {"message": "Bonjour"}, headers=headers)
    assert response.status_code < 400
    assert not response.cookies
    assert sent() == [{"message": "Bonjour"}]


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://autre.example"}]
)
def test_another_site_sends_nothing(
    reader: Client, form: FormPage, headers: dict[str, str]
) -> None:
    response = reader.post(form.url, {"message": "Bonjour"}, headers=headers)
    assert response.status_code == 403
    assert not sent()


@pytest.mark.parametrize("path", ["/contact/", "/admin/login/"])
def test_who_is_refused_is_told_what_to_do(reader: Client, form: FormPage, path: str) -> None:
    response = reader.post(path, {"message": "x"}, headers={"Origin": "https://autre.example"})
    html = response.content.decode()
    assert response.status_code == 403
    assert '<html lang="fr">' in html
    assert "<style" not in html
    assert html.count("<h1>Envoi refusé</h1>") == 1
    assert 'href="/"' in html
    assert 'href="">Rouvrir la page</a>' in html


def test_nor_does_it_while_an_editor_is_logged_in(admin_client: Client, form: FormPage) -> None:
    elsewhere = {"Origin": "https://autre.example"}
    assert admin_client.post(form.url, {"message": "x"}, headers=elsewhere).status_code == 403
    assert not sent()


def test_what_is_sent_is_thanked_for_at_an_address_of_its_own(
    reader: Client, form: FormPage
) -> None:
    response = reader.post(form.url, {"message": "Bonjour"})
    assert (response.status_code, response["Location"]) == (303, "/contact/merci/")
    assert not response.cookies
    for _again in range(2):
        thanks = reader.get(response["Location"])
        html = thanks.content.decode()
        assert thanks.status_code == 200
        assert "<p>Bien reçu.</p>" in html
        assert "<form" not in html.partition("<main")[2].partition("</main>")[0]
        assert '<meta name="robots" content="noindex">' in html
        assert 'rel="canonical"' not in html
    assert sent() == [{"message": "Bonjour"}]


def test_its_thanks_are_everybody_s_and_change_with_it(reader: Client, form: FormPage) -> None:
    asked, thanked = reader.get(form.url), reader.get(f"{form.url}merci/")
    assert content_key(form.uuid) in thanked["Surrogate-Key"].split()
    assert thanked["Cache-Control"] == asked["Cache-Control"]
    assert thanked["ETag"] != asked["ETag"]


def test_what_is_wrong_is_told_on_the_spot(reader: Client, form: FormPage) -> None:
    response = reader.post(form.url, {"message": ""})
    html = response.content.decode()
    assert response.status_code == 200
    assert 'role="alert"' in html
    assert "Surrogate-Key" not in response
    assert not sent()


def test_nothing_is_sent_to_the_thanks(reader: Client, form: FormPage) -> None:
    assert "Bien reçu." in reader.post(f"{form.url}merci/", {"message": "x"}).content.decode()
    assert not sent()


def test_there_is_nothing_else_below_a_form(reader: Client, form: FormPage) -> None:
    assert reader.get(f"{form.url}ailleurs/").status_code == 404
    assert reader.get(f"{form.url}merci/merci/").status_code == 404
    form.unpublish()
    assert reader.get(f"{form.url}merci/").status_code == 404


def test_the_thanks_of_a_closed_form_are_closed(reader: Client, form: FormPage) -> None:
    form.view_restrictions.create(restriction_type="login")
    assert reader.get(f"{form.url}merci/").status_code == 302


def test_an_editor_sees_the_thanks_beforehand(admin_client: Client, form: FormPage) -> None:
    request = RequestFactory().get("/")
    response = form.make_preview_request(request, "landing")
    assert response.status_code == 200
    assert "Bien reçu." in response.content.decode()


def test_nobody_sends_by_the_thousand(reader: Client, form: FormPage) -> None:
    """Ten a minute; what was written is still in the browser."""
    answers = [reader.post(form.url, {"message": "Encore"}) for _ in range(11)]
    assert [response.status_code for response in answers] == [303] * 10 + [429]
    assert answers[-1]["Retry-After"].isdigit()
    assert "Trop d’essais" in answers[-1].content.decode()
    assert len(sent()) == 10
    assert reader.get(form.url).status_code == 200
    assert reader.post(form.url, {"message": "Moi"}, REMOTE_ADDR="192.0.2.7").status_code == 303
