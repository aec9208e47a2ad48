"""A page as it is served: from which card, at what cost."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from cms.models import SiteSettings
from tests.cms.counter import card, fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db


def test_draft_is_previewed_as_it_is_written() -> None:
    article = pages.article(title="Paru")
    article.title = "Brouillon"
    html = article.make_preview_request().content.decode()
    assert "<h1>Brouillon</h1>" in html
    assert "Paru" not in html


def test_restricted_page_is_shown_to_those_who_may_read_it(admin_client: Client) -> None:
    article = pages.article(title="Réservé")
    path = card(article)["url"]
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert "<h1>Réservé</h1>" in admin_client.get(path).content.decode()


def furnished() -> SiteSettings:
    """Menus and footer full of links to pages, and a magazine."""
    settings, _made = SiteSettings.objects.get_or_create(site=Site.objects.get())
    settings.magazine = pages.magazine()
    for number in range(4):
        page = pages.standard()
        settings.navigation.create(label=f"Menu {number}", page=page)
        settings.footer_links.create(label=f"Pied {number}", page=page)
    settings.save()
    return settings


def test_what_an_article_costs(client: Client, django_assert_max_num_queries: Any) -> None:
    image = pages.image()
    article = pages.article(image=image, people=[pages.person(), pages.person()])
    for _number in range(3):
        article.contributions.create(person=pages.person())
    article.topics.add(pages.topic())
    article.save()
    furnished()
    path = card(article)["url"]
    client.get(path)
    # One of them for what it quotes: the keys that make it old.
    with django_assert_max_num_queries(13):
        html = client.get(path).content.decode()
    assert "Menu 3" in html


def test_menus_leave_out_a_page_that_is_not_published(client: Client) -> None:
    page = furnished().navigation.get(label="Menu 3").page
    assert "Menu 3" in client.get("/").content.decode()
    fresh(page).unpublish()
    html = client.get("/").content.decode()
    assert "Menu 3" not in html
    assert "Menu 2" in html


def test_page_and_lists_show_the_same_card(client: Client) -> None:
    article = pages.article(title="Une", image=pages.image())
    assert client.get(card(article)["url"]).context["card"] == card(article)
    assert fresh(article).card == card(article)


@pytest.mark.parametrize("model", ["standardpage", "formpage"])
def test_address_of_the_site_is_refused_in_the_form(admin_client: Client, model: str) -> None:
    home = pages.home_page()
    form = {"title": "Recherche", "slug": "recherche", "body-count": "0", "action-publish": "1"}
    form |= {"form_fields-TOTAL_FORMS": "0", "form_fields-INITIAL_FORMS": "0"}
    response = admin_client.post(f"/admin/pages/add/cms/{model}/{home.pk}/", form)
    assert response.status_code == 200
    assert "slug" in response.context["form"].errors
