"""`/api/v2/redirects/`: where old addresses lead."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

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
