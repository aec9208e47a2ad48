"""`/api/v2/`, for everybody. `/api/v3/`: test_v3_door.py."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.models import Topic
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name", ["pages", "images", "documents", "redirects", "items", "sources", "people", "topics"]
)
def test_v2_lists(client: Client, name: str) -> None:
    pages.home_page()
    assert client.get(f"/api/v2/{name}/").status_code == 200


@pytest.mark.parametrize(
    "name", ["pages", "images", "documents", "redirects", "items", "sources", "people", "topics"]
)
def test_v2_refuses_an_offset_past_every_list(client: Client, name: str) -> None:
    pages.home_page()
    assert client.get(f"/api/v2/{name}/?offset={10**20}").status_code == 400


def test_v2_filters_people_and_topics(client: Client) -> None:
    pages.person(name="Ada", slug="ada")
    pages.person(name="Bea", slug="bea")
    Topic.objects.create(name="Mer", slug="mer", is_section=True)
    Topic.objects.create(name="Montagne", slug="montagne")
    people = client.get("/api/v2/people/?slug=bea").json()["items"]
    assert [person["name"] for person in people] == ["Bea"]
    topics = client.get("/api/v2/topics/?is_section=true").json()["items"]
    assert [topic["slug"] for topic in topics] == ["mer"]
    ordered = client.get("/api/v2/topics/?order=-name").json()["items"]
    assert [topic["slug"] for topic in ordered] == ["montagne", "mer"]
    assert client.get("/api/v2/topics/?search=mer").status_code == 400


def test_v2_gives_typed_blocks_and_the_card(client: Client) -> None:
    image = pages.image(alt="Un aplat rouge")
    article = pages.article(
        title="Titre",
        body=[("heading", {"text": "Un intertitre"}), ("image", {"image": image, "alt": ""})],
    )
    answer = client.get(f"/api/v2/pages/{article.pk}/").json()
    heading, picture = answer["body"]
    assert heading["value"] == {"text": "Un intertitre", "anchor": "un-intertitre"}
    assert picture["value"]["image"]["alt"] == "Un aplat rouge"
    assert answer["card"]["title"] == "Titre"
    assert answer["uuid"] == str(article.uuid)


def test_v2_hides_drafts_and_private_pages(client: Client) -> None:
    draft, private = pages.article(live=False), pages.standard()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    listed = client.get("/api/v2/pages/?limit=50").json()["items"]
    assert not {draft.pk, private.pk} & {item["id"] for item in listed}
    assert client.get(f"/api/v2/pages/{draft.pk}/").status_code == 404


@pytest.mark.parametrize(
    "query", ["items/?published_at=zzz", "items/?uuid=zzz", "people/?uuid=1", "pages/?child_of=x"]
)
def test_v2_refuses_a_value_that_its_field_cannot_hold(client: Client, query: str) -> None:
    assert client.get(f"/api/v2/{query}").status_code == 400
