import pytest
from django.test import Client

from cms.publications import withdraw_many
from feeds.models import Status, Trust
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory, SourceGroupFactory

pytestmark = pytest.mark.django_db


def html(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_an_item_at_its_address(client: Client) -> None:
    item = FeedItemFactory.create(title="Les rivières", author="Camille Essai")
    assert item.path == f"/le-fil/{item.source.slug}/{item.slug}-{item.pk}/"
    page = html(client, item.path)
    assert "Les rivières" in page
    assert "Camille Essai" in page
    assert "Un texte écrit pour l’essai." in page
    assert item.url in page


def test_other_spellings_lead_to_the_one_address(client: Client) -> None:
    item = FeedItemFactory.create()
    for path in (f"/le-fil/autre/{item.slug}-{item.pk}/", f"/le-fil/x/y-{item.pk}/"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, item.path)


def test_what_is_not_public_is_not_there(client: Client) -> None:
    hidden = [
        FeedItemFactory.create(status=Status.PENDING),
        FeedItemFactory.create(status=Status.REJECTED),
        FeedItemFactory.create(source__trust=Trust.PAUSED),
    ]
    for item in hidden:
        assert client.get(item.path).status_code == 404
    assert client.get("/le-fil/gazette/rien-999999/").status_code == 404


def test_what_left_with_a_reason_says_so(client: Client) -> None:
    item = FeedItemFactory.create()
    withdraw_many([item], reason="Retiré à la demande de la source.")
    response = client.get(item.path)
    assert response.status_code == 410
    assert "Retiré à la demande de la source." in response.content.decode()


def test_an_excerpt_source_lends_no_text(client: Client) -> None:
    item = FeedItemFactory.create(source__trust=Trust.EXCERPT)
    page = html(client, item.path)
    assert "Un texte écrit pour l’essai." not in page
    assert "Un extrait écrit pour l’essai." in page


def test_an_item_without_a_slug_has_an_address(client: Client) -> None:
    item = FeedItemFactory.create(slug="", title="…")
    assert item.path.endswith(f"/article-{item.pk}/")
    html(client, item.path)


def test_sources_stand_in_their_groups(client: Client) -> None:
    late, early = SourceGroupFactory.create(sort_order=20), SourceGroupFactory.create(sort_order=10)
    empty = SourceGroupFactory.create(name="Groupe vide")
    SourceFactory.create(name="Gazette tardive", group=late)
    SourceFactory.create(name="Gazette hâtive", group=early)
    SourceFactory.create(name="Gazette seule")
    SourceFactory.create(name="Gazette muette", trust=Trust.PAUSED, group=empty)
    page = html(client, "/sources/")
    places = [page.index(name) for name in ("hâtive", "tardive", "seule")]
    assert places == sorted(places)
    assert "muette" not in page
    assert "Groupe vide" not in page


def test_a_source_and_its_items(client: Client) -> None:
    item = FeedItemFactory.create(title="Celui-ci")
    FeedItemFactory.create(title="Celui d’ailleurs")
    page = html(client, item.source.path)
    assert "Celui-ci" in page
    assert "Celui d’ailleurs" not in page


def test_a_paused_source_is_not_there(client: Client) -> None:
    source = SourceFactory.create(trust=Trust.PAUSED)
    assert client.get(source.path).status_code == 404


def test_the_feed_page_shows_items_newest_first(client: Client) -> None:
    pages.home_page()
    for title in ("Ancien", "Récent"):
        FeedItemFactory.create(title=title)
    FeedItemFactory.create(title="En attente", status=Status.PENDING)
    page = html(client, "/le-fil/")
    assert page.index("Récent") < page.index("Ancien")
    assert "En attente" not in page


def test_the_feed_page_goes_on(client: Client) -> None:
    pages.home_page()
    FeedItemFactory.create_batch(25)
    first = client.get("/le-fil/")
    assert len(first.context["cards"]) == 20
    second = client.get("/le-fil/", {"cursor": first.context["next_cursor"]})
    assert len(second.context["cards"]) == 5


@pytest.mark.parametrize("count", [1, 20])
def test_what_a_page_costs(client: Client, count: int, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]  # pytest-django gives the fixture no public type
    source = SourceFactory.create()
    FeedItemFactory.create_batch(count, source=source)
    client.get(source.path)
    with django_assert_max_num_queries(10):
        client.get(source.path)
