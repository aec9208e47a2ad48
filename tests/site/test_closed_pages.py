"""Pages that only some may read: each is opened by what opens it, and by nothing else."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms.models import ArticlePage
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> ArticlePage:
    return pages.article(title="Entre nous", body=[("text", "<p>Sous embargo</p>")])


@pytest.fixture
def closed(article: ArticlePage) -> ArticlePage:
    PageViewRestriction.objects.create(
        page=article, restriction_type=PageViewRestriction.PASSWORD, password="sésame"
    )
    return article


def test_its_password_opens_it(client: Client, closed: ArticlePage) -> None:
    address = client.get(closed.url).context["action_url"]
    wrong = client.post(address, {"password": "césame", "return_url": closed.url})
    assert wrong.status_code == 200
    assert "Sous embargo" not in wrong.content.decode()
    right = client.post(address, {"password": "sésame", "return_url": closed.url})
    assert (right.status_code, right["Location"]) == (302, closed.url)
    assert "Sous embargo" in client.get(closed.url).content.decode()
    assert "Sous embargo" not in Client().get(closed.url).content.decode()


def test_it_opens_to_whoever_comes_back_to_the_door(client: Client, closed: ArticlePage) -> None:
    door = client.get(closed.url).context["action_url"]
    shown = client.get(door)
    words = {"return_url": shown.context["form"].initial["return_url"]}
    assert "entre-nous" not in shown.content.decode()
    wrong = client.post(door, {**words, "password": "césame"})
    assert wrong.status_code == 200
    opened = client.post(door, {**words, "password": "sésame"}, follow=True)
    assert opened.redirect_chain[-1] == (closed.url, 302)
    assert "Sous embargo" in opened.content.decode()


def test_a_door_leads_to_nothing_but_what_is_behind_it(client: Client, closed: ArticlePage) -> None:
    door = client.get(closed.url).context["action_url"]
    client.post(door, {"password": "sésame", "return_url": closed.url})
    restriction = closed.get_view_restrictions().get()
    draft, elsewhere = pages.article(live=False), pages.article()
    for page in (draft, elsewhere):
        address = reverse("wagtailcore_authenticate_with_password", args=(restriction.pk, page.pk))
        assert client.get(address).status_code == 404


def test_what_has_no_address_leads_to_the_front_page(client: Client) -> None:
    root = pages.home_page().get_parent()
    restriction = PageViewRestriction.objects.create(
        page=root, restriction_type=PageViewRestriction.PASSWORD, password="sésame"
    )
    door = reverse("wagtailcore_authenticate_with_password", args=(restriction.pk, root.pk))
    client.post(door, {"password": "sésame", "return_url": door})
    opened = client.get(door)
    assert (opened.status_code, opened["Location"]) == (302, "/")


def test_its_form_has_a_token(closed: ArticlePage) -> None:
    stranger = Client(enforce_csrf_checks=True)
    address = stranger.get(closed.url).context["action_url"]
    sent = stranger.post(address, {"password": "sésame", "return_url": closed.url})
    assert sent.status_code == 403


def test_the_newsroom_comes_in_by_its_own_door(
    admin_client: Client, client: Client, article: ArticlePage
) -> None:
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    response = client.get(article.url, follow=True)
    assert response.redirect_chain == [(f"/admin/login/?next={article.url}", 302)]
    assert response.status_code == 200
    assert client.get("/_util/login/").status_code == 404
    assert "Sous embargo" in admin_client.get(article.url).content.decode()


def test_its_door_is_in_the_looks_and_the_words_of_the_site(
    client: Client, closed: ArticlePage
) -> None:
    html = client.get(closed.url).content.decode()
    assert '<html lang="fr">' in html
    assert "Cette page a un mot de passe" in html
    assert 'href="/"' in html


def test_nobody_guesses_it_by_the_thousand(client: Client, closed: ArticlePage) -> None:
    address = client.get(closed.url).context["action_url"]
    words = {"password": "césame", "return_url": closed.url}
    tried = [client.post(address, words).status_code for _ in range(11)]
    assert tried == [200] * 10 + [429]
    refused = client.post(address, {"password": "sésame", "return_url": closed.url})
    assert (refused.status_code, refused["Retry-After"].isdigit()) == (429, True)
    elsewhere = client.post(address, words, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 200
