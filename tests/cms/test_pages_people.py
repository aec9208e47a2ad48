"""« Personnes »: everybody by name, page after page, and those who sign."""

from typing import Any

import pytest
from django.test import Client

from cms.api.caching import list_key
from cms.models import Person
from tests.factories import pages

pytestmark = pytest.mark.django_db


def names(client: Client, **query: str) -> list[str]:
    return [person.name for person in client.get("/personnes/", query).context["people"]]


def html(client: Client, **query: str) -> str:
    return client.get("/personnes/", query).content.decode()


def author(name: str, make: Any = pages.article) -> Any:
    page = make()
    page.contributions.create(person=pages.person(name=name))
    page.save()
    return page


def test_everybody_stands_by_name(client: Client) -> None:
    for name, sort_name in (("Zoé Abel", "Abel, Zoé"), ("Émile", ""), ("Ada", ""), ("Faïza", "")):
        pages.person(name=name, sort_name=sort_name)
    assert names(client) == ["Zoé Abel", "Ada", "Émile", "Faïza"]


def test_the_list_goes_on(client: Client) -> None:
    for number in range(205):
        pages.person(name=f"Nom {number:03}")
    assert (names(client)[0], len(names(client))) == ("Nom 000", 100)
    assert (names(client, page="2")[0], names(client, page="3")[-1]) == ("Nom 100", "Nom 204")
    first, second, third = (html(client, page=number) for number in ("1", "2", "3"))
    assert ('rel="prev"' in first, 'rel="next" href="?page=2"' in first) == (False, True)
    assert 'rel="prev" href="?page=1"' in second
    assert 'rel="next" href="?page=3"' in second
    assert ('rel="prev" href="?page=2"' in third, 'rel="next"' in third) == (True, False)
    assert names(client, page="x")[0] == "Nom 000"


def test_those_who_sign_something_public(client: Client) -> None:
    author("Ada")
    author("Béa", pages.edito)
    author("Cléo", pages.show)
    author("Du brouillon").unpublish()
    about = pages.article()
    about.people.add(pages.person(name="Dont on parle"))
    about.save()
    assert names(client, role="auteurs") == ["Ada", "Béa", "Cléo"]
    assert len(names(client)) == 5


def test_who_signs_twice_stands_there_once(client: Client) -> None:
    page = author("Ada")
    ada = Person.objects.get()
    page.contributions.create(person=ada, role="photo")
    page.save()
    again = pages.article()
    again.contributions.create(person=ada)
    again.save()
    assert names(client, role="auteurs") == ["Ada"]


def test_the_list_that_is_shown_is_told(client: Client) -> None:
    author("Ada")
    everybody = '<a href="/personnes/" aria-current="page">Tout le monde</a>'
    authors = '<a href="?role=auteurs" aria-current="page">Auteurs et autrices</a>'
    for query, current in (({}, 0), ({"role": "x"}, 0), ({"role": "auteurs"}, 1)):
        page = html(client, **query)
        assert (everybody in page, authors in page) == (current == 0, current == 1)


def test_authors_go_on_as_authors(client: Client) -> None:
    page = pages.article()
    for number in range(101):
        page.contributions.create(person=pages.person(name=f"Nom {number:03}"))
    page.save()
    assert 'rel="next" href="?role=auteurs&amp;page=2"' in html(client, role="auteurs")
    assert names(client, role="auteurs", page="2") == ["Nom 100"]


def test_authors_change_with_what_is_signed(client: Client) -> None:
    author("Ada")
    signed = {list_key(kind) for kind in ("article", "edito", "episode", "show")}
    everybody = client.get("/personnes/")["Surrogate-Key"].split()
    authors = client.get("/personnes/", {"role": "auteurs"})["Surrogate-Key"].split()
    assert list_key("person") in everybody
    assert signed.isdisjoint(everybody)
    assert signed | {list_key("person")} <= set(authors)


@pytest.mark.parametrize("query", [{}, {"role": "auteurs"}])
def test_what_the_list_costs(
    client: Client, query: dict[str, str], django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        author(f"n{number}")
    client.get("/personnes/", query)
    with django_assert_max_num_queries(8):
        client.get("/personnes/", query)
