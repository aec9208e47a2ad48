"""The counter, for what pages repeat: people, topics, calls to action, pictures."""

from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction

from cms.models import Publication
from cms.rebuild import check, rebuild
from media_library.models import Image
from media_library.tasks import make_renditions
from tests.cms.counter import agrees, card, row, stored
from tests.factories import pages

pytestmark = pytest.mark.django_db


def test_renamed_person_is_renamed_everywhere() -> None:
    person = pages.person(name="Ada", slug="ada")
    article = pages.article()
    article.contributions.create(person=person)
    article.save()
    person.name = "Ada L."
    person.save()
    assert card(article)["authors"][0]["name"] == "Ada L."
    assert agrees()


def test_new_address_of_a_person_redirects(client: Client) -> None:
    person = pages.person(name="Ada", slug="ada")
    person.slug = "ada-l"
    person.save()
    assert Redirect.objects.get().old_path == "/personnes/ada"
    response = client.get("/personnes/ada/")
    assert response.status_code == 301
    assert response["Location"] == "/personnes/ada-l/"


def test_deleted_person_leaves_every_card() -> None:
    person = pages.person()
    article = pages.article(people=[person])
    article.contributions.create(person=person)
    article.save()
    assert card(article)["people"]
    person.delete()
    assert row(person) is None
    assert card(article)["authors"] == card(article)["people"] == []
    assert agrees()


def test_portrait_deleted_leaves_its_person_and_their_card() -> None:
    portrait = pages.image()
    person = pages.person(portrait=portrait)
    assert card(person)["image"]
    portrait.delete()
    assert card(person)["image"] is None
    assert agrees()


def test_topic_renamed_made_a_section_deleted() -> None:
    topic = pages.topic(name="Santé")
    article = pages.article()
    article.topics.add(topic)
    article.save()
    topic.is_section = True
    topic.name = "Hôpital"
    topic.save()
    assert card(article)["topics"][0]["name"] == "Hôpital"
    assert card(article)["topics"][0]["is_section"] is True
    assert agrees()
    topic.delete()
    assert card(article)["topics"] == []
    assert agrees()


def test_call_to_action_changed_and_deleted() -> None:
    appeal = pages.call_to_action(title="Abonnez-vous")
    article = pages.article(body=[("call_to_action", appeal)])
    appeal.title = "Rejoignez-nous"
    appeal.save()
    assert "Rejoignez-nous" in stored(article).document
    assert agrees()
    appeal.delete()
    assert "Rejoignez-nous" not in stored(article).document
    assert agrees()


def test_image_replaced_in_the_admin_gets_new_files(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    queued: list[tuple[str, int]] = []
    monkeypatch.setattr(
        "media_library.signal_handlers.async_task", lambda *task: queued.append(task)
    )
    image = pages.image(file=pages.image_file(size=(800, 600)))
    article = pages.article(image=image)
    make_renditions(image.pk)
    data = {"title": "Autre", "file": pages.image_file("autre.png", (800, 500)), "alt": "Vert"}
    data |= {"collection": image.collection_id, "tags": "", "credit": "", "licence": ""}
    with django_capture_on_commit_callbacks(execute=True):
        response = admin_client.post(f"/admin/images/{image.pk}/", data)
    assert response.status_code == 302
    assert card(article)["image"]["sources"][0]["height"] == 500
    assert ("media_library.tasks.make_renditions", image.pk) in queued
    assert agrees()


def test_image_gets_its_files_is_replaced_and_deleted() -> None:
    image = pages.image()
    article = pages.article(image=image, body=[("image", {"image": image, "alt": "Ici"})])
    assert card(article)["image"]["sources"][0]["type"] == "image/png"
    make_renditions(image.pk)
    assert {s["type"] for s in card(article)["image"]["sources"]} == {"image/webp", "image/jpeg"}
    assert agrees()

    image = Image.objects.get(pk=image.pk)
    image.renditions.all().delete()
    image.file = pages.image_file("autre.png", (80, 60))
    image.width, image.height = 80, 60
    image.save()
    assert card(article)["image"]["width"] == 80
    assert agrees()

    image.delete()
    assert card(article)["image"] is None
    assert '"type":"image"' not in stored(article).document
    assert agrees()


def test_restricted_collection_hides_its_pictures_until_lifted() -> None:
    collection = Collection.get_first_root_node().add_child(name="Réservé")
    image = pages.image(collection=collection)
    article = pages.article(image=image, body=[("image", {"image": image})])
    person = pages.person(portrait=image)
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="login"
    )
    assert card(article)["image"] is card(person)["image"] is None
    assert image.file.name not in stored(article).document
    assert agrees()
    restriction.delete()
    assert card(article)["image"] is not None
    assert card(person)["image"] is not None
    assert agrees()


def test_pictures_moved_into_a_restricted_collection(admin_client: Client) -> None:
    closed = Collection.get_first_root_node().add_child(name="Réservé")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    image = pages.image()
    article = pages.article(image=image)
    url = "/admin/bulk/media_library/image/add_to_collection/"
    response = admin_client.post(f"{url}?id={image.pk}", {"collection": closed.pk})
    assert response.status_code == 302
    assert card(article)["image"] is None
    assert agrees()


def test_collection_moved_into_a_restricted_one(admin_client: Client) -> None:
    closed = Collection.get_first_root_node().add_child(name="Réservé")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    moved = Collection.get_first_root_node().add_child(name="Ouvert")
    article = pages.article(image=pages.image(collection=moved))
    data = {"name": "Ouvert", "parent": closed.pk}
    assert admin_client.post(f"/admin/collections/{moved.pk}/", data).status_code == 302
    assert card(article)["image"] is None
    assert agrees()


def test_rows_outlive_nothing() -> None:
    """A row without content is found, named, and removed by a rebuild."""
    article = pages.article()
    Publication.objects.filter(uuid=article.uuid).update(object_id=10**9)
    assert len(list(check())) == 2
    list(rebuild())
    assert agrees()
