"""`/api/content/v1/images/{uuid}`."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from media_library.schemas import ImageSchema
from tests.factories import pages

pytestmark = pytest.mark.django_db
URL = "/api/content/v1/images/"


def test_a_picture_and_its_files(client: Client) -> None:
    image = pages.image(alt="Une foule", credit="Ada")
    response = client.get(f"{URL}{image.uuid}")
    shape = ImageSchema.model_validate_json(response.content)
    assert (shape.uuid, shape.alt, shape.credit) == (image.uuid, "Une foule", "Ada")
    assert shape.sources[0].url.startswith("http://localhost/media/")
    assert response["Surrogate-Key"] == f"image-{image.uuid.hex}"
    held = {"If-None-Match": response["ETag"]}
    assert client.get(f"{URL}{image.uuid}", headers=held).status_code == 304


def test_what_may_not_be_shown_cannot_be_told_from_nothing(client: Client) -> None:
    ended = pages.image(rights_until=timezone.localdate() - timedelta(days=1))
    closed = pages.image(collection=Collection.get_first_root_node().add_child(name="Fermée"))
    CollectionViewRestriction.objects.create(collection=closed.collection, restriction_type="login")
    answers = [client.get(f"{URL}{uuid}") for uuid in (ended.uuid, closed.uuid, uuid4())]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize(
    "uuid", ["1", "a" * 10_000, "%00", "3f0c3d52-9d8c-4f6e-8f3a-5f0f3f6f2b11?x=1"]
)
def test_bad_names_are_refused(client: Client, uuid: str) -> None:
    assert client.get(f"{URL}{uuid}").status_code in {400, 404, 422}
