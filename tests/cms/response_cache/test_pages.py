"""The purge graph: which pages a change makes old, edge by edge, and that it is no other."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from cms.models import SiteSettings
from home.models import HomePage
from tests.cms.drawing import one_connection
from tests.cms.response_cache.asking import Browser
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory

pytestmark = pytest.mark.django_db


class Visitor(Browser):
    def made_old_by(self, act: Callable[[], Any]) -> set[str]:
        """Of all pages that are kept, those which are not after it."""
        for path in PATHS:
            assert self.get(path).status[:3] in ("200", "404"), path
            assert self.is_kept(path), path
        act()
        self.look()
        return {path for path in PATHS if not self.is_kept(path)}


PATHS = [
    "/",
    "/flux/",
    "/articles/",
    "/articles/premier/",
    "/articles/second/",
    "/editos/",
    "/editos/lundi/",
    "/bifurcations/",
    "/bifurcations/entretien/",
    "/le-fil/",
    "/sources/",
    "/sources/gazette/",
    "/sources/courrier/",
    "/themes/",
    "/themes/ecole/",
    "/themes/hopital/",
    "/personnes/",
    "/personnes/ada/",
    "/personnes/nina/",
    "/dossier/",
    "/dossiers/",
    "/charte/",
    "/rien/",
]


@pytest.fixture
def house() -> dict[str, Any]:
    school, hospital = (
        pages.topic(name="École", slug="ecole"),
        pages.topic(name="Hôpital", slug="hopital"),
    )
    ada, nina = pages.person(name="Ada", slug="ada"), pages.person(name="Nina", slug="nina")
    first, second = (
        pages.article(title="Premier", slug="premier"),
        pages.article(title="Second", slug="second"),
    )
    first.topics.add(school)
    first.contributions.create(person=ada)
    first.save()
    second.topics.add(hospital)
    second.contributions.create(person=nina)
    second.save()
    gazette = SourceFactory.create(name="Gazette", slug="gazette")
    SourceFactory.create(name="Courrier", slug="courrier")
    return {
        "first": first,
        "second": second,
        "school": school,
        "ada": ada,
        "edito": pages.edito(title="Lundi", slug="lundi"),
        "episode": pages.episode(title="Entretien", slug="entretien"),
        "item": FeedItemFactory.create(source=gazette, title="Dépêche"),
        "gazette": gazette,
        "dossier": pages.dossier(title="Dossier", slug="dossier"),
        "charter": pages.standard(title="Charte", slug="charte"),
    }


@pytest.fixture
def visitor(house: dict[str, Any]) -> Iterator[Visitor]:
    # The first page of all would make them, and everything old.
    SiteSettings.for_site(Site.objects.get())
    with one_connection():
        yield Visitor()


def test_a_new_article(visitor: Visitor, house: dict[str, Any]) -> None:
    """Its lists, the front page and the feed: no other article, no other list."""

    def publish() -> None:
        article = pages.article(title="Troisième")
        article.topics.add(house["school"])
        article.contributions.create(person=house["ada"])
        article.save()

    assert visitor.made_old_by(publish) == {
        *("/", "/flux/", "/articles/", "/themes/ecole/", "/personnes/ada/")
    }


def test_an_article_that_changes(visitor: Visitor, house: dict[str, Any]) -> None:
    def change() -> None:
        house["first"].title = "Premier, corrigé"
        house["first"].save()

    assert visitor.made_old_by(change) == {
        *("/", "/flux/", "/articles/", "/articles/premier/", "/themes/ecole/", "/personnes/ada/")
    }


def test_an_article_that_leaves(visitor: Visitor, house: dict[str, Any]) -> None:
    assert visitor.made_old_by(house["first"].unpublish) == {
        *("/", "/flux/", "/articles/", "/articles/premier/", "/themes/ecole/", "/personnes/ada/")
    }
    assert visitor.get("/articles/premier/").status == "404 Not Found"


def test_an_edito_and_an_episode(visitor: Visitor, house: dict[str, Any]) -> None:
    assert visitor.made_old_by(lambda: pages.edito(title="Mardi")) == {"/", "/flux/", "/editos/"}
    assert visitor.made_old_by(lambda: pages.episode(title="Suite")) == {
        *("/", "/flux/", "/bifurcations/")
    }


def test_an_item(visitor: Visitor, house: dict[str, Any]) -> None:
    assert visitor.made_old_by(lambda: FeedItemFactory.create(source=house["gazette"])) == {
        *("/", "/flux/", "/le-fil/", "/sources/gazette/")
    }


def test_a_person_of_another_name(visitor: Visitor, house: dict[str, Any]) -> None:
    """Whatever they have signed says it, and whatever lists that."""

    def rename() -> None:
        house["ada"].name = "Ada L."
        house["ada"].save()

    assert visitor.made_old_by(rename) == {
        *("/", "/flux/", "/articles/", "/articles/premier/", "/themes/ecole/"),
        *("/personnes/", "/personnes/ada/"),
    }


def test_a_topic_of_another_name(visitor: Visitor, house: dict[str, Any]) -> None:
    def rename() -> None:
        house["school"].name = "Enseignement"
        house["school"].save()

    assert visitor.made_old_by(rename) == {
        *("/", "/flux/", "/articles/", "/articles/premier/", "/personnes/ada/"),
        *("/themes/", "/themes/ecole/"),
    }


def test_a_source_of_another_name(visitor: Visitor, house: dict[str, Any]) -> None:
    def rename() -> None:
        house["gazette"].name = "La Gazette"
        house["gazette"].save()

    assert visitor.made_old_by(rename) == {
        *("/", "/flux/", "/le-fil/", "/sources/", "/sources/gazette/")
    }


def test_the_entries_of_a_dossier(visitor: Visitor, house: dict[str, Any]) -> None:
    """And what is written on a content that joins it."""

    def add() -> None:
        house["dossier"].entries.create(content=house["second"].uuid)
        house["dossier"].save()

    assert visitor.made_old_by(add) >= {"/", "/dossier/", "/dossiers/"}
    change = house["second"]
    change.title = "Second, corrigé"
    assert "/dossier/" in visitor.made_old_by(change.save)


def test_the_title_of_a_dossier(visitor: Visitor, house: dict[str, Any]) -> None:
    def rename() -> None:
        house["dossier"].title = "Dossier, suite"
        house["dossier"].save()

    assert visitor.made_old_by(rename) == {"/", "/dossier/", "/dossiers/"}


def test_a_standing_page(visitor: Visitor, house: dict[str, Any]) -> None:
    def change() -> None:
        house["charter"].title = "Notre charte"
        house["charter"].save()

    # The front page may show a page of the magazine, which is one of these.
    assert visitor.made_old_by(change) == {"/", "/charte/"}


def test_what_stands_around_every_page(visitor: Visitor, house: dict[str, Any]) -> None:
    around = SiteSettings.for_site(Site.objects.get())

    def rename() -> None:
        around.site_name = "L’Insoumission"
        around.save()

    def link() -> None:
        around.navigation.create(label="Charte", page=house["charter"], sort_order=1)
        around.save()

    def move() -> None:
        house["charter"].slug = "notre-charte"
        house["charter"].save()

    assert visitor.made_old_by(rename) == set(PATHS)
    assert visitor.made_old_by(link) == set(PATHS)
    assert visitor.made_old_by(move) == set(PATHS)


def test_a_page_above_others(visitor: Visitor, house: dict[str, Any]) -> None:
    """Its name stands on the way to each of them."""
    index = house["first"].get_parent().specific

    def rename() -> None:
        index.title = "Tous les articles"
        index.save()

    assert visitor.made_old_by(rename) == {
        *("/articles/", "/articles/premier/", "/articles/second/")
    }


def test_pins_of_the_front_page(visitor: Visitor, house: dict[str, Any]) -> None:
    home = HomePage.objects.get()

    def pin() -> None:
        home.pins.create(content=house["second"].uuid)
        home.save()

    made_old = visitor.made_old_by(pin)
    assert "/" in made_old
    # It stands above all pages of the tree, whose way begins with its name.
    assert made_old.isdisjoint({"/themes/", "/sources/", "/personnes/ada/", "/flux/"})


def test_something_at_an_address_where_there_was_nothing(visitor: Visitor, house: Any) -> None:
    assert "/rien/" in visitor.made_old_by(lambda: pages.standard(title="Rien", slug="rien"))
    assert visitor.get("/rien/").status == "200 OK"


def test_a_redirect(visitor: Visitor, house: dict[str, Any]) -> None:
    assert visitor.made_old_by(
        lambda: Redirect.add_redirect("/rien/", house["first"], is_permanent=True)
    ) == {"/rien/"}
    assert visitor.get("/rien/").status.startswith("301")


def test_what_an_address_carries_besides_makes_no_other_page(visitor: Visitor) -> None:
    visitor.get("/articles/premier/", "fbclid=1")
    for query in ("", "utm_source=x&fbclid=2", "cursor"):
        told = visitor.get("/articles/premier/", query)
        assert told["Cache-Status"].startswith("kiosque; hit") == (query != "cursor"), query


def test_visitors_of_ours_are_not_answered_from_memory(visitor: Visitor) -> None:
    visitor.get("/articles/premier/")
    told = visitor.get("/articles/premier/", HTTP_COOKIE="a=1; sessionid=1")
    assert "Cache-Status" not in told
    assert told["Cache-Control"] == "private"
    for cookie in ("_ga=1", f"csrftoken={'a' * 32}"):
        told = visitor.get("/articles/premier/", HTTP_COOKIE=cookie)
        assert told["Cache-Status"].startswith("kiosque; hit"), cookie


def test_who_holds_a_token_from_the_login_has_a_page_drawn_for_all(visitor: Visitor) -> None:
    told = visitor.get("/articles/second/", HTTP_COOKIE=f"csrftoken={'a' * 32}")
    assert "public" in told["Cache-Control"]
    assert visitor.is_kept("/articles/second/")


def test_the_page_of_a_form_is_kept_as_others_are(visitor: Visitor) -> None:
    path = pages.form(slug="contact").get_url()
    visitor.get(path)
    assert visitor.get(path)["Cache-Status"].startswith("kiosque; hit")


@pytest.mark.parametrize("path", ["/admin/login/", "/static/css/site.css", "/livez", "/api/v2/"])
def test_what_is_no_page_goes_through(visitor: Visitor, path: str) -> None:
    assert "Cache-Status" not in visitor.get(path)


def test_one_of_many_in_a_dossier(visitor: Visitor, house: dict[str, Any]) -> None:
    """A dossier of a hundred names most of them by their group."""
    articles = [pages.article(title=f"Pièce {number}") for number in range(60)]
    for article in articles:
        house["dossier"].entries.create(content=article.uuid)
    house["dossier"].save()
    for article in articles[:3] + articles[-3:]:
        assert "/dossier/" in visitor.made_old_by(article.save_revision().publish)
