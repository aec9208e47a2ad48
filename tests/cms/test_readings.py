"""Private pages for who has no account: who may give the address of one, for how long."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms import readings
from cms.models import ArticlePage
from tests.cms.counter import fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db
API = "/api/content/v1/preview/"


@pytest.fixture
def page() -> ArticlePage:
    article = pages.article(title="Réservé", slug="reserve")
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    return fresh(article)


def status(client: Client, token: str) -> int:
    return client.get(f"{API}{token}").status_code


def test_it_opens_that_page_and_no_other(client: Client, page: ArticlePage) -> None:
    token, _ends_at = readings.issue(page)
    other = pages.article(title="Autre")
    PageViewRestriction.objects.create(page=other, restriction_type="login")
    assert client.get(f"{API}{token}").json()["title"] == "Réservé"
    forged = other.translation_key.hex + token[32:]
    assert status(client, forged) == status(client, f"{token}x") == 404


def test_it_ends_after_a_month(
    client: Client, page: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, _ends_at = readings.issue(page)
    monkeypatch.setattr(readings, "LIFETIME", timedelta(seconds=-1))
    assert status(client, token) == 404


def test_it_ends_with_what_closes_the_page(client: Client, page: ArticlePage) -> None:
    token, _ends_at = readings.issue(page)
    restriction = PageViewRestriction.objects.get()
    restriction.delete()
    assert status(client, token) == 404
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert status(client, token) == 404
    again, _ends_at = readings.issue(page)
    assert status(client, again) == 200


def test_it_ends_with_the_password_that_it_stood_beside(client: Client, page: ArticlePage) -> None:
    restriction = PageViewRestriction.objects.get()
    for change in ({"restriction_type": "password", "password": "un"}, {"password": "deux"}):
        token, _ends_at = readings.issue(page)
        assert status(client, token) == 200
        PageViewRestriction.objects.filter(pk=restriction.pk).update(**change)
        assert status(client, token) == 404


def test_an_alias_has_none_of_its_own(page: ArticlePage) -> None:
    alias = page.create_alias(parent=pages.home_page(), update_slug="copie")
    assert readings.can_be_opened(page)
    assert not readings.can_be_opened(fresh(alias))


def test_a_draft_is_never_read_by_it(client: Client, page: ArticlePage) -> None:
    token, _ends_at = readings.issue(page)
    page.title = "Brouillon"
    page.save_revision()
    assert client.get(f"{API}{token}").json()["title"] == "Réservé"
    fresh(page).unpublish()
    assert status(client, token) == 404


def test_an_editor_is_given_the_address(
    admin_client: Client, client: Client, page: ArticlePage
) -> None:
    address = reverse("kiosque_reading", args=[page.pk])
    editor = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert f'href="{address}"' in editor.content.decode()
    response = admin_client.get(address)
    assert "no-store" in response["Cache-Control"]
    (token,) = re.findall(rf'value="http://localhost{API}([^"]+)"', response.content.decode())
    assert client.get(f"{API}{token}").json()["title"] == "Réservé"


def test_nobody_else_is(client: Client, django_user_model: Any, page: ArticlePage) -> None:
    """Neither a stranger nor an editor of other pages."""
    address = reverse("kiosque_reading", args=[page.pk])
    assert client.get(address).status_code == 302
    editor = django_user_model.objects.create_user("lectrice")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(editor)
    response = client.get(address, follow=True)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert "reading-address" not in response.content.decode()


def test_of_a_public_page_there_is_none(admin_client: Client) -> None:
    public = pages.article()
    address = reverse("kiosque_reading", args=[public.pk])
    assert "reading-address" not in admin_client.get(address).content.decode()
    editor = admin_client.get(reverse("wagtailadmin_pages:edit", args=[public.pk]))
    assert address not in editor.content.decode()
