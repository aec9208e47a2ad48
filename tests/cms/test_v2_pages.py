"""`/api/v2/pages/`: what it gives of each type, for how many queries, and how it is searched."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cms.models import ArticleIndexPage, Publication
from home.models import HomePage
from media_library.renditions import make_renditions
from shows.models import ShowPage
from tests.cms.counter import card, stored
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db

V2 = "/api/v2/pages/"
QUERIES = 15
"""Promised for a list of twenty, whatever it holds."""


def get(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.json()


def listed(client: Client, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(client, f"{V2}?{query}")["items"]
    return found


def full(make: Any, **fields: Any) -> Page:
    """A page of a type, with people, topics, a picture and a body as it may have them."""
    image = pages.image(file=pages.image_file(size=(400, 300)))
    make_renditions(image)
    page = make(image=image, **fields)
    children: dict[str, dict[str, Any]] = {
        "contributions": {"person": pages.person()},
        "references": {"title": "Un rapport", "url": "https://rapport.example/"},
        "related_contents": {"content": pages.article().uuid},
        "chapters": {"start_s": 5, "title": "Le port"},
        "quotes": {"text": "Une parole", "person": pages.person()},
        "notes": {"label": "Un livre", "url": "https://livre.example/"},
        "guests": {"person": pages.person()},
        "further_reading": {"content": pages.article().uuid},
        "seasons": {"number": 1},
        "subscriptions": {"label": "Flux", "url": "https://flux.example/"},
    }
    for name, child in children.items():
        if hasattr(page, name):
            getattr(page, name).create(**child)
    if hasattr(page, "topics"):
        page.topics.add(pages.topic())
        page.people.add(pages.person())
    page.save()
    return page


def text(words: str) -> list[tuple[str, Any]]:
    return [("heading", {"text": "Un intertitre"}), ("text", f"<p>{words}</p>")]


def show(**fields: Any) -> ShowPage:
    return pages.child(
        pages.home_page(), ShowPage(title=f"Émission {Page.objects.count()}", **fields)
    )


def dossier(**fields: Any) -> Page:
    page = pages.dossier(**fields)
    for _ in range(3):
        page.entries.create(content=pages.article().uuid, note="Pourquoi")
    page.save()
    return page


def magazine(**fields: Any) -> Page:
    page = pages.magazine(**fields)
    page.entries.create(title="Un article du numéro", authors="Ada")
    page.save()
    return page


def form(**fields: Any) -> Page:
    page = pages.form(**{**fields, "intro": "<p>Écrivez.</p>"})
    page.form_fields.create(label="Nom", field_type="singleline")
    page.save()
    return page


MAKERS: dict[str, Any] = {
    "cms.ArticlePage": lambda **f: full(pages.article, body=text("Un mot."), **f),
    "shows.EditoPage": lambda **f: full(pages.edito, transcript="Ada : Bonjour.", **f),
    "shows.EpisodePage": lambda **f: full(
        pages.episode, video_url="https://www.youtube.com/watch?v=AAAAAAAAAAA", **f
    ),
    "shows.ShowPage": lambda **f: full(show, **f),
    "cms.DossierPage": lambda **f: full(dossier, **f),
    "cms.StandardPage": lambda **f: full(pages.standard, body=text("Un mot."), **f),
    "cms.MagazinePage": lambda **f: full(magazine, **f),
    "cms.FormPage": lambda **f: full(form, **f),
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_list_of_one_type_costs_the_same_whatever_its_length(client: Client, name: str) -> None:
    for _ in range(3):
        MAKERS[name]()
    address = f"{V2}?type={name}&fields=*&limit=20"
    get(client, address)
    with CaptureQueriesContext(connection) as three:
        found = get(client, address)["items"]
    assert len(found) >= 3
    for _ in range(3):
        MAKERS[name]()
    with CaptureQueriesContext(connection) as six:
        assert len(get(client, address)["items"]) >= 6
    assert len(six) == len(three) <= QUERIES


def test_a_list_of_all_types_costs_no_more(client: Client) -> None:
    for make in MAKERS.values():
        make()
        make()
    original = pages.article(title="Original")
    original.create_alias(parent=Page.objects.get(pk=original.get_parent().pk), update_slug="copie")
    get(client, f"{V2}?fields=*")
    with CaptureQueriesContext(connection) as queries:
        found = listed(client, "fields=*&limit=20&order=-id")
    assert len(found) == 20
    assert len(queries) <= QUERIES
    assert all(entry["card"]["id"] == entry["uuid"] for entry in found)


def test_pictures_are_those_of_cards(client: Client) -> None:
    article = MAKERS["cms.ArticlePage"]()
    shown = get(client, f"{V2}{article.pk}/")
    assert shown["image"] == card(article)["image"]
    assert {source["type"] for source in shown["image"]["sources"]} == {"image/webp", "image/jpeg"}
    (entry,) = listed(client, f"type=cms.ArticlePage&id={article.pk}&fields=_,image")
    assert entry == {"image": shown["image"]}


def test_an_article_is_complete(client: Client) -> None:
    article = MAKERS["cms.ArticlePage"](methodology="<p>Sur place.</p>")
    shown = get(client, f"{V2}{article.pk}/")
    document = json.loads(stored(article).document)
    assert shown["body"] == document["body"]
    assert shown["seo"] == document["seo"]
    for name in ("references", "methodology", "related"):
        assert shown[name] == document["details"][name], name
    for name in ("topics", "authors", "people", "dossier"):
        assert shown[name] == document["card"][name], name
    assert shown["authors"][0]["name"]
    assert shown["meta"]["html_url"] == f"http://localhost{stored(article).path}"
    assert shown["meta"]["parent"]["title"] == "Articles"


def test_each_type_gives_what_is_particular_to_it(client: Client) -> None:
    def of(name: str) -> dict[str, Any]:
        answer: dict[str, Any] = get(client, f"{V2}{MAKERS[name]().pk}/")
        return answer

    episode = of("shows.EpisodePage")
    assert episode["chapters"] == [{"start_s": 5, "title": "Le port", "url": ""}]
    assert episode["quotes"][0]["person"]["name"]
    assert episode["show"]["title"] == "Bifurcations"
    assert episode["media"]["provider"] == "youtube"
    assert episode["video_url"] == "https://www.youtube.com/watch?v=AAAAAAAAAAA"
    assert of("shows.EditoPage")["transcript_cues"][0]["speaker"] == "Ada"
    assert of("shows.ShowPage")["seasons"][0]["number"] == 1
    contents = of("cms.DossierPage")["contents"]
    assert [entry["note"] for entry in contents] == ["Pourquoi"] * 3
    assert contents[0]["kind"] == "article"
    assert of("cms.MagazinePage")["entries"][0]["authors"] == "Ada"
    form = of("cms.FormPage")
    assert form["intro"] == "<p>Écrivez.</p>"
    assert form["fields"][0]["label"] == "Nom"


def test_what_is_quoted_and_hidden_is_left_out(client: Client) -> None:
    hidden, shown = pages.article(live=False), pages.article(title="Publique")
    link = {"content": hidden.uuid, "url": "", "title": "", "text": "Voir"}
    page = pages.article(body=[("link", link), *text("Un mot.")])
    page.related_contents.create(content=hidden.uuid)
    page.related_contents.create(content=shown.uuid)
    page.save()
    answer = get(client, f"{V2}{page.pk}/")
    assert [block["type"] for block in answer["body"]] == ["heading", "text"]
    assert [ref["uuid"] for ref in answer["related"]] == [str(shown.uuid)]
    hidden.save_revision().publish()
    answer = get(client, f"{V2}{page.pk}/")
    assert answer["body"][0]["value"]["content"]["uuid"] == str(hidden.uuid)
    assert len(answer["related"]) == 2


def test_an_original_and_a_parent_that_are_hidden_are_not_named(client: Client) -> None:
    parent = pages.standard(title="Dessus")
    child = pages.child(parent, type(parent)(title="Dessous"))
    assert get(client, f"{V2}{child.pk}/")["meta"]["parent"]["title"] == "Dessus"
    parent.unpublish()
    assert get(client, f"{V2}{child.pk}/")["meta"]["parent"] is None


def test_an_alias_names_its_original(client: Client) -> None:
    original = pages.article(title="Original")
    index = ArticleIndexPage.objects.get()
    alias = original.create_alias(parent=index, update_slug="copie")
    shown = get(client, f"{V2}{alias.pk}/")["meta"]
    assert shown["alias_of"]["id"] == original.pk
    assert shown["html_url"].endswith("/copie/")


@pytest.mark.parametrize(
    "query",
    [
        *("image=1", "topics=1", "body=x", "card=x", "owner=1", "live=true", "draft_title=x"),
        *("methodology=x", "withdrawal_reason=x", "image_alt=x", "video_url=x", "intro=x"),
        *("order=owner", "order=image", "order=-draft_title", "order=live", "order=path"),
        *("fields=topics(name)", "fields=owner", "fields=*,-nothing"),
    ],
)
def test_only_what_is_shown_filters_and_orders(client: Client, query: str) -> None:
    pages.article()
    assert client.get(f"{V2}?type=cms.ArticlePage&{query}").status_code == 400


def test_filters_by_columns_that_are_shown(client: Client) -> None:
    pages.article(title="Un", kicker="Reportage")
    pages.article(title="Deux", kicker="Analyse")
    found = listed(client, "type=cms.ArticlePage&kicker=Analyse")
    assert [entry["title"] for entry in found] == ["Deux"]
    ordered = listed(client, "type=cms.ArticlePage&order=kicker")
    assert [entry["title"] for entry in ordered] == ["Deux", "Un"]


def test_what_is_alike_keeps_its_order_from_page_to_page(client: Client) -> None:
    made = [pages.article(kicker="Même").pk for _ in range(6)]
    found = [
        entry["id"]
        for start in range(0, 6, 2)
        for entry in listed(client, f"type=cms.ArticlePage&order=-kicker&limit=2&offset={start}")
    ]
    assert found == made


def test_search_finds_what_readers_can_read(client: Client) -> None:
    named = pages.article(title="Le port rouvre")
    told = pages.article(title="Ailleurs", body=text("Les dockers du port, et la grue."))
    pages.article(title="Autre chose")
    FeedItemFactory.create(title="Le port")
    pages.article(title="Le port, brouillon", live=False)

    def ids(query: str) -> list[int]:
        return [entry["id"] for entry in listed(client, query)]

    assert ids("search=port") == [named.pk, told.pk]
    assert ids("search=port&order=-id") == [told.pk, named.pk]
    assert ids("search=port grue") == [told.pk]
    assert ids("search=rouvre grue") == []
    assert set(ids("search=rouvre grue&search_operator=or")) == {named.pk, told.pk}
    assert ids("search=port&type=cms.ArticlePage&kicker=&limit=1&offset=1") == [told.pk]
    assert ids("search=") == []
    assert client.get(f"{V2}?search=port&search_operator=xor").status_code == 400


def test_find_by_address(client: Client) -> None:
    article = pages.article(slug="titre")
    for path in ("/articles/titre/", "articles/titre", "/articles//titre/"):
        response = client.get(f"{V2}find/?html_path={path}&fields=kicker")
        assert response.status_code == 302
        assert response["Location"] == f"http://localhost{V2}{article.pk}/?fields=kicker"
    home = client.get(f"{V2}find/?html_path=/")
    assert home["Location"] == f"http://localhost{V2}{HomePage.objects.get().pk}/?"
    nothing = client.get(f"{V2}find/?html_path=/articles/rien/")
    assert (nothing.status_code, nothing.json()) == (404, {"message": "not found"})


def test_there_is_one_site(client: Client) -> None:
    pages.article()
    assert len(listed(client, "site=localhost&type=cms.ArticlePage")) == 1
    assert len(listed(client, "site=localhost:80&type=cms.ArticlePage")) == 1
    for asked in ("ailleurs.example", "localhost:81", "localhost:x", ":"):
        assert client.get(f"{V2}?site={asked}").status_code == 404


def test_answers_vary_on_nothing(client: Client) -> None:
    pages.article()
    response = client.get(V2, headers={"Accept": "text/html", "Authorization": "Basic zzz"})
    assert response["Content-Type"] == "application/json"
    assert not {"cookie", "accept", "authorization"} & set(
        response.get("Vary", "").lower().split(", ")
    )
    assert not response.cookies


def test_a_row_is_all_that_is_needed(client: Client) -> None:
    """What the counter does not hold is not there, whatever the page says of itself."""
    article = pages.article()
    Publication.objects.filter(uuid=article.uuid).delete()
    assert client.get(f"{V2}{article.pk}/").status_code == 404
    assert article.pk not in [entry["id"] for entry in listed(client, "limit=50")]


@pytest.mark.parametrize("query", ["order=random", "order=random,id", "offset=10001"])
def test_what_costs_a_whole_table_is_refused(client: Client, query: str) -> None:
    assert client.get(f"/api/v2/items/?{query}").status_code == 400
    assert client.get("/api/v2/items/?offset=10000").status_code == 200
