"""`/api/content/v1/site` and `/redirects`: what stands around a page, and old addresses."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from cms.api.site import Redirects, SiteAnswer
from cms.models import FooterLink, LegalLink, NavigationLink, SiteSettings
from tests.cms.counter import fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db
SITE, REDIRECTS = "/api/content/v1/site", "/api/content/v1/redirects"


@pytest.fixture
def around() -> SiteSettings:
    pages.home_page()
    return SiteSettings.for_site(Site.objects.get())


def link(model: Any, around: SiteSettings, **fields: Any) -> None:
    model.objects.create(settings=around, **fields)


def site(client: Client) -> dict[str, Any]:
    response = client.get(SITE)
    assert response.status_code == 200, response.content
    SiteAnswer.model_validate_json(response.content)
    return response.json()


def test_all_that_stands_around_a_page(client: Client, around: SiteSettings) -> None:
    page = pages.standard(title="Mentions légales", slug="mentions")
    around.site_name, around.footer_text = "Kiosque", "Un site sans pisteur !"
    around.call_to_action = pages.call_to_action()
    around.share_image = pages.image()
    around.magazine = pages.magazine()
    around.save()
    link(LegalLink, around, label="Mentions", page=page)
    link(FooterLink, around, label="Flux", address="/flux/")
    link(NavigationLink, around, label="Ailleurs", address="https://a.example/")
    answer = site(client)
    assert answer["name"] == "Kiosque"
    assert answer["footer"] == {
        "text": "Un site sans pisteur\u202f!",
        "links": [{"title": "Flux", "url": "http://localhost/flux/", "uuid": None}],
    }
    assert answer["legal"] == [
        {"title": "Mentions", "url": "http://localhost/mentions/", "uuid": str(page.uuid)}
    ]
    assert answer["navigation"][0]["url"] == "https://a.example/"
    assert answer["call_to_action"]["uuid"] == str(around.call_to_action.uuid)
    assert answer["magazine"]["uuid"] == str(around.magazine.uuid)
    assert answer["seo"]["image"]["uuid"] == str(around.share_image.uuid)


def test_links_to_what_is_not_public_are_not_there(client: Client, around: SiteSettings) -> None:
    page = pages.standard(title="Secret", slug="secret")
    around.magazine = pages.magazine(title="Retiré")
    around.save()
    link(NavigationLink, around, label="Caché", page=page)
    fresh(page).unpublish()
    fresh(around.magazine).unpublish()
    answer = site(client)
    assert (answer["navigation"], answer["magazine"]) == ([], None)


def test_the_alert_ends_by_itself(client: Client, around: SiteSettings) -> None:
    around.alert_text, around.alert_url = "En direct", "/direct/"
    around.save()
    assert site(client)["alert"] == {
        "text": "En direct",
        "url": "http://localhost/direct/",
        "until": None,
    }
    around.alert_until = timezone.now() + timedelta(seconds=20)
    around.save()
    assert "s-maxage=19, stale-while-revalidate=0" in client.get(SITE)["Cache-Control"]
    around.alert_until = timezone.now() - timedelta(seconds=1)
    around.save()
    assert site(client)["alert"] is None


def test_the_answer_is_conditional_and_names_its_pages(
    client: Client, around: SiteSettings
) -> None:
    page = pages.standard()
    link(NavigationLink, around, label="Qui", page=page)
    first = client.get(SITE)
    assert first["Surrogate-Key"].split() == ["site", f"content-{page.uuid.hex}"]
    assert client.get(SITE, headers={"If-None-Match": first["ETag"]}).status_code == 304


def redirects(client: Client, **params: Any) -> dict[str, Any]:
    response = client.get(REDIRECTS, params)
    assert response.status_code == 200, response.content
    Redirects.model_validate_json(response.content)
    return response.json()


def test_old_addresses_and_where_they_lead(client: Client) -> None:
    article = pages.article(title="Là", slug="la")
    hidden = pages.article(title="Caché", slug="cache")
    Redirect.objects.create(old_path="/vieux", redirect_page=article)
    Redirect.objects.create(old_path="/court", redirect_link="/flux/", is_permanent=False)
    Redirect.objects.create(old_path="/mort", redirect_page=hidden)
    fresh(hidden).unpublish()
    assert redirects(client) == {
        "items": [
            {"source": "/vieux", "target": "http://localhost/articles/la/", "permanent": True},
            {"source": "/court", "target": "http://localhost/flux/", "permanent": False},
        ],
        "next": None,
    }


def test_redirects_come_in_parts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.api.site.REDIRECTS", 2)
    pages.home_page()
    for n in range(5):
        Redirect.objects.create(old_path=f"/r{n}", redirect_link="/flux/")
    found, after = [], 0
    while after is not None:
        part = redirects(client, after=after)
        found += [row["source"] for row in part["items"]]
        after = part["next"]
    assert found == [f"/r{n}" for n in range(5)]


@pytest.mark.parametrize("after", ["-1", str(2**63), "a", "9" * 10_000, "\x00"])
def test_bad_places_are_refused(client: Client, after: str) -> None:
    assert client.get(REDIRECTS, {"after": after}).status_code in {400, 422}
