"""`/api/v2/redirects/`: where old addresses lead."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction

from tests.factories import pages

pytestmark = pytest.mark.django_db
URL = "/api/v2/redirects/"


def test_several_may_lead_to_one_page(client: Client) -> None:
    article, hidden = pages.article(slug="but"), pages.article(live=False)
    for number in range(2):
        Redirect.objects.create(old_path=f"/ancien-{number}", redirect_page=article)
    Redirect.objects.create(old_path="/secret", redirect_page=hidden)
    response = client.get(URL, {"fields": "*"})
    assert response.status_code == 200
    told = [(item["old_path"], item["location"]) for item in response.json()["items"]]
    assert told == [(f"/ancien-{number}", "/articles/but/") for number in range(2)]


@pytest.mark.parametrize("path", ["//[x", "//h:port/", "http://[", "\0"])
def test_what_is_no_address_leads_nowhere(client: Client, path: str) -> None:
    assert client.get(f"{URL}find/", {"html_path": path}).status_code in {400, 404}


def test_documents_are_led_to_while_everybody_may_read_them(client: Client) -> None:
    document = pages.document()
    Redirect.objects.create(old_path="/plaquette", redirect_link=document.url)
    assert [item["old_path"] for item in client.get(URL).json()["items"]] == ["/plaquette"]
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type="login"
    )
    assert client.get(URL).json()["items"] == []
