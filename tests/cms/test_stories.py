"""What surrounds the body of a story: sources, « boîte noire », what to read next, old address."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from cms.models import Publication
from cms.related import related
from cms.schemas import Card
from cms.typography import NBSP
from media_library.models import Document
from tests.cms.counter import agrees
from tests.factories import pages

pytestmark = pytest.mark.django_db


def card(page: Any) -> Card:
    return Card.model_validate_json(Publication.objects.get(uuid=page.uuid).card)


def reread(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


class TestReferences:
    def test_they_are_given_with_their_addresses(self, client: Client) -> None:
        article = pages.article(methodology="<p>Trois entretiens.</p>")
        document = Document.objects.create(title="R", file=pages.image_file("rapport.pdf"))
        article.references.create(title="Un rapport : le budget", document=document)
        article.references.create(title="Un site", url="https://a.example/")
        article.references.create(title="Un livre")
        article.save()
        details = reread(article).face_details()
        assert [reference.title for reference in details["references"]] == [
            f"Un rapport{NBSP}: le budget",
            "Un site",
            "Un livre",
        ]
        assert [bool(reference.url) for reference in details["references"]] == [True, True, False]
        html = client.get(article.get_url()).content.decode()
        assert "Trois entretiens." in html
        assert document.url in html

    def test_a_document_that_goes_takes_its_address_along(self, client: Client) -> None:
        document = pages.document(title="Le rapport")
        article = pages.article(body=[("document", {"document": document})])
        article.references.create(title="Une source", document=document)
        article.save()
        folder = Collection.get_first_root_node().add_child(name="Réservé")
        address = document.url

        def shown() -> bool:
            return address in client.get(article.get_url()).content.decode()

        assert shown()
        document.collection = folder
        document.title = "Le rapport corrigé"
        document.save()
        assert agrees()
        closed = CollectionViewRestriction.objects.create(
            collection=folder, restriction_type="login"
        )
        assert not shown()
        assert agrees()
        closed.delete()
        assert shown()
        document.delete()
        assert not shown()
        assert agrees()

    def test_an_address_and_a_document_are_one_too_many(self) -> None:
        article = pages.article()
        document = Document.objects.create(title="R", file=pages.image_file("rapport.pdf"))
        reference = article.references.create(
            title="R", url="https://a.example/", document=document
        )
        with pytest.raises(ValidationError) as error:
            reference.full_clean()
        assert "document" in error.value.message_dict

    def test_empty_rich_text_is_no_method(self) -> None:
        assert pages.article(methodology="<p></p>").face_details()["methodology"] is None


class TestRelated:
    def test_chosen_come_first_then_what_shares_most(self) -> None:
        topic, other, person = pages.topic(name="École"), pages.topic(), pages.person(name="Ada")
        chosen = pages.article(title="Choisi")
        by_topic = pages.article(title="Même sujet", topics=[topic])
        by_person = pages.article(title="Même personne", people=[person], topics=[other])
        by_both = pages.article(title="Les deux", people=[person], topics=[topic])
        article = pages.article(topics=[topic], people=[person])
        pages.article(title="Rien")
        found = related(card(article), [chosen.uuid], limit=5)
        assert [(c["title"], c["reason"]["facet"], c["reason"]["name"]) for c in found] == [
            ("Choisi", "editor", ""),
            ("Les deux", "person", "Ada"),
            ("Même personne", "person", "Ada"),
            ("Même sujet", "topic", "École"),
        ]
        assert [c["id"] for c in found] == [
            str(page.uuid) for page in (chosen, by_both, by_person, by_topic)
        ]

    def test_a_shared_dossier_weighs_most(self) -> None:
        topic = pages.topic()
        beside, alike = pages.article(), pages.article(topics=[topic])
        article = pages.article(topics=[topic])
        dossier = pages.dossier(title="Hôpital")
        for page in (article, beside):
            dossier.entries.create(content=page.uuid)
        dossier.save()
        first, second = related(card(article))
        assert (first["id"], first["reason"]) == (
            str(beside.uuid),
            {"facet": "dossier", "name": "Hôpital"},
        )
        assert second["id"] == str(alike.uuid)

    def test_what_is_withdrawn_or_itself_is_left_out(self) -> None:
        topic = pages.topic()
        article, gone = pages.article(topics=[topic]), pages.article(topics=[topic])
        gone.unpublish()
        assert related(card(article), [gone.uuid, article.uuid, uuid.uuid4()]) == []

    def test_it_costs_two_queries(self, django_assert_num_queries: Any) -> None:
        topics = [pages.topic() for _ in range(12)]
        article = pages.article(topics=topics)
        pages.article(topics=topics)
        subject = card(article)
        with django_assert_num_queries(2):
            assert len(related(subject)) == 1

    def test_the_page_says_why(self, client: Client) -> None:
        topic = pages.topic(name="Énergie")
        pages.article(topics=[topic])
        article = pages.article(topics=[topic])
        assert (
            "Énergie"
            in client.get(article.get_url()).content.decode().rpartition("a-lire-aussi")[2]
        )


class TestFormerAddress:
    def test_its_links_lead_here(self, client: Client) -> None:
        article = pages.article(legacy_path="/2021/03/un-titre/")
        response = client.get("/2021/03/un-titre/")
        assert response.status_code == 301
        assert response["Location"].endswith(article.get_url())

    def test_a_draft_takes_no_address(self, client: Client) -> None:
        pages.article(legacy_path="/ancien/", live=False)
        assert client.get("/ancien/").status_code == 404

    def test_it_goes_on_leading_here_when_the_field_is_emptied(self, client: Client) -> None:
        article = pages.article(legacy_path="/ancien/")
        article.legacy_path = ""
        article.save()
        assert client.get("/ancien/").status_code == 301

    def test_an_address_of_another_page_is_refused(self) -> None:
        first = pages.article(legacy_path="/ancien/")
        second = pages.article()
        second.legacy_path = "/ancien/"
        with pytest.raises(ValidationError) as error:
            second.full_clean()
        assert "legacy_path" in error.value.message_dict
        first.full_clean()

    @pytest.mark.parametrize("path", ["ancien", "https://a.example/b", "/un titre/", "//a.example"])
    def test_what_is_no_path_is_refused(self, path: str) -> None:
        article = pages.article()
        article.legacy_path = path
        with pytest.raises(ValidationError) as error:
            article.full_clean()
        assert "legacy_path" in error.value.message_dict


class TestNamed:
    def test_a_person_is_the_same_elsewhere(self, client: Client) -> None:
        person = pages.person(same_as="https://fr.wikipedia.org/wiki/Ada\n\nhttps://a.example/@ada")
        person.full_clean()
        assert len(person.same_as_urls) == 2
        assert 'rel="me noopener"' in client.get(person.path).content.decode()

    def test_a_line_that_is_no_address_is_named(self) -> None:
        person = pages.person(same_as="https://a.example/\npas une adresse")
        with pytest.raises(ValidationError) as error:
            person.full_clean()
        assert "2" in error.value.message_dict["same_as"][0]

    def test_a_topic_is_found_by_its_other_names(self) -> None:
        topic = pages.topic(name="Santé", aliases="hôpital, soins")
        row = Publication.objects.get(uuid=topic.uuid)
        assert "hôpital" in row.search_body
        assert topic.alias_names == ["hôpital", "soins"]

    def test_the_magazine_says_what_is_in_it(self, client: Client) -> None:
        magazine = pages.magazine()
        magazine.entries.create(title="Le dossier : l'eau", authors="Ada", page_number=12)
        magazine.save()
        html = client.get(magazine.get_url()).content.decode()
        assert f"Le dossier{NBSP}: l’eau" in html
        assert "p. 12" in html.replace("\u00a0", " ")


def test_a_draft_leaves_the_counter_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Saved every few seconds while somebody writes, it changes nothing that readers see."""
    article = pages.article()
    seen = []
    monkeypatch.setattr("cms.publications.refresh", lambda *args: seen.append(args))
    article.title = "Autre titre"
    article.save_revision()
    assert seen == []
    assert reread(article).has_unpublished_changes
