"""The chooser of contents: any kind, found as one types."""

from typing import Any

import pytest
from django.test import Client

from cms.viewsets import CAP, ContentListMixin
from feeds.models import Status
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db

RESULTS = "/admin/content_chooser/results/"


def titles(client: Client, **query: str) -> list[str]:
    response = client.get(RESULTS, query)
    assert response.status_code == 200
    return [row.search_title for row in response.context["results"]]


@pytest.fixture
def contents() -> None:
    pages.article(title="L’hôpital rouvre")
    pages.edito(title="Édito : l’école")
    pages.dossier(title="Hôpital : le dossier")
    pages.person(name="Ada Hôpital")
    FeedItemFactory.create(title="Un lit d’hôpital")
    FeedItemFactory.create(title="Hôpital refusé", status=Status.REJECTED)


@pytest.mark.usefixtures("contents")
class TestContentChooser:
    def test_it_shows_what_stands_in_lists_newest_first(self, admin_client: Client) -> None:
        assert set(titles(admin_client)) == {
            "L’hôpital rouvre",
            "Édito\N{NO-BREAK SPACE}: l’école",
            "Un lit d’hôpital",
        }

    @pytest.mark.parametrize("words", ["hop", "HÔPITAL", "rouv hop", "hôpital rouvre !"])
    def test_the_beginning_of_a_word_is_enough(self, admin_client: Client, words: str) -> None:
        assert "L’hôpital rouvre" in titles(admin_client, q=words)
        assert "Édito\N{NO-BREAK SPACE}: l’école" not in titles(admin_client, q=words)

    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            ("dossier", ["Hôpital\N{NO-BREAK SPACE}: le dossier"]),
            ("person", ["Ada Hôpital"]),
            ("item", ["Un lit d’hôpital"]),
        ],
    )
    def test_every_kind_can_be_chosen(
        self, admin_client: Client, kind: str, expected: list[str]
    ) -> None:
        assert titles(admin_client, q="hopital", kind=kind) == expected

    @pytest.mark.parametrize("words", ["' OR 1=1 --", "\0", "a:*b & !", '"', "é" * 5000, "()"])
    def test_any_text_is_searched_as_words(self, admin_client: Client, words: str) -> None:
        assert isinstance(titles(admin_client, q=words), list)

    def test_pages_are_counted_no_further_than_anybody_turns(
        self, admin_client: Client, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(ContentListMixin, "per_page", 1)
        monkeypatch.setattr("cms.viewsets.CAP", 2)
        paginator = admin_client.get(RESULTS).context["results"].paginator
        assert (paginator.num_pages, CAP) == (2, 50)

    @pytest.mark.parametrize("recent", [1, 50_000])
    @pytest.mark.parametrize("enough", [1, 20])
    def test_common_and_rare_words_are_found_alike(
        self, admin_client: Client, monkeypatch: Any, recent: int, enough: int
    ) -> None:
        """However many rows are read one by one, what is rare is looked up in the index."""
        monkeypatch.setattr("cms.titles.RECENT", recent)
        monkeypatch.setattr("cms.titles.ENOUGH", enough)
        found = titles(admin_client, q="hopital")
        assert found
        assert set(found) <= {"L’hôpital rouvre", "Un lit d’hôpital"}
        if enough == 20 or recent == 50_000:
            assert len(found) == 2


@pytest.mark.postgresql
def test_the_page_chooser_shows_the_newest_first(admin_client: Client) -> None:
    """However often a title holds the word: ranking a hundred thousand finds takes too long."""
    older = pages.article(title="Eau, eau et encore eau")
    newer = pages.article(title="La régie de l’eau et tout ce qui s’ensuit")
    for word in ("eau", "ea"):
        answer = admin_client.get("/admin/choose-page/search/", {"q": word})
        assert [page.pk for page in answer.context["pages"]] == [newer.pk, older.pk]
