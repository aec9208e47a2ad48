"""`/api/content/v1/resolve`: what stands at a path, in one request."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from pydantic import TypeAdapter
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from cms.api.caching import ABSENT, content_key, path_key
from cms.api.resolve import Resolved
from cms.models import StandardPage
from tests.cms.counter import agrees, fresh
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db
URL = "/api/content/v1/resolve"


def resolve(client: Client, path: str, status: int = 200) -> dict[str, Any]:
    response = client.get(URL, {"path": path})
    assert response.status_code == status, response.content
    if status == 200:
        TypeAdapter(Resolved).validate_json(response.content)
    else:
        assert response["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    return found


def test_a_page_an_item_and_the_front_page(client: Client) -> None:
    article, item = pages.article(title="A"), FeedItemFactory.create(title="I")
    found = resolve(client, f"/articles/{article.slug}/")
    assert (found["type"], found["content"]["title"]) == ("content", "A")
    assert found["content"] == client.get(f"/api/content/v1/contents/{article.uuid}").json()
    assert resolve(client, item.path)["content"]["title"] == "I"
    assert resolve(client, "/")["content"]["details"]["type"] == "home"


def test_queries_and_encoding_do_not_matter(client: Client) -> None:
    topic = pages.topic(slug="sante")
    for path in ("/themes/sante/?utm_source=x", "/themes/sant%65/", "/themes/sante/#suite"):
        assert resolve(client, path)["content"]["id"] == str(topic.uuid)
    assert resolve(client, quote("/themes/sante/", safe=""))["content"]["id"] == str(topic.uuid)


def test_a_missing_slash_is_a_redirect(client: Client) -> None:
    article = pages.article()
    assert resolve(client, f"/articles/{article.slug}") == {
        "type": "redirect",
        "to": f"http://localhost/articles/{article.slug}/",
        "permanent": True,
    }


def test_what_has_moved_leads_on(client: Client) -> None:
    article = pages.article(slug="avant")
    article.slug = "apres"
    article.save()
    Redirect.add_redirect("/articles/avant/", article, is_permanent=True)
    Redirect.add_redirect("/ailleurs?x=1", "https://ailleurs.example/", is_permanent=False)
    found = resolve(client, "/articles/avant/")
    assert found["to"] == "http://localhost/articles/apres/"
    assert found["permanent"]
    elsewhere = resolve(client, "/ailleurs/?x=1")
    assert (elsewhere["to"], elsewhere["permanent"]) == ("https://ailleurs.example/", False)
    resolve(client, "/ailleurs/", status=404)


def test_no_redirect_tells_the_address_of_what_is_not_public(client: Client) -> None:
    draft, private = pages.article(live=False), pages.article()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    Redirect.add_redirect("/brouillon", draft)
    Redirect.add_redirect("/prive", private)
    Redirect.add_redirect("/retire", "/le-fil/x/retire-1/", automatically_created=True)
    Redirect.add_redirect("/court", f"/articles/{draft.slug}/")
    for path in ("/brouillon/", "/prive/", "/retire/", "/court/", f"/articles/{private.slug}/"):
        assert resolve(client, path, status=404) == resolve(client, "/jamais/", status=404)


def test_no_alias_tells_where_its_original_is_hidden(client: Client) -> None:
    room = pages.standard(title="Espace", slug="espace")
    hidden = pages.child(room, StandardPage(title="Adresse", slug="adresse-secrete"))
    hidden.create_alias(parent=pages.home_page(), update_slug="copie")
    assert resolve(client, "/copie/")["content"]["seo"]["canonical"].endswith("/adresse-secrete/")
    PageViewRestriction.objects.create(page=room, restriction_type="login")
    assert resolve(client, "/copie/")["content"]["seo"]["canonical"] == ""
    html = client.get("/copie/").content.decode()
    assert '<link rel="canonical" href="http://testserver/copie/">' in html
    assert "adresse-secrete" not in html
    assert agrees()


def test_what_left_with_a_reason_tells_it(client: Client) -> None:
    article = pages.article(withdrawal_reason="À la demande de l’intéressée.")
    path = f"/articles/{article.slug}/"
    article.unpublish()
    assert resolve(client, path, status=410)["detail"] == "À la demande de l’intéressée."
    assert resolve(client, path.rstrip("/"), status=410)["title"] == "Gone"


@pytest.mark.parametrize(
    "path",
    [
        *("", "articles", "/..", "/articles/../", "//articles//", "https://ailleurs.example/x/"),
        *("/%00", "/%2500", "/%ff%fe", "/%", "/\\", "/[", "http://[", "/?", "/" + "é" * 10_000),
        *("/%E0%A4%A", "/" + "a/" * 5_000, "/;x=1", "/articles/;x", "/\ud7ff", "/\u202e"),
        *("http://h//[x", "//h//[x", "http://localhost//[x/"),
    ],
)
def test_nothing_asked_is_a_failure(client: Client, path: str) -> None:
    response = client.get(URL, {"path": path})
    assert response.status_code in {200, 400, 404, 422}
    if response.status_code != 200:
        assert response["Content-Type"] == "application/problem+json"


def test_a_path_is_needed(client: Client) -> None:
    response = client.get(URL)
    assert response.status_code == 422
    assert "path" in response.json()["detail"]


def test_it_costs_one_query_and_a_second_for_what_is_quoted(
    client: Client, django_assert_num_queries: Any
) -> None:
    article, dossier = pages.article(), pages.dossier()
    dossier.entries.create(content=article.uuid)
    dossier.save()
    for path, count in ((f"/articles/{article.slug}/", 1), (f"/{dossier.slug}/", 2)):
        with django_assert_num_queries(count):
            assert resolve(client, path)["type"] == "content"


def test_what_tells_of_an_address_is_named_by_it(client: Client) -> None:
    """So that whoever keeps it drops it when something comes to stand there, or leaves."""
    article = pages.article()
    path = f"/articles/{article.slug}/"
    Redirect.objects.create(old_path="/ancien", redirect_page=article)
    for asked, status, named in (
        ("/rien", 404, {path_key("/rien"), path_key("/rien/"), "redirects"}),
        (path[:-1], 200, {path_key(path[:-1]), path_key(path), "redirects"}),
        ("/ancien/", 200, {path_key("/ancien/"), content_key(article.uuid), "redirects"}),
    ):
        answer = client.get(URL, {"path": asked})
        assert answer.status_code == status
        assert set(answer["Surrogate-Key"].split()) == named
    assert client.get(URL, {"path": "/rien"})["Cache-Control"] == ABSENT


@pytest.mark.parametrize("start", ["http://localhost", "HTTP://LOCALHOST:80", "//localhost"])
def test_a_full_address_of_ours_leads_where_something_is_public(client: Client, start: str) -> None:
    article = pages.article(slug="la")
    link = f"{start}/articles/la/"
    Redirect.add_redirect("/court", link)
    assert resolve(client, "/court")["to"].endswith(link)
    fresh(article).unpublish()
    resolve(client, "/court", status=404)


def test_a_document_is_led_to_while_everybody_may_read_it(client: Client) -> None:
    document = pages.document()
    Redirect.add_redirect("/plaquette", document.url)
    assert resolve(client, "/plaquette")["to"] == f"http://localhost{document.url}"
    collection = Collection.get_first_root_node().add_child(name="Fermée")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    document.collection = collection
    document.save()
    resolve(client, "/plaquette", status=404)


@pytest.mark.parametrize(
    "link", ["http://localhost/articles/la/", "/articles/la", "/articles/la/?x#y"]
)
def test_what_leaves_takes_the_answers_that_led_there_with_it(client: Client, link: str) -> None:
    pages.article(slug="la")
    Redirect.add_redirect("/court", link)
    keys = client.get(URL, {"path": "/court"})["Surrogate-Key"].split()
    assert path_key("/articles/la/") in keys


def test_so_does_a_page(client: Client) -> None:
    article = pages.article(slug="la")
    Redirect.objects.create(
        old_path="/court", redirect_page=article, redirect_page_route_path="/suite/"
    )
    keys = client.get(URL, {"path": "/court"})["Surrogate-Key"].split()
    assert content_key(article.uuid) in keys
