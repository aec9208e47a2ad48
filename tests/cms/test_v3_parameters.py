"""`/api/v3/` refuses the parameters that it does not know, where Wagtail would answer all."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.cms.tokens import V3, Machine, superuser
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db

LISTS = (
    *("pages/", "images/", "documents/", "redirects/", "sites/", "schema/"),
    *("snippets/cms.Topic/", "snippets/feeds.FeedItem/", "snippets/feeds.Source/"),
)


@pytest.fixture
def machine() -> Machine:
    pages.article(title="Un mot", kicker="Climat")
    pages.edito(day="2026-11-02")
    pages.image(title="Photo", credit="Ada").tags.add("mer", "ciel")
    pages.topic(name="Mer", slug="mer")
    FeedItemFactory.create(title="Venu d’ailleurs")
    return Machine(superuser())


def refused(machine: Machine, path: str) -> Any:
    response = machine.get(f"{V3}/{path}")
    assert response.status_code == 422, (path, response.status_code, response.content[:200])
    assert response["Content-Type"] == "application/problem+json"
    return response.json()


@pytest.mark.parametrize("path", [*LISTS, "whoami/", "pages/find/", "openapi.json", "docs/"])
def test_unknown_parameters(machine: Machine, path: str) -> None:
    for name in ("inconnu", "first_published_at__gte", "fields", "LIMIT", "", "body", "pk__in"):
        assert "hint" in refused(machine, f"{path}?{quote(name)}=1"), name


def test_the_hint_names_what_is_known_and_the_nearest(machine: Machine) -> None:
    hint = refused(machine, "pages/?descendants_of=3")["hint"]
    assert hint.startswith("Did you mean descendant_of? Accepted: ")
    assert {"title", "slug", "search", "type", "order"} <= set(
        hint.partition("Accepted: ")[2].removesuffix(".").split(", ")
    )
    assert "kicker" in refused(machine, "pages/?type=cms.ArticlePage&kickr=x")["hint"]
    assert "kicker" not in refused(machine, "pages/?kicker=x")["hint"]


def test_a_detail_takes_what_is_its_own(machine: Machine) -> None:
    article = pages.article()
    for query in ("version=draft", "rich_text_format=markdown", "site=localhost"):
        assert machine.get(f"{V3}/pages/{article.pk}/?{query}").status_code == 200
    for query in ("title=x", "limit=1", "child_of=3"):
        refused(machine, f"pages/{article.pk}/?{query}")


def test_what_find_hands_on_is_taken(machine: Machine) -> None:
    article = pages.article()
    query = f"id={article.pk}&site=localhost&version=draft&rich_text_format=html"
    response = machine.get(f"{V3}/pages/find/?{query}", follow=True)
    assert response.status_code == 200
    assert response.json()["id"] == article.pk


def test_writes_take_no_filters(machine: Machine) -> None:
    article = pages.article(title="Avant")
    for query in ("dry_run=1", "title=x"):
        path = f"{V3}/pages/{article.pk}/?{query}"
        response = machine.patch(path, {"title": "Après"}, content_type="application/json")
        assert response.status_code == 422
    assert not article.revisions.exists()


@pytest.mark.parametrize(
    "query", ["limit=1&limit=2", "title=a&title=b", "offset=0&offset=0", "search=a&search=a"]
)
def test_what_is_repeated(machine: Machine, query: str) -> None:
    assert refused(machine, f"pages/?{query}")["title"] == "Repeated parameter"


@pytest.mark.parametrize("order", ["inconnu", "body", "-card", "--title", "title,slug", "?", ""])
def test_orders_that_are_none(machine: Machine, order: str) -> None:
    assert "first_published_at" in refused(machine, f"pages/?order={quote(order)}")["hint"]


FILTERS = (
    ("pages/?title=Un%20mot", 1),
    ("pages/?type=cms.ArticlePage&kicker=Climat", 1),
    ("pages/?type=cms.ArticlePage&kicker=Autre", 0),
    ("pages/?type=shows.EditoPage&day=2026-11-02", 1),
    ("pages/?type=shows.EditoPage&day=2026-11-03", 0),
    ("pages/?type=cms.ArticlePage&type=shows.EditoPage&order=-title&order=id", 2),
    ("images/?credit=Ada&order=-width", 1),
    ("images/?title=Photo&search=Photo", 1),
    ("redirects/?old_path=/x&is_permanent=true", 0),
    ("snippets/cms.Topic/?slug=mer", 1),
    ("snippets/cms.Topic/?is_section=true", 0),
    ("snippets/cms.Topic/?order=-name&limit=1", 1),
)


@pytest.mark.parametrize(("path", "count"), FILTERS)
def test_filters_on_the_fields_that_it_gives(machine: Machine, path: str, count: int) -> None:
    response = machine.get(f"{V3}/{path}")
    assert response.status_code == 200, response.content
    assert response.json()["count"] == count


def test_a_search_of_too_many_words(machine: Machine) -> None:
    refused(machine, f"pages/?search={'a+' * 51}")


@pytest.mark.parametrize("signs", ['NEAR("a b")', '"', "l'", "a*", "(", "mot AND", "-mot", "::"])
def test_signs_in_a_search_are_no_operators(machine: Machine, signs: str) -> None:
    for path in ("pages/", "images/", "documents/", "snippets/cms.Person/", "snippets/cms.Topic/"):
        assert machine.read(path, search=signs).status_code == 200
    assert machine.read("pages/", search='"mot" (').json()["count"] == 1


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=51", "limit=x", "offset=-1", "child_of=x", "type=cms.Nulle", "locale=zz"],
)
def test_wrong_values_are_told_with_a_hint(machine: Machine, query: str) -> None:
    response = machine.get(f"{V3}/pages/?{query}")
    assert response.status_code in {400, 404, 422}
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["hint"]
