from functools import partial

import pytest

from feeds import sanitise
from feeds.sanitise import DROPPED, MAX_HTML, TAGS, clean_html, plain_text, words
from tests.growth import is_in_line, processor_s

BASE = "https://source.example/dossier/page"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p onclick='x()'>ok</p><script>alert(1)</script>", "<p>ok</p>"),
        ("<a href='javascript:alert(1)'>a</a>", '<a rel="noopener nofollow ugc">a</a>'),
        ("<a href='JaVa&#115;cript:alert(1)'>a</a>", '<a rel="noopener nofollow ugc">a</a>'),
        ("<a href='data:text/html,x'>a</a>", '<a rel="noopener nofollow ugc">a</a>'),
        (
            "<a href='../plan' target='_blank'>a</a>",
            '<a href="https://source.example/plan" rel="noopener nofollow ugc">a</a>',
        ),
        (
            "<a href='mailto:qui@source.example'>a</a>",
            '<a href="mailto:qui@source.example" rel="noopener nofollow ugc">a</a>',
        ),
        ("<img src='https://m.example/p.gif' width='1' height='1'>", ""),
        ("<img onerror='x()' src='data:image/png;base64,x'>", ""),
        ("<img src='i.jpg' alt='I'>", '<img src="https://source.example/dossier/i.jpg" alt="I">'),
        ("<iframe src='https://mauvais.example/'></iframe>après", "après"),
        ("<svg><a xlink:href='javascript:x'>s</a></svg>t", "t"),
        ("<math><mtext><style><img onerror=x></style></mtext></math>t", "t"),
        ("<form action='https://f.example'><input>texte</form>", "texte"),
        ("<h1>Titre</h1>", "Titre"),
        ("<span style='color:red'>rouge</span>", "rouge"),
        ("<noscript><img src=x onerror=x()></noscript>t", "t"),
        ("<!-- commentaire -->texte", "texte"),
        ('<img src=""><iframe src=""></iframe>texte', "texte"),
    ],
)
def test_criterion_4_what_is_kept(markup: str, expected: str) -> None:
    assert clean_html(markup, BASE) == expected


def test_relative_addresses_without_a_base_are_dropped() -> None:
    assert clean_html("<img src='/i.jpg'><a href='/a'>a</a>") == (
        '<a rel="noopener nofollow ugc">a</a>'
    )
    assert "javascript" not in clean_html("<a href='x'>a</a>", "javascript:alert(1)//")
    assert "href" not in clean_html("<a href='x'>a</a>", "https://b˜d.example/")


def test_a_known_player_becomes_a_link() -> None:
    frame = '<iframe width="560" src="//www.youtube.com/embed/abcdefghi_-?rel=0"></iframe>'
    assert clean_html(frame) == (
        '<p><a href="https://www.youtube.com/watch?v=abcdefghi_-" rel="noopener nofollow ugc">'
        "https://www.youtube.com/watch?v=abcdefghi_-</a></p>"
    )


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Un <b>deux</p> trois",
        "<pre>\n\n  code</pre>",
        "<table><tr><td>a<td>b</table>",
        "<a href='/a'><img src='/i.jpg'></a>",
        "<p>1 &lt; 2 &amp;amp; 3 &nbsp;»</p>",
        "</p></div><li>seul",
        "<div>" * 300 + "fond",
        "<img src='/i.jpg' alt='a > b \" c'>",
        # Foster parenting: a link would end up within a link.
        "<a href='/x'><div><table><a href='/y'>y</table>",
    ],
)
def test_cleaning_twice_changes_nothing(markup: str) -> None:
    once = clean_html(markup, BASE)
    assert clean_html(once, BASE) == once


HIDDEN_DEPTH = '<div title="</div>">'
"""Counted as flat: fifteen thousand of these are nested, which MAX_HTML bounds and nothing else."""
every_hostile_piece = pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<b>",
        "<div></i>",
        "<a><table>",
        "<p><b>",
        "<",
        "<iframe ",
        "<img src=",
        "<!--",
        "<svg><desc>",
        "&lt;",
        "<p a=1 b=2 c=3 d=4 e=5>",
    ],
)


def _clean(piece: str, length: int) -> None:
    markup = piece * (length // len(piece))
    assert len(clean_html(markup, BASE)) <= MAX_HTML * 6
    assert plain_text(markup) is not None


@every_hostile_piece
def test_criterion_2_no_input_takes_long(piece: str) -> None:
    # What is beyond is cut off, and costs nothing.
    assert is_in_line(partial(_clean, piece), MAX_HTML)


@pytest.mark.trial
@every_hostile_piece
def test_criterion_2_no_input_takes_three_seconds(piece: str) -> None:
    assert processor_s(partial(_clean, piece, MAX_HTML * 2)) < 3


@pytest.mark.trial
def test_criterion_2_hidden_depth_takes_no_three_seconds() -> None:
    assert processor_s(partial(_clean, HIDDEN_DEPTH, MAX_HTML * 2)) < 3


def test_criterion_2_too_deep_markup_is_reduced_to_its_text() -> None:
    assert clean_html("<div>" * 251 + "fond").strip() == "fond"
    assert clean_html("<div>" * 10 + "fond") == "<div>" * 10 + "fond" + "</div>" * 10


def test_a_row_of_unclosed_paragraphs_is_no_nesting() -> None:
    assert clean_html("<p>a" * 300) == "<p>a</p>" * 300


def test_a_long_text_is_cut_outside_its_tags() -> None:
    cleaned = clean_html("a" * (MAX_HTML - 5) + '<a href="https://source.example/">b</a>')
    assert cleaned == "a" * (MAX_HTML - 5)


def test_dangerous_elements_are_not_on_the_list() -> None:
    never = "svg math style title textarea noscript iframe form script object embed".split()  # noqa: SIM905 - read as words
    assert TAGS.isdisjoint(never)
    assert TAGS.isdisjoint(DROPPED)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("Sans balise &amp; avec entité", "Sans balise & avec entité"),
        ("<p>Un</p><p>Deux</p>", " Un Deux"),
        ("5 < 6 <script>x()</script>", "5 < 6 "),
    ],
)
def test_plain_text(markup: str, expected: str) -> None:
    assert " ".join(plain_text(markup).split()) == " ".join(expected.split())


def test_words_of_clean_html() -> None:
    cleaned = clean_html(
        "<p>Un <b>mot</b>&nbsp;&amp; <img src='/i.jpg' alt='a > b'></p><p>deux</p>", BASE
    )
    assert words(cleaned) == "Un mot & deux"


def test_criterion_23_narrow_pictures_stand_for_nothing() -> None:
    markup = (
        '<img src="/icone.png" width="32"><img width=299px src="/petite.png">'
        '<img src="/large.png" width="300"><img src="/pleine.png" width="100%"><img src="/a.png">'
    )
    assert sanitise.image_sources("<img src=\"\"><img src=''>") == ["", ""]
    assert sanitise.image_sources(markup) == ["/large.png", "/pleine.png", "/a.png"]
