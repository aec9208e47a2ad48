"""One search for both front doors, on either database."""

import pytest
from django.db import connection
from wagtail.actions.create_alias import CreatePageAliasAction

from search import query
from search.query import MAX_PAGE, MAX_WORDS, parse, search
from tests.factories import pages


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  l’hôpital public ", ("l", "hôpital", "public")),
        ('"retraites" AND -NEAR(x)*', ("retraites", "AND", "NEAR", "x")),
        ("a\0b", ("a", "b")),
        ("", ()),
        ("'; DROP TABLE cms_publication; --", ("DROP", "TABLE", "cms_publication")),
        ("mot " * 5000, ("mot",) * MAX_WORDS),
    ],
)
def test_any_text_becomes_a_bounded_request(text: str, words: tuple[str, ...]) -> None:
    assert parse(text).words == words


@pytest.mark.parametrize(
    ("page", "number"), [("2", 2), ("0", 1), ("-1", 1), ("9" * 30, 1), ("x", 1), ("999", MAX_PAGE)]
)
def test_page_numbers_are_bounded(page: str, number: int) -> None:
    assert parse("mot", page).page == number


def found(text: str) -> list[str]:
    return [row.search_title for row in search(parse(text)).rows]


@pytest.mark.django_db
class TestSearch:
    def test_title_before_body_and_accents_folded(self) -> None:
        pages.article(title="Autre chose", standfirst="Il est question de l’hôpital ici.")
        pages.article(title="L’hôpital public")
        assert found("hopital") == ["L’hôpital public", "Autre chose"]

    def test_body_and_transcript_are_searched(self) -> None:
        pages.article(title="a", body=[("text", "<p>Le tocsin <b>sonne</b></p>")])
        pages.edito(title="e", transcript="Et le tocsin résonne")
        assert set(found("tocsin")) == {"a", "e"}

    def test_follows_every_change(self) -> None:
        article = pages.article(title="Chlorure")
        article.title = "Bromure"
        article.save()
        assert found("chlorure") == []
        assert found("bromure") == ["Bromure"]
        article.unpublish()
        assert found("bromure") == []

    def test_drafts_are_nowhere(self) -> None:
        pages.article(title="Chlorure", live=False)
        assert found("chlorure") == []

    def test_empty_request_asks_nothing(self, django_assert_num_queries: object) -> None:
        with django_assert_num_queries(0):  # type: ignore[operator]  # a fixture without types
            assert search(parse("?!")).rows == []

    def test_counts_are_exact_then_capped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for _ in range(3):
            pages.article(title="Chlorure")
        assert (search(parse("chlorure")).total, search(parse("chlorure")).is_capped) == (3, False)
        monkeypatch.setattr(query, "COUNTED", 2)
        assert search(parse("chlorure")).is_capped

    def test_alias_is_not_found_beside_its_original(self) -> None:
        article = pages.article(title="Chlorure")
        CreatePageAliasAction(article, update_slug="encore").execute(skip_permission_checks=True)
        pages.standard(title="Chlorure, la page")
        assert sorted(found("chlorure")) == ["Chlorure", "Chlorure, la page"]
        assert search(parse("chlorure")).total == 2

    @pytest.mark.parametrize("text", ["'", '"', "(", "a OR", "*", "NEAR", ":", "-", "^", "é" * 300])
    def test_no_request_is_an_error(self, text: str) -> None:
        assert found(text) == []


@pytest.mark.django_db
@pytest.mark.postgresql
class TestFrench:
    """What SQLite serves less of: stems and ligatures."""

    @pytest.mark.parametrize("text", ["élection", "elections", "ÉLECTIONS"])
    def test_plural_and_accents(self, text: str) -> None:
        pages.article(title="Des élections municipales")
        assert found(text) == ["Des élections municipales"]

    def test_ligature(self) -> None:
        pages.article(title="Le cœur de la ville")
        assert found("coeur") == ["Le cœur de la ville"]

    def test_configuration_is_there(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_tsvector('french_unaccent', 'Élections œuvrières')::text")
            assert "'elect':1" in cursor.fetchone()[0]
