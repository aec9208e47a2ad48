import pytest

from feeds.page_head import Head, charset_of, closes, is_closed, is_html, read_head
from tests.growth import is_in_line

HERE = "https://gazette.example/articles/1"


@pytest.mark.parametrize(
    ("meta", "picture"),
    [
        ('<meta property="og:image" content="https://a.example/1.jpg">', "https://a.example/1.jpg"),
        ("<META NAME='twitter:image' CONTENT=' /2.jpg '>", "https://gazette.example/2.jpg"),
        ('<meta property="og:image" content="javascript:alert(1)">', ""),
        ('<meta property="og:image">', ""),
        (
            '<meta name="twitter:image" content="/b"><meta property="og:image" content="a.jpg">',
            "https://gazette.example/articles/a.jpg",
        ),
        ("<p>rien</p>", ""),
        ("", ""),
        ('<meta property="og:image" content="/é&amp;a.jpg">', "https://gazette.example/é&a.jpg"),
    ],
)
def test_the_picture_of_a_page(meta: str, picture: str) -> None:
    assert read_head(f"<html><head>{meta}</head></html>".encode(), HERE, "utf-8").picture == picture


def test_a_page_that_closes_itself() -> None:
    page = b'<meta name="robots" content="index, NOARCHIVE"><meta property="og:image" content="/a">'
    assert read_head(page, HERE) == Head("https://gazette.example/a", is_closed=True)
    assert not closes("noindex, nofollow")
    assert is_closed({"x-robots-tag": "noimageindex"})
    assert not is_closed({})


def test_hostile_markup_is_read_like_any_other() -> None:
    def read(length: int) -> None:
        assert read_head(b"<meta " * (length // 6), HERE) == Head()
        assert read_head(b"<meta a='" + b"b" * length, HERE) == Head()

    assert is_in_line(read, 1_000_000)
    assert read_head(b"\xff\xfe\0<" * 1000, HERE, "utf-8") == Head()


def test_what_an_answer_is() -> None:
    latin = {"content-type": "text/html; charset=ISO-8859-1"}
    assert is_html(latin)
    assert charset_of(latin) == "iso8859-1"
    assert charset_of({"content-type": "text/html; charset=rien"}) == ""
    assert not is_html({"content-type": "image/jpeg"})
    assert not is_html({})
