"""What caches are told of a page, and which pages they are told to leave alone."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms.api.caching import ABSENT, CACHE_CONTROL, content_key, facet_key, list_key, path_key
from cms.models import ArticlePage
from cms.response_cache.middleware import key_of
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> ArticlePage:
    return pages.article(title="Un titre", body=[("text", "<p>Bonjour</p>")])


def keys(client: Client, path: str) -> set[str]:
    response = client.get(path)
    assert response["Cache-Control"] == CACHE_CONTROL, path
    return set(response["Surrogate-Key"].split())


def test_a_page_is_told_to_be_everybody_s(client: Client, article: ArticlePage) -> None:
    response = client.get(article.url)
    assert response["Cache-Control"] == CACHE_CONTROL
    assert "Vary" not in response
    assert not response.cookies
    assert {"site", content_key(article.uuid)} <= set(response["Surrogate-Key"].split())


def test_who_holds_it_gets_304(client: Client, article: ArticlePage) -> None:
    first = client.get(article.url)
    again = client.get(article.url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Surrogate-Key"] == first["Surrogate-Key"]
    article.title = "Un autre titre"
    article.save()
    changed = client.get(article.url, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_head_says_what_a_get_does(client: Client, article: ArticlePage) -> None:
    got, asked = client.get(article.url), client.head(article.url)
    assert {name: asked[name] for name in ("ETag", "Cache-Control", "Surrogate-Key")} == {
        name: got[name] for name in ("ETag", "Cache-Control", "Surrogate-Key")
    }


def test_cookies_of_others_change_nothing(client: Client, article: ArticlePage) -> None:
    client.cookies["_ga"] = "GA1.2.3"
    assert content_key(article.uuid) in keys(client, article.url)


def test_whoever_is_logged_in_has_a_page_of_their_own(
    admin_client: Client, article: ArticlePage
) -> None:
    response = admin_client.get(article.url)
    assert "wagtail-userbar" in response.content.decode()
    assert response["Cache-Control"] == "private"
    assert "Surrogate-Key" not in response
    assert "ETag" not in response


def test_a_form_is_everybody_s(client: Client) -> None:
    form = pages.form()
    assert content_key(form.uuid) in keys(client, form.url)
    response = client.get(form.url)
    assert not response.cookies
    assert "Vary" not in response


def test_a_closed_door_is_one_visitor_s(client: Client, article: ArticlePage) -> None:
    PageViewRestriction.objects.create(
        page=article, restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    response = client.get(article.url)
    assert response.status_code == 200
    assert "csrfmiddlewaretoken" in response.content.decode()
    assert "public" not in response["Cache-Control"]
    assert "Surrogate-Key" not in response


def test_a_preview_is_nobody_else_s(admin_client: Client, article: ArticlePage) -> None:
    address = reverse("wagtailadmin_pages:view_draft", args=[article.pk])
    response = admin_client.get(address)
    assert response.status_code == 200
    assert "public" not in response.get("Cache-Control", "")
    assert "Surrogate-Key" not in response


def test_what_is_searched_is_not_kept(client: Client, article: ArticlePage) -> None:
    response = client.get("/recherche/", {"q": "titre"})
    assert response.status_code == 200
    assert "Surrogate-Key" not in response


def test_what_is_not_there_is_kept_for_a_moment(client: Client, article: ArticlePage) -> None:
    article.withdrawal_reason = "Une erreur."
    article.save()
    article.unpublish()
    for path, status in (("/rien/", 404), ("/articles/un-titre/", 410)):
        response = client.get(path)
        assert (response.status_code, response["Cache-Control"]) == (status, ABSENT)
        assert set(response["Surrogate-Key"].split()) == {"site", "redirects", path_key(path)}


def test_lists_name_what_may_enter_them(client: Client) -> None:
    topic, person, item = pages.topic(), pages.person(), FeedItemFactory.create()
    pages.article(), pages.edito(), pages.episode(), pages.dossier()
    assert list_key("article") in keys(client, "/articles/")
    assert list_key("edito") in keys(client, "/editos/")
    assert list_key("item") in keys(client, "/le-fil/")
    assert facet_key("show", pages.show().uuid) in keys(client, "/bifurcations/")
    assert list_key("topic") in keys(client, "/themes/")
    assert facet_key("topic", topic.uuid) in keys(client, f"/themes/{topic.slug}/")
    assert list_key("person") in keys(client, "/personnes/")
    assert facet_key("person", person.uuid) in keys(client, f"/personnes/{person.slug}/")
    assert list_key("source") in keys(client, "/sources/")
    assert facet_key("source", item.source.uuid) in keys(client, item.source.path)
    assert content_key(item.source.uuid) in keys(client, item.path)
    front = {"home", *map(list_key, ("article", "edito", "episode", "item", "dossier", "page"))}
    assert front <= keys(client, "/")
    assert {"site", *map(list_key, ("article", "edito", "episode", "item"))} == keys(
        client, "/flux/"
    )


def test_a_page_names_whatever_it_shows_of_others(client: Client) -> None:
    """Cards, pages above it, and contents that its text leads to."""
    quoted = pages.article(title="Cité")
    link = f'<p><a linktype="page" id="{quoted.pk}">lien</a></p>'
    article = pages.article(body=[("text", link)])
    related = pages.article(title="À lire")
    article.related_contents.create(content=related.uuid)
    article.save()
    above = article.get_parent()
    wanted = {content_key(each) for each in (quoted.uuid, related.uuid, above.translation_key)}
    assert wanted <= keys(client, article.url)
    assert content_key(article.uuid) in keys(client, "/articles/")


def test_a_page_names_what_its_links_name(client: Client) -> None:
    """Neighbours, the calendar, the seasons: a title that is withdrawn is nowhere at once."""
    before, edito, far = (pages.edito(day=date(2026, 3, day)) for day in (17, 18, 1))
    named = keys(client, edito.url)
    assert {content_key(each.uuid) for each in (before, far)} <= named
    first, second = pages.episode(season=1), pages.episode(season=1)
    assert content_key(first.uuid) in keys(client, second.url)
    assert list_key("episode") in keys(client, first.get_parent().url)


NARROWED = {
    "/articles/": ("cursor",),
    "/editos/": ("cursor", "mois"),
    "/bifurcations/": ("cursor", "saison", "invite", "theme"),
    "/le-fil/": ("cursor", "type", "source", "jour"),
    "/themes/": ("type",),
    "/dossiers/": ("cursor",),
    "/rectificatifs/": ("page",),
    "/recherche/": ("q", "page", "sort", "words", "period", "type", "person", "dossier", "videos"),
}


@pytest.mark.parametrize("path", NARROWED)
def test_a_list_that_is_narrowed_is_another_page(path: str) -> None:
    """What the memory does not tell apart is answered as if it had not been asked."""
    plain = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "wsgi.url_scheme": "http"}
    asked = [key_of(plain)]
    asked += [key_of({**plain, "QUERY_STRING": f"{name}=x"}) for name in NARROWED[path]]
    assert None not in asked
    assert len(set(asked)) == 1 + len(NARROWED[path])
    assert key_of({**plain, "QUERY_STRING": "fbclid=x"}) == asked[0]


@pytest.mark.parametrize("written", ["%74ype=x", "t%79pe=x", "fbclid=1&%74%79%70%65=x"])
def test_a_name_is_known_however_it_is_written(written: str) -> None:
    """Or a list that one reader has narrowed would be kept as everybody's."""
    plain = {"REQUEST_METHOD": "GET", "PATH_INFO": "/le-fil/", "wsgi.url_scheme": "http"}
    narrowed = key_of({**plain, "QUERY_STRING": written})
    assert narrowed != key_of(plain)
