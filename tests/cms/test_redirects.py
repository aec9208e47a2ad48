"""Old addresses lead readers where something public stands, and nowhere else."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from tests.factories import pages

pytestmark = pytest.mark.django_db


def test_a_reader_is_led_to_what_is_public(client: Client) -> None:
    Redirect.add_redirect("/vieux", pages.article(slug="la"))
    Redirect.add_redirect("/ailleurs", "https://ailleurs.example/", is_permanent=False)
    moved, away = client.get("/vieux/"), client.get("/ailleurs/?utm_source=x")
    assert (moved.status_code, moved["Location"]) == (301, "/articles/la/")
    assert (away.status_code, away["Location"]) == (302, "https://ailleurs.example/")


def test_a_reader_is_not_told_the_address_of_what_is_hidden(client: Client) -> None:
    draft = pages.article(slug="secret", live=False)
    Redirect.add_redirect("/page", draft)
    Redirect.add_redirect("/adresse", "http://localhost/articles/secret/")
    never = client.get("/jamais/")
    for path in ("/page/", "/adresse/"):
        response = client.get(path)
        assert response.status_code == 404
        assert response.headers["Cache-Control"] == never.headers["Cache-Control"]
        assert "secret" not in response.content.decode()


def test_an_old_address_as_wagtail_alone_finds_it_leads_no_stranger(client: Client) -> None:
    hidden = pages.article(slug="secret", live=False)
    Redirect.objects.bulk_create([Redirect(old_path="/%C3%A9t%C3%A9", redirect_page=hidden)])
    assert client.get("/été/").status_code == 404


def test_nobody_is_led_to_a_hidden_alias(client: Client) -> None:
    """What it stands for is public."""
    article = pages.article(slug="la")
    alias = article.create_alias(parent=pages.home_page(), update_slug="cachee")
    PageViewRestriction.objects.create(page=alias, restriction_type="login")
    Redirect.add_redirect("/copie", alias)
    assert client.get("/copie/").status_code == 404


def test_who_is_logged_in_is_led_there(admin_client: Client) -> None:
    Redirect.add_redirect("/page", pages.article(slug="secret", live=False))
    assert admin_client.get("/page/")["Location"] == "/articles/secret/"
