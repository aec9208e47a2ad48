"""`/topics`, `/people`, `/sources`, `/dossiers`, `/shows`: lists of cards, and one in full."""

from typing import Any

import pytest
from django.test import Client
from pydantic import TypeAdapter
from wagtail.models import Page

from cms.api.content_types import AnyContent
from cms.api.contents import Contents
from tests.cms.counter import agrees, fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db
ROOT = "/api/content/v1/"


def get(client: Client, name: str, **params: Any) -> dict[str, Any]:
    response = client.get(f"{ROOT}{name}", params)
    assert response.status_code == 200, response.content
    Contents.model_validate_json(response.content)
    return response.json()


def titles(answer: dict[str, Any]) -> list[str]:
    return [card["title"] for card in answer["items"]]


def test_people_stand_under_their_family_names(client: Client) -> None:
    pages.person(name="Émile Zola", slug="zola", sort_name="Zola Émile")
    pages.person(name="Élise Éluard", slug="eluard", sort_name="Éluard Élise")
    pages.person(name="Ada", slug="ada")
    assert titles(get(client, "people")) == ["Ada", "Élise Éluard", "Émile Zola"]
    assert agrees()


def test_a_new_sorting_name_moves_a_person(client: Client) -> None:
    person = pages.person(name="Zoé", slug="zoe")
    pages.person(name="Marc", slug="marc")
    person.sort_name = "Abel Zoé"
    person.save()
    assert titles(get(client, "people")) == ["Zoé", "Marc"]


def test_a_long_list_is_read_in_parts_without_gap_or_repeat(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(7):
        # Of equal names too.
        pages.topic(name=f"Thème {n}", slug=f"theme-{n}")
    pages.person(name="Thème 3", slug="personne")
    found, cursor = [], ""
    for _ in range(4):
        with django_assert_max_num_queries(2):
            part = get(client, "topics", limit=2, **({"cursor": cursor} if cursor else {}))
        found += titles(part)
        cursor = part["next"]
    assert (found, cursor) == ([f"Thème {n}" for n in range(7)], "")


def test_dossiers_and_shows_come_newest_first(client: Client) -> None:
    old, new = pages.dossier(title="Vieux", slug="vieux"), pages.dossier(title="Neuf", slug="neuf")
    assert titles(get(client, "dossiers")) == ["Neuf", "Vieux"]
    fresh(new).unpublish()
    assert [card["id"] for card in get(client, "dossiers")["items"]] == [str(old.uuid)]
    assert titles(get(client, "shows")) == []


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("topics", lambda: pages.topic(name="Le droit", slug="droit")),
        ("people", lambda: pages.person(name="Ada", slug="droit")),
        ("dossiers", lambda: pages.dossier(title="Dossier", slug="droit")),
    ],
)
def test_one_in_full_is_the_content_itself(client: Client, name: str, make: Any) -> None:
    content = make()
    one = client.get(f"{ROOT}{name}/droit")
    assert one.content == client.get(f"{ROOT}contents/{content.uuid}").content
    TypeAdapter(AnyContent).validate_json(one.content)
    assert client.get(f"{ROOT}{name}/droits").status_code == 404
    assert client.get(f"{ROOT}{name}/roit").status_code == 404


def test_the_answer_is_conditional_and_names_what_may_enter(client: Client) -> None:
    topic = pages.topic(name="Droit", slug="droit")
    first = client.get(f"{ROOT}topics")
    assert first["Surrogate-Key"].split() == ["list-topic", f"content-{topic.uuid.hex}"]
    held = {"If-None-Match": first["ETag"]}
    assert client.get(f"{ROOT}topics", headers=held).status_code == 304


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("topics", {"cursor": "abc"}),
        ("topics", {"cursor": "LTEuYQ=="}),
        ("dossiers", {"cursor": "abc"}),
        ("people", {"limit": 0}),
        ("people", {"limit": 51}),
        ("shows", {"page": 1}),
        ("sources", {"cursor": "\x00"}),
        ("sources", {"cursor": "a" * 10_000}),
    ],
)
def test_bad_requests_are_refused(client: Client, name: str, params: dict[str, Any]) -> None:
    response = client.get(f"{ROOT}{name}", params)
    assert response.status_code in {400, 422}
    assert response["Content-Type"] == "application/problem+json"


def leave(page: Page) -> None:
    """With a public reason."""
    page.withdrawal_reason = "À la demande de l’intéressée."
    page.save()
    page.unpublish()


@pytest.mark.parametrize("name", ["topics", "people", "sources", "dossiers", "shows"])
def test_what_another_kind_left_behind_is_not_told(client: Client, name: str) -> None:
    leave(pages.article(slug="democratie"))
    leave(pages.standard(slug="democratie"))
    response = client.get(f"{ROOT}{name}/democratie")
    assert response.status_code == 404
    assert response.content == client.get(f"{ROOT}{name}/nulle-part").content


def test_what_left_with_a_reason_is_told_among_its_kind_alone(client: Client) -> None:
    leave(pages.dossier(slug="democratie"))
    response = client.get(f"{ROOT}dossiers/democratie")
    assert response.status_code == 410
    assert response.json()["detail"] == "À la demande de l’intéressée."
    for other in ("shows", "topics"):
        assert client.get(f"{ROOT}{other}/democratie").status_code == 404


def test_the_end_of_a_slug_is_no_slug(client: Client) -> None:
    pages.topic(slug="sous-a")
    pages.dossier(slug="sous-b")
    for address in ("topics/a", "topics/-a", "dossiers/b", "dossiers/-b"):
        assert client.get(f"{ROOT}{address}").status_code == 404
