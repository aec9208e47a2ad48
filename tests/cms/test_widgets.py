import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import pages


@pytest.mark.django_db
def test_the_editor_holds_each_name_to_tick_once(admin_client: Client) -> None:
    pages.person(name="Nadia Belkacem")
    article = pages.article()
    response = admin_client.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert len(re.findall("Nadia Belkacem", response.content.decode())) == 1
