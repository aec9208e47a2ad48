"""Copies of pages stand in for errors, and for nothing else."""

from pathlib import Path

import pytest

from cms.response_cache.copies import SHORT, Copies
from cms.response_cache.middleware import ResponseCache
from tests.cms.response_cache.asking import HEADERS, Asker, Site, Told, Trust

PATH = "/articles/un-titre/"
PAGE = [("Content-Type", "text/html"), *((k, v) for k, v in HEADERS.items() if k != "Content-Type")]


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    found = Copies(tmp_path)
    found.put(PATH, "a1", [*PAGE, ("X-Request-ID", "of-the-worker")], b"<p>une copie</p>")
    return found


def asker(site: Site, copies: Copies, watcher: Trust | None = None) -> Asker:
    found = Asker(site, watcher)
    found.cache = ResponseCache(site, found.store, found.watcher, copies)
    return found


def failing() -> Site:
    return Site(status="500 Internal Server Error", headers={"Content-Type": "text/html"})


def is_the_copy(told: Told) -> bool:
    assert told["Cache-Control"] == SHORT
    assert told["X-Request-ID"] != "of-the-worker"
    assert "stale" in told["Cache-Status"]
    return (told.status, told.body) == ("200 OK", b"<p>une copie</p>")


def test_a_copy_stands_in_for_an_error(copies: Copies) -> None:
    site = failing()
    asks = asker(site, copies)
    assert is_the_copy(asks.get(path=PATH))
    # For a moment nobody else asks what fails.
    assert asks.get(path=PATH).body == b"<p>une copie</p>"
    assert len(site.asked) == 1


def test_what_the_site_answers_goes_before_it(copies: Copies) -> None:
    told = asker(Site(headers=dict(PAGE), body=b"neuf"), copies).get(path=PATH)
    assert (told.status, told.body) == ("200 OK", b"neuf")


def test_an_answer_that_was_given_since_goes_before_it(copies: Copies) -> None:
    site = Site(headers=dict(PAGE), body=b"plus neuf")
    asks = asker(site, copies)
    asks.get(path=PATH)
    site.status = "500 Internal Server Error"
    asks.watcher.is_away = True
    assert asks.get(path=PATH).body == b"plus neuf"


def test_without_a_database_the_site_is_not_asked(copies: Copies) -> None:
    site = failing()
    assert is_the_copy(asker(site, copies, Trust(is_away=True)).get(path=PATH))
    assert site.asked == []


def test_a_process_that_has_just_started_gives_it_too(copies: Copies) -> None:
    asks = asker(failing(), copies, Trust(is_ready=False))
    assert is_the_copy(asks.get(path=PATH))
    assert asks.get(path="/rien/").status == "500 Internal Server Error"


def test_a_head_and_whoever_holds_it(copies: Copies) -> None:
    asks = asker(failing(), copies)
    assert asks.get(path=PATH, method="HEAD").body == b""
    assert asks.get(path=PATH, HTTP_IF_NONE_MATCH='"a1"').status == "304 Not Modified"


@pytest.mark.parametrize(
    ("query", "path"), [("cursor=x", PATH), ("", "/rien/"), ("", "/api/content/v1/contents")]
)
def test_other_questions_fail_as_they_do(copies: Copies, query: str, path: str) -> None:
    assert asker(failing(), copies).get(query, path).status == "500 Internal Server Error"


@pytest.mark.parametrize("text", [b"", b"{", b'{"path": 1}\n', b"\xff\n"])
def test_a_file_that_cannot_be_read_is_no_copy(copies: Copies, tmp_path: Path, text: bytes) -> None:
    [file] = tmp_path.iterdir()
    file.write_bytes(text)
    assert copies.get(PATH) is None
    assert copies.mark_of(PATH) == ""


def test_only_what_is_wanted_stays(copies: Copies, tmp_path: Path) -> None:
    copies.put("/autre/", "b1", PAGE, b"")
    copies.keep_only(["/autre/"])
    assert copies.get(PATH) is None
    assert copies.mark_of("/autre/") == "b1"
    assert len(list(tmp_path.iterdir())) == 1


def test_without_copies_an_error_is_an_error() -> None:
    assert Asker(failing()).get(path=PATH).status == "500 Internal Server Error"
