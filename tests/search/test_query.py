"""One search for both front doors, on either database."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction

from cms.api.lists import Filters
from search import postgresql, query
from search.matches import FEW
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
        ("le 49.3 de 1.", ("le", "49.3", "de", "1")),
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
class TestBeginnings:
    """The last word is completed where little holds it as it is."""

    def test_last_word_is_completed(self) -> None:
        pages.article(title="Chlorure de vinyle")
        assert found("chlor") == ["Chlorure de vinyle"]
        assert found("vinyle chlo") == ["Chlorure de vinyle"]

    def test_only_the_last_one(self) -> None:
        pages.article(title="Chlorure de vinyle")
        assert found("chlor vinyle") == []

    def test_whole_words_come_first(self) -> None:
        pages.article(title="Parcours", standfirst="Un autre mot.")
        pages.article(title="Parcoursup")
        assert found("parcours") == ["Parcours", "Parcoursup"]
        newest = replace(parse("parcours"), by_date=True)
        assert [row.search_title for row in search(newest).rows] == ["Parcoursup", "Parcours"]

    def test_nothing_is_completed_where_enough_is_found(self) -> None:
        for number in range(FEW):
            pages.article(title=f"Parcours {number}")
        pages.article(title="Parcoursup")
        assert "Parcoursup" not in found("parcours")

    def test_two_letters_are_no_beginning(self) -> None:
        pages.article(title="Chlorure")
        assert found("ch") == []


@pytest.mark.django_db
class TestFilters:
    def found(self, **filters: Any) -> list[str]:
        request = replace(parse("tocsin"), filters=Filters(**filters))
        return sorted(row.search_title for row in search(request).rows)

    def test_kinds(self) -> None:
        pages.article(title="Tocsin")
        pages.edito(title="Le tocsin")
        pages.person(name="Ada Tocsin")
        assert self.found(kinds=("edito", "person")) == ["Ada Tocsin", "Le tocsin"]

    def test_facets_add_up_and_their_values_are_alternatives(self) -> None:
        people = [pages.person(), pages.person()]
        article = pages.article(title="Tocsin")
        article.people.set(people)
        article.save()
        pages.article(title="Un autre tocsin")
        one, other = (person.uuid for person in people)
        assert self.found(facets=(("person", (one, uuid4())),)) == ["Tocsin"]
        assert self.found(facets=(("person", (one,)), ("person", (other,)))) == ["Tocsin"]
        assert self.found(facets=(("person", (one,)), ("source", (uuid4(),)))) == []

    def test_period(self) -> None:
        pages.article(title="Tocsin", first_published_at=timezone.now() - timedelta(days=40))
        pages.article(title="Un autre tocsin")
        since = timezone.now() - timedelta(days=30)
        assert self.found(published_from=since) == ["Un autre tocsin"]


@pytest.mark.django_db
def test_one_of_the_words_may_be_enough() -> None:
    pages.article(title="Chlorure")
    pages.article(title="Bromure")
    assert found("chlorure bromure") == []
    either = search(replace(parse("chlorure bromure"), any_word=True))
    assert {row.search_title for row in either.rows} == {"Chlorure", "Bromure"}


@pytest.mark.django_db
def test_a_name_comes_before_what_mentions_it() -> None:
    pages.person(name="Ada Tocsin")
    pages.article(title="Tocsin : Ada Tocsin sonne le tocsin")
    pages.article(title="Le tocsin de Ada")
    assert "Ada Tocsin" in found("ada tocsin")[:2]


@pytest.mark.django_db
@pytest.mark.postgresql
@pytest.mark.parametrize(("ranked", "first"), [(2, "Le tocsin"), (1, "Autre chose")])
def test_the_newest_are_put_in_order_by_what_they_say(
    monkeypatch: pytest.MonkeyPatch, ranked: int, first: str
) -> None:
    monkeypatch.setattr(postgresql, "RANKED", ranked)
    pages.article(title="Le tocsin", shown_date=timezone.now() - timedelta(days=1))
    pages.article(title="Autre chose", body=[("text", "<p>Un tocsin.</p>")])
    assert len(found("tocsin")) == 2
    assert found("tocsin")[0] == first


@pytest.mark.django_db
@pytest.mark.postgresql
class TestCommonWords:
    """Too common a word is looked for in the newest contents alone."""

    @pytest.fixture(autouse=True)
    def _common(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(postgresql, "RARE", -1)
        monkeypatch.setattr(postgresql, "WALKED", 2)
        for number in range(4):
            pages.article(title=f"Tocsin {number}")
        pages.person(name="Ada Tocsin")

    def test_among_the_newest_and_names(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(postgresql, "ENOUGH", 0)
        results = search(parse("tocsin"))
        titles = [row.search_title for row in results.rows]
        assert titles == ["Ada Tocsin", "Tocsin 3", "Tocsin 2"]
        assert results.is_capped

    def test_no_more_than_many_are_looked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(postgresql, "ENOUGH", 0)
        monkeypatch.setattr(postgresql, "WALKED", 100)
        monkeypatch.setattr(postgresql, "MANY", 2)
        results = search(parse("tocsin"))
        assert [row.search_title for row in results.rows] == ["Ada Tocsin", "Tocsin 3"]
        assert results.is_capped

    def test_all_of_them_are_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The walk has come to the oldest content."""
        monkeypatch.setattr(postgresql, "WALKED", 100)
        results = search(parse("tocsin"))
        assert (results.total, results.is_capped) == (5, False)

    def test_filters_choose_whose_newest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(postgresql, "ENOUGH", 0)
        pages.edito(title="Un édito")
        pages.edito(title="Un autre")
        request = replace(parse("tocsin"), filters=Filters(kinds=("article",)))
        assert [row.search_title for row in search(request).rows] == ["Tocsin 3", "Tocsin 2"]

    def test_once_common_is_fetched_all_the_same(self) -> None:
        results = search(parse("tocsin"))
        assert results.total == 5
        assert not results.is_capped

    def test_but_not_what_is_far_too_common(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(postgresql, "UNCOMMON", -1)
        assert search(parse("tocsin")).total == 3


@pytest.mark.django_db
@pytest.mark.postgresql
class TestSlips:
    def test_what_nothing_holds_is_looked_for_as_titles_spell_it(self) -> None:
        pages.article(title="Les éboueurs de Paris")
        results = search(parse("ebouers paris"))
        assert [row.search_title for row in results.rows] == ["Les éboueurs de Paris"]
        assert results.words == ("éboueurs", "paris")

    def test_words_that_are_held_are_left_alone(self) -> None:
        pages.article(title="Tocsins", standfirst="Le tocson n’est pas un tocsin.")
        pages.article(title="Paris")
        results = search(parse("tocson paris"))
        assert results.rows == []
        assert results.words == ("tocson", "paris")

    @pytest.mark.parametrize("text", ["zzzzzz", "abc", "é" * 200, "12345678", "eboueurssssss"])
    def test_what_stands_for_nothing_finds_nothing(self, text: str) -> None:
        pages.article(title="Les éboueurs")
        assert search(parse(text)).rows == []

    def test_no_title_that_has_left_is_proposed(self) -> None:
        article = pages.article(title="Chlorure")
        article.unpublish()
        results = search(parse("clorure"))
        assert results.words == ("clorure",)

    def test_statements_are_few(self, django_assert_max_num_queries: Any) -> None:
        for number in range(FEW):
            pages.article(title=f"Chlorure {number}")
        with django_assert_max_num_queries(3):
            search(parse("chlorure"))
        with django_assert_max_num_queries(9):
            search(parse("clorure"))


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
