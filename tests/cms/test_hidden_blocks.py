"""What a body may not show stands in no JSON and is found by no search, and comes back."""

import json
from typing import Any

import pytest
from wagtail.models import Collection, CollectionViewRestriction

from tests.cms.counter import agrees, stored
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder() -> Collection:
    pages.home_page()
    return Collection.get_first_root_node().add_child(name="Dossier")


def close(folder: Collection) -> CollectionViewRestriction:
    return CollectionViewRestriction.objects.create(collection=folder, restriction_type="login")


def document_of(page: Any) -> Any:
    return json.loads(stored(page).document)


def types(page: Any) -> list[str]:
    return [block["type"] for block in document_of(page)["body"]]


def test_a_picture_and_its_words(folder: Collection) -> None:
    image = pages.image(collection=folder)
    there = {"image": image, "alt": "Le quai", "caption": "La grue au repos"}
    page = pages.article(body=[("image", there), ("heading", {"text": "Suite"})])
    assert types(page) == ["image", "heading"]
    assert "La grue au repos" in stored(page).search_body
    restriction = close(folder)
    assert types(page) == ["heading"]
    assert str(image.uuid) not in stored(page).document
    assert stored(page).search_body == "Suite"
    restriction.delete()
    assert types(page) == ["image", "heading"]
    assert "Le quai" in stored(page).search_body
    assert agrees()


def test_a_gallery_without_those_that_are_closed(folder: Collection) -> None:
    closed = {"image": pages.image(collection=folder), "alt": "", "caption": "Fermée"}
    free = {"image": pages.image(), "alt": "", "caption": "Ouverte"}
    page = pages.article(
        body=[
            ("gallery", {"title": "Deux", "images": [closed, free]}),
            ("gallery", {"title": "Aucune", "images": [closed, closed]}),
        ]
    )
    restriction = close(folder)
    (gallery,) = document_of(page)["body"]
    assert [each["image"]["caption"] for each in gallery["value"]["images"]] == ["Ouverte"]
    assert "Fermée" not in stored(page).search_body
    assert "Aucune" not in stored(page).search_body
    restriction.delete()
    assert len(document_of(page)["body"]) == 2
    assert agrees()


def test_a_document_wherever_it_is_named(folder: Collection) -> None:
    document = pages.document(title="Rapport", collection=folder)
    link = f'<p>Voir <a linktype="document" id="{document.pk}">là</a>.</p>'
    page = pages.article(
        methodology=link,
        body=[
            ("text", link),
            ("document", {"document": document, "title": "", "description": "Les comptes"}),
        ],
    )
    page.references.create(title="Un rapport", document=document)
    page.save()
    opened = document_of(page)
    assert f'<a href="{document.url}">là</a>' in opened["body"][0]["value"]["html"]
    assert opened["details"]["references"][0]["uuid"] == str(document.uuid)
    restriction = close(folder)
    closed = document_of(page)
    assert [block["type"] for block in closed["body"]] == ["text"]
    assert closed["body"][0]["value"]["html"] == "<p>Voir <a>là</a>.</p>"
    assert closed["details"]["methodology"]["html"] == "<p>Voir <a>là</a>.</p>"
    assert closed["details"]["references"] == [{"uuid": None, "title": "Un rapport", "url": ""}]
    assert "Les comptes" not in stored(page).search_body
    restriction.delete()
    assert document_of(page) == opened
    assert agrees()


def test_a_link_to_a_document_that_is_gone_leads_nowhere() -> None:
    page = pages.article(
        body=[
            ("text", '<p><a linktype="document" id="987654">Parti</a></p>'),
            ("text", '<p><a linktype="document" id="x">Sans clé</a></p>'),
        ]
    )
    first, second = document_of(page)["body"]
    assert first["value"]["html"] == "<p><a>Parti</a></p>"
    assert second["value"]["html"] == "<p><a>Sans clé</a></p>"


def test_words_beside_a_content_are_found_while_it_is_public() -> None:
    target = pages.article(title="Cible")
    link = {"content": target.uuid, "url": "", "title": "", "text": "Lire aussi la cible"}
    page = pages.article(body=[("link", link)])
    assert "Lire aussi la cible" in stored(page).search_body
    target.unpublish()
    assert stored(page).search_body == ""
    target.save_revision().publish()
    assert "Lire aussi la cible" in stored(page).search_body
    assert agrees()
