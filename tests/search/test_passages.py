"""The passage that is shown of a result, and the moment at which words are said."""

import re

import pytest
from django.test import Client

from search.passages import Moment, Passage, passages_of
from search.query import parse, search
from tests.factories import pages

pytestmark = pytest.mark.django_db

VTT = """WEBVTT

00:01.000 --> 00:02.500
Bonsoir à toutes et à tous.

12:41.500 --> 12:44.000
Les semences <i>paysannes</i>
& le tocsin.
"""


def passage(text: str, title: str = "a") -> Passage:
    (found,) = passages_of(search(parse(text), with_texts=True), [title])
    return found


def test_words_are_marked_where_they_stand() -> None:
    pages.article(title="Autre chose", standfirst="Le Tocsin sonne, et le glas aussi.")
    assert passage("tocsin").html == "Le <mark>Tocsin</mark> sonne, et le glas aussi."


def test_only_marks_are_markup() -> None:
    pages.article(title="a", standfirst='Le <b>tocsin</b> & "le" <script>alert(1)</script> tocsin')
    html = passage("tocsin").html
    assert set(re.findall(r"</?\w+>", html)) == {"<mark>", "</mark>"}
    assert "&lt;b&gt;<mark>tocsin</mark>&lt;/b&gt; &amp; &quot;le&quot; &lt;script&gt;" in html


def test_a_passage_is_cut_between_words_around_the_first() -> None:
    far = "avant " * 500 + "le tocsin sonne " + "après " * 500
    pages.article(title="a", standfirst="Rien.", body=[("text", f"<p>{far}</p>")])
    html = passage("tocsin").html
    assert re.fullmatch(r"…\xa0(avant )+le <mark>tocsin</mark> sonne (après )*après\xa0…", html)
    assert len(html) < 320


def test_the_passage_is_where_most_words_stand() -> None:
    text = "Le tocsin. " + "rien " * 200 + "Un tocsin dans la ville."
    pages.article(title="a", standfirst="Début.", body=[("text", f"<p>{text}</p>")])
    assert "<mark>tocsin</mark> dans la <mark>ville</mark>" in passage("tocsin ville").html


def test_a_heading_is_told_from_what_stands_below_it() -> None:
    body = [("heading", {"text": "Le tocsin"}), ("text", "<p>Il sonne.</p><p>Fort</p>")]
    pages.article(title="a", standfirst="Rien.", body=body)
    assert passage("tocsin").html.startswith("Rien.\nLe <mark>tocsin</mark> · Il sonne. Fort")


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ("Fin.\r\n\r\nLe tocsin", "Fin.\r\n\r\nLe <mark>tocsin</mark>"),
        ("Fin. \nLe tocsin", "Fin. \nLe <mark>tocsin</mark>"),
        ("« Fin »\r\n\r\nLe tocsin", "« Fin » · Le <mark>tocsin</mark>"),
        ('"Fin"\nLe tocsin', "&quot;Fin&quot; · Le <mark>tocsin</mark>"),
    ],
)
def test_lines_are_told_apart_where_nothing_else_does(lines: str, shown: str) -> None:
    pages.article(title="a", standfirst=lines)
    assert passage("tocsin").html == shown


def test_a_word_of_the_title_alone_is_marked_there_and_has_no_passage() -> None:
    title = "Le tocsin, <i>le glas</i> & le tocsin"
    pages.article(title=title, standfirst="Autre chose.")
    mark = "<mark>tocsin</mark>"
    found = passage("tocsin", title)
    assert found.title == f"Le {mark}, &lt;i&gt;le glas&lt;/i&gt; &amp; le {mark}"
    assert not found.html
    assert found.moment is None


def test_the_title_is_marked_on_the_page(client: Client) -> None:
    pages.article(title="Le tocsin", standfirst="Autre chose.")
    assert ">Le <mark>tocsin</mark></a></h2>" in client.get("/recherche/?q=tocsin").text


def test_a_beginning_is_marked_in_what_it_completes() -> None:
    pages.article(title="a", standfirst="Les mégabassines débordent.")
    assert passage("mégab").html == "Les <mark>mégabassines</mark> débordent."


def test_a_transcript_says_when() -> None:
    pages.edito(title="a", standfirst="Autre chose.", transcript=VTT)
    found = passage("tocsin semences")
    assert found.moment == Moment(second=761, clock="12:41")
    assert found.html == "Les <mark>semences</mark> paysannes &amp; le <mark>tocsin</mark>."


def test_a_transcript_without_times_is_a_text() -> None:
    pages.edito(title="a", transcript="Ada : Le tocsin sonne.")
    found = passage("tocsin")
    assert found.moment is None
    assert "Le <mark>tocsin</mark> sonne." in found.html


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("élection", "élections"),
        ("hopital", "hôpitaux"),
        ("coeur", "cœur"),
        ("manifester", "manifestent"),
    ],
)
def test_forms_of_a_word_are_marked(query: str, marked: str) -> None:
    pages.article(title="a", standfirst="Au cœur des élections, les hôpitaux manifestent là.")
    assert f"<mark>{marked}</mark>" in passage(query).html
    assert passage(query).html.count("<mark>") == 1


@pytest.mark.postgresql
def test_words_that_say_nothing_are_not_marked() -> None:
    pages.article(title="a", standfirst="Le tocsin de la ville.")
    assert passage("le tocsin de la").html == "Le <mark>tocsin</mark> de la ville."


def test_one_query_for_a_page_of_passages(django_assert_max_num_queries: object) -> None:
    for number in range(5):
        pages.article(title=f"a {number}", standfirst="Le tocsin sonne.")
    results = search(parse("tocsin"), with_texts=True)
    with django_assert_max_num_queries(1):  # type: ignore[operator]  # a fixture without types
        assert len(passages_of(results, ["a"] * 5)) == 5
