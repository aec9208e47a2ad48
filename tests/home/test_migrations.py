"""What a new newsroom finds after its first `migrate`."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from cms.models import Person
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    user = get_user_model().objects.create_user("redaction", "redaction@example.org", "x")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    "snippet",
    ["cms/person", "cms/topic", "cms/calltoaction", "feeds/source", "feeds/feeditem"],
)
def test_editors_reach_the_snippets(editor: Client, snippet: str) -> None:
    assert editor.get(f"/admin/snippets/{snippet}/").status_code == 200


def test_editors_add_a_person_but_delete_none(editor: Client) -> None:
    response = editor.post("/admin/snippets/cms/person/add/", {"name": "Ada", "slug": "ada"})
    assert response.status_code == 302
    person = Person.objects.get(slug="ada")
    response = editor.post(f"/admin/snippets/cms/person/delete/{person.pk}/")
    assert Person.objects.filter(pk=person.pk).exists()
    assert response.status_code == 302


def test_front_page_and_feed_stand(client: Client) -> None:
    pages.home_page()
    assert client.get("/").status_code == 200
    assert client.get("/le-fil/").status_code == 200
